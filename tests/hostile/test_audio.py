"""Files that call themselves music: nothing else is read for them, and nothing runs away."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import pytest

from midivideo.encode.own_audio import cut
from midivideo.errors import UserError
from midivideo.media import opened
from midivideo.sync.sound import listen
from tests.fuzz.limits import limited

RATE = 48_000


def wav(path: Path, rate: int = RATE, channels: int = 2, samples: int = 4800) -> Path:
    """A file that is quieter nowhere, so that it would be noticed in another's place."""
    data = np.full((samples, channels), 12_000, "<i2").tobytes()
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2 % 2**32, channels * 2, 16)
    parts = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WAVE" + parts)
    return path


PLAYLISTS = {
    "ffconcat": "ffconcat version 1.0\nfile secret.wav\n",
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nsecret.wav\n#EXT-X-ENDLIST\n",
    "hls of a server": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    "text": "no music at all\n" * 100,
    "nothing": "",
}


@pytest.mark.parametrize("text", PLAYLISTS.values(), ids=PLAYLISTS)
@pytest.mark.parametrize("name", ["song.wav", "song.mp3", "song.flac"])
def test_a_playlist_reads_no_other_file(text, name, tmp_path):
    wav(tmp_path / "secret.wav")
    song = tmp_path / name
    song.write_text(text)
    with limited(seconds=20, mib=300):
        for read in (lambda: list(cut(song, 0, 100)), lambda: listen(song)):
            with pytest.raises(UserError, match=name):
                read()


def test_ffmpeg_left_to_itself_would_read_it(tmp_path):
    """The test above would tell nothing if playlists were not played at all."""
    wav(tmp_path / "secret.wav")
    song = tmp_path / "song.wav"
    song.write_text(PLAYLISTS["ffconcat"])
    with av.open(str(song)) as container:
        assert container.format.name == "concat"


@pytest.mark.parametrize(
    "name", ["concat:secret.wav|secret.wav", "http:x.wav", "-i.wav", "a:b.wav"]
)
def test_a_name_that_looks_like_an_address_is_a_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wav(tmp_path / "secret.wav")
    with pytest.raises(UserError, match="no such"):
        list(cut(Path(name), 0, 100))
    wav(tmp_path / name)
    with opened(Path(name)) as container:
        assert container.format.name == "wav"
    assert sum(block.shape[1] for block in cut(Path(name), 0, 100)) == 100


@pytest.mark.parametrize(
    ("rate", "channels"), [(1, 1), (999, 2), (1_000_003, 2), (2**31 - 1, 2), (8000, 64)]
)
def test_headers_of_absurd_sound_cost_nothing(rate, channels, tmp_path):
    song = wav(tmp_path / "song.wav", rate, channels, samples=20_000)
    with limited(seconds=20, mib=400):
        try:
            blocks = list(cut(song, 0, 4800))
        except UserError as error:
            assert "song.wav" in str(error)
        else:
            assert sum(block.shape[1] for block in blocks) == 4800
            assert all(np.isfinite(block).all() for block in blocks)
