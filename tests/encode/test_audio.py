from __future__ import annotations

import os
import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from midivideo.encode.clip import Outputs, encode_clip
from midivideo.encode.find_audio import AudioFiles, find_audio
from midivideo.encode.own_audio import cut
from midivideo.encode.sound import samples_at
from midivideo.encode.synth import synthesise
from midivideo.errors import UserError
from midivideo.settings import Settings

from .conftest import FPS, FRAMES, HITS
from .reading import RATE, first_rise, sound

CLICKS = (0.25, 1.0, 1.6)

#: Container and encoder for each kind of file that people have.
KINDS = {
    "wav": "pcm_s16le",
    "aiff": "pcm_s16be",
    "flac": "flac",
    "mp3": "libmp3lame",
    "m4a": "aac",
    "ogg": "libopus",
}


def heard(blocks) -> np.ndarray:
    return np.concatenate(list(blocks), axis=1)


def write_clicks(path: Path, codec: str, rate: int = 44100, layout: str = "stereo") -> Path:
    """Two seconds of silence with short bursts at ``CLICKS``."""
    samples = np.zeros((2 if layout == "stereo" else 1, 2 * rate), np.float32)
    for second in CLICKS:
        at = round(second * rate)
        samples[:, at : at + rate // 100] = 0.5 * np.sin(np.arange(rate // 100) * 0.3)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_own_audio_of_every_kind_lies_where_it_was(kind, tmp_path):
    rate = 48000 if kind == "ogg" else 44100
    path = write_clicks(tmp_path / f"song.{kind}", KINDS[kind], rate)
    samples = heard(cut(path, 0, 2 * RATE))
    assert samples.shape == (2, 2 * RATE)
    for second in CLICKS:
        assert abs(first_rise(samples, second)) < 0.001


def test_own_audio_is_cut_to_the_sample(tmp_path):
    path = tmp_path / "ramp.wav"
    ramp = np.arange(-30000, 30000, dtype="<i2").repeat(2)
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 60000, "NONE", ""))
        file.writeframes(ramp.tobytes())
    samples = heard(cut(path, 12345, 50000))
    whole = np.arange(-30000, 30000) / 32768
    assert np.array_equal(samples[0, :47655], whole[12345:].astype(np.float32))
    assert not samples[:, 47655:].any()


def test_a_window_before_the_file_begins_is_silent_there(tmp_path):
    path = write_clicks(tmp_path / "song.wav", "pcm_s16le", RATE)
    samples = heard(cut(path, -RATE, RATE * 2))
    assert not samples[:, :RATE].any()
    assert abs(first_rise(samples, 1.25)) < 0.001


def test_mono_is_the_same_on_both_sides_at_its_level(tmp_path):
    path = write_clicks(tmp_path / "mono.wav", "pcm_s16le", RATE, "mono")
    samples = heard(cut(path, 0, RATE))
    assert np.array_equal(samples[0], samples[1])
    assert np.abs(samples).max() == pytest.approx(0.5, abs=0.01)


def test_own_audio_is_shifted_by_its_offset_and_the_windows_start(clip, tmp_path):
    path = write_clicks(tmp_path / "song.wav", "pcm_s16le", RATE)
    encode_clip(
        clip / "frames.mkv",
        Outputs(tmp_path / "v.mp4"),
        Settings(audio={"offset_ms": 150}),
        audio=path,
        start=Fraction(1, 2),
    )
    samples = sound(tmp_path / "v.mp4")
    assert samples.shape[1] == samples_at(Fraction(FRAMES, FPS))
    for click in CLICKS[1:]:
        assert abs(first_rise(samples, click - 0.65)) < 0.005


@pytest.mark.parametrize("content", [b"", b"not sound at all " * 100])
def test_unreadable_audio_is_an_error_that_names_the_file(content, tmp_path):
    path = tmp_path / "song.wav"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"song\.wav"):
        list(cut(path, 0, RATE))


def test_audio_beside_the_song_is_found_by_its_name(tmp_path):
    song = tmp_path / "song.mid"
    for name in ("song.mid", "song.MP3", "song.wav", "songs.flac", "other.wav"):
        (tmp_path / name).touch()
    assert find_audio(song, Settings()) == tmp_path / "song.wav"
    assert find_audio(tmp_path / "third.mid", Settings()) is None
    assert find_audio(song, Settings(audio={"source": "synth"})) is None
    with pytest.raises(UserError, match="no audio file"):
        find_audio(tmp_path / "third.mid", Settings(audio={"source": "file"}))


