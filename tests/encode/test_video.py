from __future__ import annotations

import json
import math
from fractions import Fraction

import av
import numpy as np
import pytest

from midivideo import __version__
from midivideo.encode.clip import Outputs, encode_clip
from midivideo.errors import UserError
from midivideo.files import sha256_file
from midivideo.render.frames import FrameWriter
from midivideo.settings import Settings

from .conftest import FPS, FRAMES, HEIGHT, HITS, WIDTH, number_to_grey
from .reading import RATE, first_rise, pictures, sound


@pytest.fixture(scope="session")
def video(clip, tmp_path_factory):
    path = tmp_path_factory.mktemp("video") / "reef.mp4"
    encode_clip(
        clip / "frames.mkv",
        Outputs(path, path.with_suffix(".jpg"), path.with_suffix(".sheet.jpg")),
        Settings(),
        midi=clip / "window.mid",
        manifest=clip / "manifest.json",
    )
    return path


def test_every_frame_arrives_in_its_place(video):
    frames = pictures(video)
    assert len(frames) == FRAMES
    assert [frame.time * FPS for frame in frames] == pytest.approx(range(FRAMES), abs=1e-6)
    greys = [frame.to_ndarray(format="rgb24").mean() for frame in frames]
    assert greys == pytest.approx([number_to_grey(number) for number in range(FRAMES)], abs=1.5)


def test_size_rate_and_lengths_are_exact(video):
    with av.open(str(video)) as container:
        picture, audio = container.streams.video[0], container.streams.audio[0]
        assert (picture.width, picture.height, picture.pix_fmt) == (WIDTH, HEIGHT, "yuv420p")
        assert picture.average_rate == FPS
        assert picture.duration * picture.time_base == Fraction(FRAMES, FPS)
        assert audio.duration * audio.time_base == Fraction(FRAMES, FPS)
        assert (picture.start_time, audio.start_time) == (0, 0)


@pytest.mark.parametrize("fps", [Fraction(30000, 1001), Fraction("23.976"), Fraction(25, 2)])
def test_fractional_rates_are_kept_exactly(fps, tmp_path, write_frames):
    frames = write_frames(tmp_path / "frames.mkv", 31, fps)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(
        json.dumps({"midivideo": {"fps": str(fps)}, "rendered_frames": [{"frame": 0}] * 31})
    )
    encode_clip(frames, Outputs(tmp_path / "v.mp4"), Settings(), manifest=manifest, audio="none")
    with av.open(str(tmp_path / "v.mp4")) as container:
        stream = container.streams.video[0]
        assert stream.duration * stream.time_base == 31 / fps
        assert stream.frames == 31


def test_the_index_is_at_the_front(video):
    data = video.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_drums_sound_within_10_ms_of_their_notes(video):
    samples = sound(video)
    late = [first_rise(samples, time) for time in HITS]
    assert max(abs(seconds) for seconds in late) < 0.010
    # The frame of a note begins at floor(time * fps): the sound is never a frame away from it.
    for time, seconds in zip(HITS, late, strict=True):
        frame = math.floor(time * FPS)
        assert frame - 0.25 < (time + seconds) * FPS < frame + 1.25


def test_sound_is_as_loud_as_it_may_be_without_clipping(video):
    assert 0.7 < np.abs(sound(video)).max() < 1.0


