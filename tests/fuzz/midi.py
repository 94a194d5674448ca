"""The MIDI reader: any bytes give notes that are right, or a reason."""

from __future__ import annotations

import json
import struct
from collections import Counter
from pathlib import Path
from typing import Any
from zlib import crc32

from hypothesis import strategies as st

from midivideo.catalog.discover import Found
from midivideo.catalog.scan import scan
from midivideo.errors import UserError
from midivideo.midi import parse
from midivideo.settings.load import validate
from tests.fuzz.shapes import Draw, Input, damaged
from tests.midi.smf_bytes import chunk, quantity

_EXAMPLES = Path(__file__).parents[2] / "resources/midi"

#: Settings under which every input is read: different windows of different lengths and rates.
SETTINGS = [
    validate([("fuzz", {"clip": clip})])
    for clip in (
        {"seconds": 4},
        {"seconds": 2, "fps": "30000/1001", "select": "best", "max_minutes": 600},
        {"seconds": 3, "fps": 60, "select": "all", "short": "trim", "drums": [1, 10]},
        {"seconds": "full", "fps": 12, "max_minutes": 2, "drums": "none"},
    )
]

_ticks = st.sampled_from([0, 0, 1, 60, 120, 240, 480, 960, 127, 128, 16383, 2**21, 2**28 - 1])
_byte = st.integers(0, 127)
_pieces = (
    b"MThd", b"MTrk", b"\x00\xff\x2f\x00", b"\xff\x51\x03\x00\x00\x01", b"\xff\x51\x03\xff\xff\xff",
    b"\x80\x80\x80\x80\x00", b"\x8f\xff\xff\x7f", b"\xff\x7f\xff\xff\xff\x7f", b"\xf0\x05", b"\xf7",
    b"\x00\x99\x24\x40", b"\xb9\x7b\x00", b"\r\n", b"\xff\x58\x04\xff\x06\x18\x08", b"\xf1",
    b"\xfe",
)  # fmt: skip


@st.composite
def _events(draw: Draw) -> bytes:
    """A track's events, most of them well formed; running status where it is drawn."""
    out = b""
    status = 0
    for _ in range(draw(st.integers(0, 24))):
        out += quantity(draw(_ticks))
        kind = draw(st.sampled_from("nnnnnonoccpbatkm xs"))
        channel = draw(st.sampled_from([9, 9, 9, 0, 3, 15]))
        code = {"n": 0x90, "o": 0x80, "c": 0xB0, "p": 0xC0, "b": 0xE0, "a": 0xD0}.get(kind)
        if code is None:
            out += draw(_meta(kind))
            continue
        size = 1 if code in (0xC0, 0xD0) else 2
        if status != code | channel or draw(st.booleans()):
            out += bytes([code | channel])
        status = code | channel
        first = st.sampled_from([35, 36, 38, 42, 60, 121, 123]) | _byte
        out += bytes([draw(first), *(draw(_byte) for _ in range(size - 1))])
    return out + draw(st.sampled_from([b"\x00\xff\x2f\x00"] * 4 + [b"", b"\x00\xff\x2f\x05"]))


@st.composite
def _meta(draw: Draw, kind: str) -> bytes:
    if kind == "t":
        tempo = draw(st.sampled_from([0, 1, 7, 500_000, 2**24 - 1]) | st.integers(0, 2**24 - 1))
        return b"\xff\x51\x03" + tempo.to_bytes(3, "big")
    if kind == "m":
        numbers = draw(st.tuples(st.integers(0, 255), st.integers(0, 8)))
        return b"\xff\x58\x04" + bytes(numbers) + b"\x18\x08"
    if kind == "k":
        return b"\xff\x59\x02" + draw(st.binary(min_size=2, max_size=2))
    if kind == "s":
        data = draw(st.binary(max_size=12))
        return draw(st.sampled_from([b"\xf0", b"\xf7"])) + quantity(len(data)) + data
    data = draw(st.binary(max_size=20) | st.sampled_from(["Drums", "piano\0\x1b"]).map(str.encode))
    number = draw(st.sampled_from([1, 2, 3, 3, 4, 5, 6, 7, 9, 0x20, 0x21, 0x54, 0x7F]))
    return bytes([0xFF, number]) + quantity(len(data)) + data