def test_audio_is_found_in_a_folder(tmp_path):
    (tmp_path / "mixes").mkdir()
    (tmp_path / "mixes" / "song.flac").touch()
    settings = Settings(audio={"files": str(tmp_path / "mixes")})
    assert find_audio(tmp_path / "song.mid", settings) == tmp_path / "mixes" / "song.flac"


@pytest.mark.parametrize(("suffix", "mark"), [("csv", ","), ("tsv", "\t")])
def test_audio_is_found_by_a_table(suffix, mark, tmp_path):
    for name in ("a.wav", "b.wav"):
        (tmp_path / name).touch()
    rows = [("midi", "audio"), ("one/song.mid", "a.wav"), ("two/song.mid", "b.wav")]
    table = tmp_path / f"audio.{suffix}"
    table.write_text("".join(mark.join(row) + "\n" for row in rows))
    settings = Settings(audio={"files": str(table)})
    assert find_audio(tmp_path / "two" / "song.mid", settings) == tmp_path / "b.wav"
    assert find_audio(tmp_path / "three" / "song.mid", settings) is None


def test_a_folder_is_listed_and_a_table_read_once_for_all_songs(tmp_path, monkeypatch):
    songs = [tmp_path / f"{number}.mid" for number in range(50)]
    for song in songs:
        song.with_suffix(".wav").touch()
    table = tmp_path / "audio.csv"
    table.write_text("midi,audio\n3.mid,4.wav\n")
    looked_at: list[str] = []
    for module, name in ((os, "scandir"), (Path, "open")):
        real = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, _real=real, **k: (looked_at.append(a[0]), _real(*a, **k))[1]
        )
    files = AudioFiles()
    found = [files.of(song, Settings(audio={"files": str(table)})) for song in songs]
    assert found == [tmp_path / f"{4 if n == 3 else n}.wav" for n in range(50)]
    assert looked_at == [table, tmp_path]


def test_a_table_that_names_a_missing_file_is_an_error(tmp_path):
    table = tmp_path / "audio.csv"
    table.write_text("midi,audio\nsong.mid,gone.wav\n")
    with pytest.raises(UserError, match=r"line 2.*gone\.wav"):
        find_audio(tmp_path / "song.mid", Settings(audio={"files": str(table)}))


def test_the_mp3_has_the_same_sound_at_the_same_time(clip, tmp_path):
    outputs = Outputs(tmp_path / "v.mp4", mp3=tmp_path / "v.mp3")
    encode_clip(clip / "frames.mkv", outputs, Settings(), midi=clip / "window.mid")
    samples = sound(tmp_path / "v.mp3")
    assert abs(samples.shape[1] - samples_at(Fraction(FRAMES, FPS))) <= 1
    assert max(abs(first_rise(samples, time)) for time in HITS) < 0.010


def test_an_mp3_of_a_silent_film_is_refused(clip, tmp_path):
    outputs = Outputs(tmp_path / "v.mp4", mp3=tmp_path / "v.mp3")
    with pytest.raises(UserError, match="no sound"):
        encode_clip(clip / "frames.mkv", outputs, Settings(), audio="none")


def test_a_window_without_notes_is_silent(tmp_path, write_hits):
    samples = heard(synthesise(write_hits(tmp_path / "none.mid", []), RATE))
    assert samples.shape == (2, RATE)
    assert not samples.any()


def test_the_last_note_rings_out_until_the_window_ends(tmp_path, write_hits):
    samples = heard(synthesise(write_hits(tmp_path / "crash.mid", [0.1], note=49), RATE))
    assert np.abs(samples[:, -4800:]).max() > 0.01


def test_sound_stops_with_the_window(tmp_path, write_hits):
    samples = heard(synthesise(write_hits(tmp_path / "long.mid", [0.1, 5.0]), RATE))
    assert samples.shape == (2, RATE)


def test_drums_of_a_long_song_do_not_drift(tmp_path, write_hits):
    times = [0.0, 59.9983, 119.51, 179.7501]
    samples = heard(synthesise(write_hits(tmp_path / "long.mid", times), 182 * RATE))
    assert max(abs(first_rise(samples, time)) for time in times) < 0.005


@pytest.mark.parametrize("content", [None, b"not a soundfont"])
def test_an_unreadable_soundfont_is_an_error_that_names_it(content, clip, tmp_path):
    soundfont = tmp_path / "own.sf2"
    if content is not None:
        soundfont.write_bytes(content)
    with pytest.raises(UserError, match=r"own\.sf2"):
        synthesise(clip / "window.mid", RATE, soundfont)
