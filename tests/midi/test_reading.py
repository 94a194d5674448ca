from __future__ import annotations

import os
import struct
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from midivideo.midi import Refused, parse, read_song
from midivideo.midi.smf import read
from midivideo.midi.song import MAX_NOTES
from midivideo.settings.model import Clip
from tests.midi.smf_bytes import END, chunk, hits, meter, name, quantity, raw_onsets, smf, tempo


@pytest.fixture
def song_of(tmp_path):
    """Reads bytes as a song; keyword arguments are settings of ``clip``."""

    def make(data: bytes, **clip):
        path = tmp_path / "song.mid"
        path.write_bytes(data)
        return read_song(path, Clip(**clip))

    return make


def onsets(song):
    return [song.tempo.seconds(note.onset) for note in song.notes]


def drums(song):
    return [note.pitch for note in song.notes if note.drum]


def test_tempo_events_of_any_track_count_for_all(song_of):
    data = smf(hits(0, 480, 960), tempo(0, 400_000) + tempo(480, 600_000) + END)
    assert onsets(song_of(data)) == [0, Fraction(4, 10), 1]


def test_smpte_time_is_exact(song_of):
    by_millisecond = (0xE7 << 8 | 40) - 0x10000
    assert onsets(song_of(smf(hits(0, 1000, 1500), division=by_millisecond)))[1:] == [
        1,
        Fraction(3, 2),
    ]
    drop_frame = (0xE3 << 8 | 3) - 0x10000
    assert onsets(song_of(smf(hits(90), division=drop_frame))) == [Fraction(1001, 1000)]


def test_smpte_time_ignores_tempo_events(song_of):
    data = smf(tempo(0, 250_000) + hits(500), division=(0xE7 << 8 | 20) - 0x10000)
    assert onsets(song_of(data)) == [1]


def test_hits_of_zero_length_without_note_off_and_in_running_status_all_count(song_of):
    track = (
        b"\x00\x99\x24\x64\x00\x24\x00"  # on and off at once, running status
        b"\x60\x26\x64"  # never released
        b"\x60\x2a\x64\x10\x2a\x00" + END  # velocity 0 is a note-off
    )
    song = song_of(smf(track))
    assert [(note.onset, note.pitch, note.end) for note in song.notes] == [
        (0, 36, 0),
        (96, 38, 96),
        (192, 42, 208),
    ]
    assert song.warnings == ["1 note is never released"]


def test_an_unreleased_pitched_note_rings_until_it_is_struck_again(song_of):
    track = b"\x00\x90\x30\x64\x60\x90\x30\x64\x60\x80\x30\x00\x20\x90\x54\x64" + END
    ends = [(note.onset, note.end) for note in song_of(smf(track)).notes]
    assert ends == [(0, 192), (96, 192), (224, 224)]


def test_running_status_survives_meta_and_sysex(song_of):
    track = b"\x00\x99\x24\x64" + name("x") + b"\x10\x26\x64\x00\xf0\x02\x7e\xf7\x10\x24\x64" + END
    assert drums(song_of(smf(track))) == [36, 38, 36]


DAMAGE = {
    "a key signature with 9 sharps": smf(b"\x00\xff\x59\x02\x09\x00" + hits(0)),
    "a chunk of another kind": smf(hits(0))[:14] + chunk(b"Junk", b"abc") + smf(hits(0))[14:],
    "a RIFF container": b"RIFF\x40\0\0\0RMIDdata"
    + struct.pack("<I", len(smf(hits(0))))
    + smf(hits(0)),
    "bytes before the header": b"\0" * 128 + smf(hits(0)),
    "a missing end of track": smf(hits(0)[:-4]),
    "a track length that is too long": smf(hits(0)).replace(
        b"MTrk" + struct.pack(">I", len(hits(0))), b"MTrk\0\0\x7f\xff"
    ),
    "a stray system byte": smf(b"\x00\xf4" + hits(0)),
    "a velocity of 200": smf(b"\x00\x99\x24\xc8" + END),
    "an impossible SMPTE offset": smf(b"\x00\xff\x54\x05\x7f\x7f\x7f\x7f\x7f" + hits(0)),
    "a tempo of zero": smf(tempo(0, 0) + hits(0)),
    "a meter of zero": smf(meter(0, 0, 2) + hits(0)),
    "an event that is cut off": smf(hits(0)[:-4] + b"\x00\x99\x24"),
    "fewer tracks than announced": smf(hits(0), b"")[:-8],
}


