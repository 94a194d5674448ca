"""The finished video: H.264 and AAC in one pass, the same bytes for the same input."""

from __future__ import annotations

import math
import os
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from midivideo.encode.labels import Labels
from midivideo.encode.sound import RATE, samples_at
from midivideo.settings.model import Video

#: BT.709's number among the primaries, transfers and matrices of ITU-T H.273, and the number of
#: limited range in FFmpeg.
_BT709 = 1
_LIMITED_RANGE = 1

#: Chroma is averaged over all four pixels, and rounding does not depend on the processor.
_SCALER = (
    Interpolation.BICUBIC
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
)

#: Dates and library versions stay out of the file.
_BITEXACT = {"fflags": "+bitexact"}

#: Leaves out x264's AVX-512 code for macroblock trees, which reads memory that nobody wrote: one
#: input gave dozens of different files. It also makes all x86 processors agree.
_X264 = "cpu-independent=1"

#: x264's own default; PyAV's is 12, which costs a quarter in size.
_GROUP_OF_PICTURES = 250

#: Highest clock of the file as a whole; common frame rates fit exactly.
_MAX_CLOCK = 1_000_000


class Mp4Writer:
    """Writes one video; sound goes in beside the pictures, never far ahead of them.

    Both streams begin at 0: the encoder's delay of 1024 samples of AAC and of x264's reordered
    frames is taken back by edit lists, which players and decoders follow. Colours are BT.709 in
    limited range, and tagged so.
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        fps: Fraction,
        video: Video,
        labels: Labels,
        *,
        sound_kbps: int | None,
    ) -> None:
        """Open ``path`` for writing; ``sound_kbps`` None leaves the sound out."""
        # Edit lists count in the file's own clock, by default milliseconds: too coarse for
        # lengths exact to a sample and a frame.
        clock = math.lcm(RATE, fps.numerator)
        options = {
            **_BITEXACT,
            "movflags": "+faststart",
            "movie_timescale": str(clock if clock <= _MAX_CLOCK else RATE),
        }
        self._fps = fps
        self._frames = 0
        self._container: OutputContainer = av.open(os.fspath(path), "w", "mp4", options=options)
        self._container.metadata.update(labels.metadata())
        self._video = self._container.add_stream(
            "libx264",
            rate=fps,
            options={
                "crf": str(video.crf),
                "preset": video.preset,
                "flags": "+bitexact",
                "x264-params": _X264,
            },
        )
        self._video.width, self._video.height, self._video.pix_fmt = width, height, "yuv420p"
        context = self._video.codec_context
        context.thread_count = 1  # x264's choices depend on the number of its threads
        context.gop_size = _GROUP_OF_PICTURES
        context.time_base = 1 / fps
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED_RANGE
        self._reformatter = VideoReformatter()
        self._sound = None
        if sound_kbps is not None:
            self._sound = SoundStream(self._container, "aac", sound_kbps)

    def write_frame(self, frame: av.VideoFrame) -> None:
        """Append one picture in any RGB format."""
        converted = self._reformatter.reformat(
            frame,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range="MPEG",
            interpolation=int(_SCALER),
            threads=1,  # starting threads costs more than the work
        )
        converted.pts, converted.time_base = self._frames, 1 / self._fps
        # The type of the source's pictures (all key frames) would be forced on ours.
        converted.pict_type = 0
        self._frames += 1
        self._container.mux(self._video.encode(converted))

    def write_sound(self, block: np.ndarray) -> None:
        """Append ``(2, n)`` float32 samples."""
        assert self._sound is not None
        self._sound.write(block)

    @property
    def sound_wanted(self) -> bool:
        """Whether the sound is behind the pictures."""
        return self._sound is not None and self._sound.samples < samples_at(
            Fraction(self._frames) / self._fps
        )

    def __enter__(self) -> Self:
        """Write within a ``with`` block; only one that ends well leaves a whole file."""
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """Finish both streams and move the index to the front of the file."""
        with self._container:
            if error is None:
                self._container.mux(self._video.encode())
                if self._sound is not None:
                    self._sound.finish()


class SoundStream:
    """One stream of stereo sound in an open container."""

    def __init__(self, container: OutputContainer, codec: str, kbps: int) -> None:
        """Add the stream; ``codec`` is FFmpeg's name of the encoder."""
        self.samples = 0
        self._container = container
        stream = container.add_stream(
            codec, rate=RATE, layout="stereo", options={"flags": "+bitexact"}
        )
        assert isinstance(stream, AudioStream)
        self._stream = stream
        self._stream.bit_rate = kbps * 1000

    def write(self, block: np.ndarray) -> None:
        """Append ``(2, n)`` float32 samples."""
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(block), format="fltp", layout="stereo"
        )
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self.samples
        self.samples += block.shape[1]
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Write what the encoder still holds."""
        self._container.mux(self._stream.encode(None))


class Mp3Writer:
    """Writes sound alone; the encoder's delay is noted in the header, so that players skip it."""

    def __init__(self, path: Path, kbps: int, labels: Labels) -> None:
        """Open ``path`` for writing; MP3 knows no more than 320 kbit/s."""
        self._container = av.open(os.fspath(path), "w", "mp3", options=_BITEXACT)
        self._container.metadata.update(labels.metadata())
        self._sound = SoundStream(self._container, "libmp3lame", min(kbps, 320))

    def write_sound(self, block: np.ndarray) -> None:
        """Append ``(2, n)`` float32 samples."""
        self._sound.write(block)

    def __enter__(self) -> Self:
        """Write within a ``with`` block; only one that ends well leaves a whole file."""
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """Finish the file."""
        with self._container:
            if error is None:
                self._sound.finish()