@st.composite
def _built(draw: Draw) -> bytes:
    tracks = draw(st.lists(_events(), max_size=4))
    kind = draw(st.sampled_from([0, 1, 1, 1, 2, 3, 65535]))
    bases = [1, 24, 96, 480, 960, 32767, 0, 0xE728, 0xE250, 0xE350, 0xE801, 0xFF01]
    base = draw(st.sampled_from(bases))
    announced = draw(st.sampled_from([len(tracks)] * 5 + [0, 1, 65535]))
    header = chunk(b"MThd", struct.pack(">HHH", kind, announced, base))
    parts = [chunk(b"MTrk", track) for track in tracks]
    if draw(st.sampled_from([False] * 5 + [True])):
        parts.insert(0, chunk(b"XFIH", draw(st.binary(max_size=9))))
    data = header + b"".join(parts)
    if draw(st.sampled_from([False] * 9 + [True])):
        return (
            b"RIFF"
            + struct.pack("<I", len(data) + 12)
            + b"RMIDdata"
            + struct.pack("<I", len(data))
            + data
        )
    return data


_files = st.sampled_from(sorted(_EXAMPLES.glob("*.mid"))).map(Path.read_bytes)
INPUTS: st.SearchStrategy[Input] = damaged(
    st.one_of(_built(), _built(), _built(), _files, st.binary(max_size=64)), lambda: _pieces
).map(lambda data: Input(".mid", data))


def check(given: Input, folder: Path) -> bool:
    """Read a file as the workflow does; whether anything accepted it.

    Raises:
        AssertionError: for notes outside of their window, windows that do not come back the same,
            or an error that does not name the file.
    """
    path = folder / "some.mid"
    path.write_bytes(given.data)
    found = Found(str(path), len(given.data), 0)
    accepted = False
    for run in SETTINGS:
        result = scan(found, run)
        assert "please report" not in result.refused, result.refused
        assert bool(result.refused) == (not result.windows)
        try:
            first = parse(path, run, midi_out=folder / "window.mid")
        except UserError as error:
            assert str(path) in str(error)
            assert result.refused
            continue
        assert not result.refused
        accepted = True
        _is_valid(first)
        _comes_back(first, path, folder, run)
    return accepted


def _is_valid(document: dict[str, Any]) -> None:
    json.dumps(document, allow_nan=False).encode()
    frames = document["frames"]
    assert frames >= 1 and document["bpm"] > 0
    for note in document["notes"]:
        assert 0 <= note["frame"] < frames and note["frame"] <= note["end_frame"] <= frames
        assert 0 <= note["time_s"] < document["duration_s"]
        assert 0 <= note["duration_s"] <= document["duration_s"] - note["time_s"] + 1e-9
        assert 0 <= note["pitch"] <= 127 and 1 <= note["velocity"] <= 127
        assert 1 <= note["channel"] <= 16
    for name in ("notes", "beats", "bars"):
        places = [each["frame"] for each in document[name]]
        assert places == sorted(places)
        assert all(0 <= place < frames for place in places)
    assert len({beat["frame"] for beat in document["beats"]}) == len(document["beats"])


def _comes_back(first: dict[str, Any], path: Path, folder: Path, run: Any) -> None:
    """The window's own file says the same notes, and everything is the same bytes twice."""
    window = (folder / "window.mid").read_bytes()
    again = parse(path, run, midi_out=folder / "again.mid")
    assert json.dumps(again) == json.dumps(first)
    assert (folder / "again.mid").read_bytes() == window
    if not first["notes"]:
        return
    alike = run.model_copy(
        update={"clip": run.clip.model_copy(update={"drums": "auto", "max_minutes": 1e6})}
    )
    back = parse(folder / "window.mid", alike, start=0, frames=first["frames"])
    # What sounds over the cut is struck anew at 0; nothing else is added, and nothing is lost.
    assert not _onsets(first) - _onsets(back)
    assert all(frame == 0 for frame, *_ in _onsets(back) - _onsets(first))
    if crc32(window) % 64 == 0:
        _can_be_played(folder / "window.mid", first["duration_s"])


def _onsets(document: dict[str, Any]) -> Counter[tuple[int, int, int]]:
    return Counter((note["frame"], note["pitch"], note["velocity"]) for note in document["notes"])


def _can_be_played(window: Path, seconds: float) -> None:
    import numpy as np

    from midivideo.encode.synth import synthesise

    samples = round(min(seconds, 4.0) * 48_000)
    blocks = np.concatenate(list(synthesise(window, samples)), axis=1)
    assert blocks.shape == (2, samples) and np.isfinite(blocks).all()