def test_colours_are_bt709_in_limited_range_and_say_so(tmp_path):
    writer = FrameWriter(tmp_path / "red.mkv", 64, 64, Fraction(24))
    for _ in range(3):
        writer.write(np.full((64, 64, 3), (255, 0, 0), np.uint8))
    writer.close()
    encode_clip(tmp_path / "red.mkv", Outputs(tmp_path / "r.mp4"), Settings(), audio="none")
    frame = pictures(tmp_path / "r.mp4")[0]
    planes = frame.to_ndarray()
    luma, blue, red = planes[0, 0], planes[64, 0], planes[-1, -1]
    # H.273 with BT.709's coefficients: 16 + 219 * 0.2126, 128 - 224 * 0.2126 / 1.8556, 240.
    assert (int(luma), int(blue), int(red)) == pytest.approx((63, 102, 240), abs=1)
    with av.open(str(tmp_path / "r.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
        assert context.color_range == 1


def test_title_prompt_manifest_and_version_are_in_the_file(video, clip):
    with av.open(str(video)) as container:
        tags = container.metadata
    assert tags["title"] == "reef"
    assert tags["description"] == "a reef at noon\na reef at night"
    assert sha256_file(clip / "manifest.json") in tags["comment"]
    assert f"midivideo {__version__}" in tags["comment"]


def test_the_same_input_gives_the_same_bytes(video, clip, tmp_path):
    again = tmp_path / "again.mp4"
    encode_clip(
        clip / "frames.mkv",
        Outputs(again, again.with_suffix(".jpg"), again.with_suffix(".sheet.jpg")),
        Settings(),
        midi=clip / "window.mid",
        manifest=clip / "manifest.json",
    )
    for suffix in (".mp4", ".jpg", ".sheet.jpg"):
        assert again.with_suffix(suffix).read_bytes() == video.with_suffix(suffix).read_bytes()


def test_what_lies_in_memory_makes_no_difference(tmp_path):
    """x264's AVX-512 code is not so (seen with 165)."""
    grain = np.random.default_rng(0)
    x = np.arange(96) + np.zeros((64, 1))
    writer = FrameWriter(tmp_path / "f.mkv", 96, 64, Fraction(24))
    for number in range(24):
        waves = [60 * np.sin(x / 17 + number / 5 + colour) for colour in range(3)]
        noisy = np.stack(waves, -1) + grain.normal(128, 6, (64, 96, 3))
        writer.write(np.clip(noisy, 0, 255).astype(np.uint8))
    writer.close()
    files = set()
    for _ in range(12):
        sizes = (2 ** grain.uniform(4, 18, 60)).astype(int)
        rubbish = [grain.integers(0, 256, size, np.uint8) for size in sizes]
        del rubbish[::2]
        encode_clip(tmp_path / "f.mkv", Outputs(tmp_path / "v.mp4"), Settings(), audio="none")
        files.add((tmp_path / "v.mp4").read_bytes())
    assert len(files) == 1


def test_a_higher_crf_makes_a_smaller_file(tmp_path, write_grain):
    frames = write_grain(tmp_path / "f.mkv", 8)
    sizes = []
    for crf in (17, 40):
        settings = Settings(video={"crf": crf})
        encode_clip(frames, Outputs(tmp_path / "v.mp4"), settings, audio="none")
        sizes.append((tmp_path / "v.mp4").stat().st_size)
    assert sizes[1] < sizes[0] / 2


def test_a_silent_film_has_no_sound_stream(clip, tmp_path):
    encode_clip(clip / "frames.mkv", Outputs(tmp_path / "v.mp4"), Settings(), audio="none")
    with av.open(str(tmp_path / "v.mp4")) as container:
        assert not container.streams.audio
        assert container.streams.video[0].frames == FRAMES


@pytest.mark.parametrize("kept", [0, 300, 0.5, 0.8])
def test_a_cut_short_file_of_frames_is_refused_and_leaves_nothing(kept, clip, tmp_path):
    whole = (clip / "frames.mkv").read_bytes()
    size = kept if isinstance(kept, int) else int(len(whole) * kept)
    (tmp_path / "frames.mkv").write_bytes(whole[:size])
    outputs = Outputs(
        tmp_path / "v.mp4", tmp_path / "v.jpg", tmp_path / "s.jpg", tmp_path / "v.mp3"
    )
    for manifest in (None, clip / "manifest.json"):
        with pytest.raises(UserError, match="render"):
            encode_clip(
                tmp_path / "frames.mkv",
                outputs,
                Settings(),
                midi=clip / "window.mid",
                manifest=manifest,
            )
    assert [path.name for path in tmp_path.iterdir()] == ["frames.mkv"]


@pytest.mark.parametrize("place", [0.3, 0.5, 0.9])
def test_a_damaged_frame_is_refused(place, tmp_path, write_grain):
    data = bytearray(write_grain(tmp_path / "whole.mkv", 8).read_bytes())
    data[int(len(data) * place)] ^= 1
    (tmp_path / "frames.mkv").write_bytes(data)
    with pytest.raises(UserError, match="render"):
        encode_clip(tmp_path / "frames.mkv", Outputs(tmp_path / "v.mp4"), Settings(), audio="none")
    assert not (tmp_path / "v.mp4").exists()


def test_frames_of_other_programs_without_checksums_are_read(tmp_path):
    with av.open(str(tmp_path / "f.mkv"), "w") as container:
        stream = container.add_stream("ffv1", rate=24, options={"slicecrc": "0"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "bgr0"
        for _ in range(5):
            picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 90, np.uint8))
            container.mux(stream.encode(picture.reformat(format="bgr0")))
        container.mux(stream.encode(None))
    encode_clip(tmp_path / "f.mkv", Outputs(tmp_path / "v.mp4"), Settings(), audio="none")
    assert len(pictures(tmp_path / "v.mp4")) == 5


def test_frames_of_another_length_than_their_manifest_are_refused(clip, tmp_path, write_frames):
    frames = write_frames(tmp_path / "frames.mkv", FRAMES - 1)
    with pytest.raises(UserError, match=f"{FRAMES - 1} frames .* should be {FRAMES}"):
        encode_clip(
            frames,
            Outputs(tmp_path / "v.mp4"),
            Settings(),
            manifest=clip / "manifest.json",
            audio="none",
        )
    assert not (tmp_path / "v.mp4").exists()


def test_frames_of_another_rate_than_their_manifest_are_refused(clip, tmp_path, write_frames):
    frames = write_frames(tmp_path / "frames.mkv", FRAMES, Fraction(30))
    with pytest.raises(UserError, match="30 a second, but their manifest says 24"):
        encode_clip(
            frames,
            Outputs(tmp_path / "v.mp4"),
            Settings(),
            manifest=clip / "manifest.json",
            audio="none",
        )


def test_sound_is_a_sample_rate_of_48_khz_in_stereo(video):
    with av.open(str(video)) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.channels, stream.codec_context.name) == (RATE, 2, "aac")