@pytest.mark.parametrize("data", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_mended(song_of, data):
    assert drums(song_of(data)) == [36]


def test_what_was_mended_is_told(song_of):
    assert "Junk" in song_of(DAMAGE["a chunk of another kind"]).warnings[0]
    assert "key signature" in song_of(DAMAGE["a key signature with 9 sharps"]).warnings[0]
    assert (
        "announces 2 tracks, 1 were" in song_of(DAMAGE["fewer tracks than announced"]).warnings[0]
    )


REFUSED = {
    "type 2": (smf(hits(0), kind=2), "type 2"),
    "no notes": (smf(END), "not a single note"),
    "an empty file": (b"", "empty"),
    "other bytes": (b"hello", "not a MIDI file"),
    "a zip": (b"PK\x03\x04....", "zip"),
    "division 0": (smf(hits(0), division=0), "division 0"),
    "a lone header": (smf(), "no track"),
    "half a header": (b"MThd\0\0\0\6", "cut short"),
    "hours of music": (smf(hits(480 * 2 * 60 * 61)), "clip.max_minutes (60)"),
}


@pytest.mark.parametrize("data, reason", REFUSED.values(), ids=REFUSED.keys())
def test_hopeless_files_are_refused_with_a_reason(song_of, data, reason):
    with pytest.raises(Refused, match=reason.replace("(", r"\(").replace(")", r"\)")):
        song_of(data)


def test_the_longest_song_is_a_setting(song_of):
    data = smf(hits(480 * 2 * 61))
    assert song_of(data, max_minutes=2)
    with pytest.raises(Refused, match="max_minutes"):
        song_of(data, max_minutes=1)


def test_a_silent_hour_at_the_end_is_not_music(song_of):
    song = song_of(smf(hits(0)[:-4] + quantity(480 * 7200) + END[1:]), max_minutes=1)
    assert song.music_end == Fraction(10, 960)


def test_a_gigabyte_of_zeros_is_refused_unread(tmp_path):
    path = tmp_path / "zeros.mid"
    path.touch()
    os.truncate(path, 10**9)
    start = time.process_time()
    with pytest.raises(Refused, match="1,000 MB"):
        read_song(path)
    assert time.process_time() - start < 0.5


def test_millions_of_notes_are_refused(song_of):
    with pytest.raises(Refused, match="no music has more"):
        song_of(smf(b"\x00\x99\x24\x40" + b"\x00\x24\x40" * (MAX_NOTES + 1) + END))


def test_a_long_tempo_trick_costs_no_more_than_its_frames(tmp_path):
    path = tmp_path / "trick.mid"
    path.write_bytes(smf(tempo(0, 1) + hits(0, 2**28 - 1), division=1))
    document = parse(path)
    assert len(document["beats"]) == len(document["bars"]) == document["frames"] == 384


def test_folders_and_missing_files_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "nothing.mid"):
        with pytest.raises(Refused):
            read_song(path)


@budget(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 3))
def test_no_bytes_crash_the_reader(noise, place):
    whole = smf(hits(0, 96), tempo(0, 300_000) + END)
    data = (noise, smf(noise), whole[: len(noise)] + noise, whole + noise)[place]
    try:
        assert read(data).division > 0
    except Refused as refused:
        assert refused.reason


deltas = st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 2**24 - 1)), max_size=8)


@budget(max_examples=60, deadline=None)
@given(deltas, st.lists(st.integers(0, 20_000), min_size=1, max_size=12), st.integers(1, 32767))
def test_any_tempo_map_is_exact(tmp_path_factory, changes, ticks, division):
    path = tmp_path_factory.getbasetemp() / "tempo.mid"
    track, now = b"", 0
    for tick in sorted(ticks):
        track += quantity(tick - now) + b"\x99\x24\x40"
        now = tick
    data = smf(b"".join(tempo(*change) for change in changes) + END, track + END, division=division)
    path.write_bytes(data)
    longest = Clip.model_construct(max_minutes=1e9)  # beyond what a config may say
    song = read_song(path, longest)
    assert onsets(song) == [moment for moment, *_ in raw_onsets(data)]


# --- drums --------------------------------------------------------------------------------------


def test_channel_10_is_drums_and_nothing_else(song_of):
    song = song_of(smf(hits(0), name("Drums") + hits(0, channel=1, pitch=40)))
    assert drums(song) == [36]


def test_the_only_channel_with_percussion_notes_is_drums(song_of):
    song = song_of(smf(name("disquiet") + b"\x00\xc0\x4a" + hits(0, 480, channel=1)))
    assert drums(song) == [36, 36]
    assert song.warnings == ["drums are on channel 1, the only one used"]


@pytest.mark.parametrize("pitch", [34, 82])
def test_notes_outside_the_percussion_map_are_pitched(song_of, pitch):
    assert drums(song_of(smf(hits(0, 480, channel=1), hits(9, channel=1, pitch=pitch)))) == []


def scale(*pitches):
    return b"".join(
        b"\x00\x90" + bytes((pitch, 80)) + b"\x60\x80" + bytes((pitch, 0)) for pitch in pitches
    )


def test_a_piano_piece_is_not_drums(song_of):
    assert drums(song_of(smf(scale(48, 60, 62, 64, 65, 67, 69, 71, 72) + END))) == []
    assert drums(song_of(smf(name("Piano") + scale(48, 52, 55) + END))) == []


def test_without_other_signs_the_track_that_says_drums_is_drums(song_of):
    bass = name("Bass") + hits(0, channel=2, pitch=40)
    for title in ("Drums", "MY DRUM KIT", "Percussion 1", "Schlagzeug"):
        song = song_of(smf(bass, name(title) + hits(0, channel=1)))
        assert drums(song) == [36], title
    assert drums(song_of(smf(bass, name("Conundrum") + hits(0, channel=1)))) == []


def test_the_settings_decide_where_the_drums_are(song_of):
    data = smf(hits(0), hits(0, channel=3, pitch=38))
    assert drums(song_of(data, drums="none")) == []
    assert drums(song_of(data, drums=(3,))) == [38]
    assert drums(song_of(data, drums=(3, 10))) == [38, 36]
