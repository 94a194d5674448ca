"""One clip from frames and sound to its finished files."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Literal

from midivideo.encode import own_audio, source, synth
from midivideo.encode.ahead import ahead
from midivideo.encode.labels import Labels, ManifestFacts, read_manifest
from midivideo.encode.mp4 import Mp3Writer, Mp4Writer
from midivideo.encode.sound import Blocks, samples_at
from midivideo.encode.stills import Stills
from midivideo.errors import UserError
from midivideo.files import written_beside
from midivideo.midi.parse import parse
from midivideo.progress import progress
from midivideo.settings import Settings
from midivideo.settings.fields import exact


@dataclass(frozen=True)
class Outputs:
    """The files to write; those that are None are left out."""

    video: Path
    thumbnail: Path | None = None
    sheet: Path | None = None
    mp3: Path | None = None


def encode_clip(
    frames: Path,
    outputs: Outputs,
    settings: Settings,
    *,
    midi: Path | None = None,
    manifest: Path | None = None,
    audio: Path | Literal["synth", "none"] = "synth",
    start: Fraction = Fraction(0),
) -> None:
    """Encode a clip; every output is written beside and renamed, the video last.

    Args:
        frames: lossless frames, one file.
        outputs: what to write.
        settings: ``video`` and ``audio`` are used.
        midi: the window's MIDI file, time 0 at the first frame; needed for ``synth`` and for
            the kicks on the contact sheet.
        manifest: the clip's manifest: number of frames, exact rate, title and prompt.
        audio: the user's own file, or how else the sound is made.
        start: seconds from the beginning of the song to the first frame, for the user's file.

    Raises:
        UserError: when an input can't be read, or the frames are not those of the manifest.
    """
    facts = read_manifest(manifest) if manifest else None
    clip = source.inspect(frames)
    expected = facts.frames if facts else clip.count
    if expected == 0:
        raise UserError("there are no frames in this file; render it again", file=frames)
    fps = _rate(clip, facts)
    labels = facts.labels if facts else Labels(outputs.video.stem)
    sound = _sound(audio, midi, samples_at(expected / fps), start, settings)
    if outputs.mp3 and sound is None:
        raise UserError("an MP3 file is wanted, but there is no sound", file=outputs.mp3)
    kbps = settings.audio.bitrate_kbps
    stills = None
    if outputs.thumbnail or outputs.sheet:
        stills = Stills(expected, fps, clip.width, clip.height)

    with ExitStack() as stack:
        if sound is not None:
            sound = stack.enter_context(closing(ahead(sound)))
        # Renamed in reverse order: where the video is, the other files are, too.
        video = stack.enter_context(
            Mp4Writer(
                stack.enter_context(written_beside(outputs.video)),
                clip.width,
                clip.height,
                fps,
                settings.video,
                labels,
                sound_kbps=None if sound is None else kbps,
            )
        )
        hear = [video.write_sound]
        if outputs.mp3:
            beside = stack.enter_context(written_beside(outputs.mp3))
            hear.append(stack.enter_context(Mp3Writer(beside, kbps, labels)).write_sound)
        advance = stack.enter_context(progress("encode", expected, unit="frames"))
        for frame in source.decoded(clip, expected):
            if stills:
                stills.see(frame)
            video.write_frame(frame)
            while sound is not None and video.sound_wanted:
                block = next(sound)
                for write in hear:
                    write(block)
            advance(1)
        if stills and outputs.thumbnail:
            stills.write_thumbnail(outputs.thumbnail)
        if stills and outputs.sheet:
            stills.write_sheet(outputs.sheet, labels, _kicks(midi, settings, expected / fps))


def _rate(clip: source.Source, facts: ManifestFacts | None) -> Fraction:
    """The exact rate; a container rounds it, so the manifest's counts."""
    if facts is None or facts.fps is None:
        return clip.fps
    if abs(facts.fps - clip.fps) > facts.fps / 1000:
        raise UserError(
            f"these frames are for {float(clip.fps):g} a second, but their manifest says "
            f"{float(facts.fps):g}; render them again",
            file=clip.path,
        )
    return facts.fps


def _sound(
    audio: Path | Literal["synth", "none"],
    midi: Path | None,
    samples: int,
    start: Fraction,
    settings: Settings,
) -> Blocks | None:
    """Exactly ``samples`` samples of sound, or None for a silent film."""
    if audio == "none":
        return None
    if audio == "synth":
        if midi is None:
            raise UserError("without a MIDI file there is nothing to play; use --midi")
        soundfont = settings.audio.soundfont
        return synth.synthesise(midi, samples, Path(soundfont) if soundfont else None)
    late = exact(settings.audio.offset_ms) / 1000
    return own_audio.cut(Path(audio), samples_at(start + late), samples)


def _kicks(midi: Path | None, settings: Settings, seconds: Fraction) -> list[float]:
    """Times of the window's kicks in seconds; none where there is no MIDI or no note in it."""
    if midi is None:
        return []
    frames = ceil(seconds * exact(settings.clip.fps))
    try:
        notes = parse(midi, settings, start=0, frames=frames)["notes"]
    except UserError:
        return []  # the sound is what the file is for, and complains if it can't be read
    return [note["time_s"] for note in notes if "kick" in note["instruments"]]
