"""Frames per second of encoding beside a bare pipe of ffmpeg processes, in one run.

The pipe does the same work with the same settings: one process decodes the lossless frames,
a second encodes them with a ready WAV file. It neither makes sound nor still pictures.
Both are run in turns, and the medians compared, because a shared machine's speed wanders; when
other work runs beside, trust the CPU time.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import mido
import numpy as np

from midivideo.encode.clip import Outputs, encode_clip
from midivideo.encode.sound import RATE
from midivideo.encode.synth import synthesise
from midivideo.render.frames import FrameWriter
from midivideo.settings import load_settings

FPS = 24
FRAMES = 240
TURNS = 5


def main() -> None:
    """Measure and print a table."""
    settings = load_settings([], [])
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        print(f"encode: {FRAMES} frames, crf {settings.video.crf}, preset {settings.video.preset}")
        print(f"{'size':>9}  {'midivideo':>9}  {'ffmpeg':>9}  {'ratio':>6}")
        for width, height in ((256, 256), (512, 288)):
            frames, midi, sound = _inputs(work, width, height)

            def own(frames: Path = frames, midi: Path = midi) -> None:
                encode_clip(frames, Outputs(work / "own.mp4"), settings, midi=midi)

            def pipe(frames: Path = frames, sound: Path = sound) -> None:
                _pipe(frames, sound, work / "pipe.mp4", settings.video.crf, settings.video.preset)

            turns = [(_speeds(own), _speeds(pipe)) for _ in range(TURNS)]
            for kind, per in enumerate(("second", "CPU second")):
                pairs = [(ours[kind], bare[kind]) for ours, bare in turns]
                ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
                ratio = statistics.median(ours / bare for ours, bare in pairs)
                size = f"{width}x{height}"
                print(f"{size:>9}  {ours:>9.0f}  {bare:>9.0f}  {ratio:>6.2f}   frames a {per}")


def _speeds(work: Callable[[], None]) -> tuple[float, float]:
    """Frames a second on the clock, and a second of CPU time, child processes included."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    work()
    return FRAMES / (time.perf_counter() - wall), FRAMES / (sum(os.times()[:4]) - cpu)


def _pipe(frames: Path, sound: Path, video: Path, crf: int, preset: str) -> None:
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    colour = "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+full_chroma_inp+accurate_rnd"
    read = [ffmpeg, "-v", "error", "-i", frames, "-vf", colour, "-pix_fmt", "yuv420p"]
    read += ["-f", "yuv4mpegpipe", "-"]
    write = [ffmpeg, "-v", "error", "-y", "-i", "-", "-i", sound, "-c:v", "libx264"]
    write += ["-preset", preset, "-crf", str(crf), "-threads:v", "1"]
    write += ["-x264-params", "cpu-independent=1", "-c:a", "aac"]
    write += ["-b:a", "192k", "-movflags", "+faststart", video]
    with subprocess.Popen(read, stdout=subprocess.PIPE) as reader:
        subprocess.run(write, stdin=reader.stdout, check=True)
    if reader.returncode:
        raise SystemExit("ffmpeg could not read the frames")


def _inputs(work: Path, width: int, height: int) -> tuple[Path, Path, Path]:
    """Lossless frames of moving, slightly grainy colour, a bar of drums and its sound."""
    frames, midi, sound = work / f"{width}.mkv", work / "window.mid", work / "window.wav"
    writer = FrameWriter(frames, width, height, Fraction(FPS))
    y, x = np.mgrid[0:height, 0:width]
    random = np.random.default_rng(0)
    for number in range(FRAMES):
        waves = [
            60 * np.sin(x / 17 + number / 5 + colour) + 50 * np.cos(y / 23 - number / 9 + colour)
            for colour in range(3)
        ]
        grain = random.normal(128, 2, (height, width, 3))
        writer.write(np.clip(np.stack(waves, -1) + grain, 0, 255).astype(np.uint8))
    writer.close()
    track = mido.MidiTrack()
    for _ in range(FRAMES * 2 // FPS):
        track.append(mido.Message("note_on", channel=9, note=36, velocity=100))
        track.append(mido.Message("note_off", channel=9, note=36, time=480))
    mido.MidiFile(tracks=[track], ticks_per_beat=960).save(midi)
    samples = RATE * FRAMES // FPS
    with wave.open(str(sound), "wb") as file:
        file.setparams((2, 2, RATE, samples, "NONE", "not compressed"))
        for block in synthesise(midi, samples):
            file.writeframes((block.T * 32767).astype("<i2").tobytes())
    return frames, midi, sound


if __name__ == "__main__":
    main()
