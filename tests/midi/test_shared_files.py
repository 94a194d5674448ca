"""Other people's files: no crash, every drum hit at its exact time, each refusal with a reason."""

from __future__ import annotations

import warnings
from collections import Counter
from fractions import Fraction

import pretty_midi
import pytest

from midivideo.midi import Refused, Window, parse, read_song, write_window
from midivideo.settings.load import validate
from tests.midi.smf_bytes import Unreadable, raw_onsets


@pytest.fixture(scope="module")
def songs(shared):
    """Every file with its song, or its refusal."""
    found = {}
    for path in sorted((shared / "midi").glob("*/*.*")):
        try:
            found[path] = read_song(path)
        except Refused as refused:
            found[path] = refused
    assert len(found) == 126
    return found


def test_every_refusal_tells_a_reason_and_only_hopeless_files_are_refused(songs):
    reasons = {path.name: song.reason for path, song in songs.items() if isinstance(song, Refused)}
    assert len(reasons) == 14
    assert all(len(reason) > 10 for reason in reasons.values())
    assert "type 2" in reasons["muspy__type2.mid"]
    assert "web page" in reasons["dwm__No-Header-Chunk__d-zip-a-adee-do-da1.mid"]
    assert "not a single note" in reasons["jazzsoft__test-empty.mid"]
    assert "clip.max_minutes" in reasons["midiasm__reference-01.mid"]


def test_drum_onsets_equal_exact_fractions_from_raw_bytes_and_no_hit_is_lost(songs):
    compared = hits = 0
    for path, song in songs.items():
        if isinstance(song, Refused):
            continue
        try:
            reference = raw_onsets(path.read_bytes())
        except Unreadable:
            continue
        drums = [note for note in song.notes if note.drum and note.channel == 10]
        ours = sorted((song.tempo.seconds(n.onset), n.pitch, n.velocity) for n in drums)
        theirs = sorted((t, pitch, loud) for t, channel, pitch, loud in reference if channel == 10)
        assert ours == theirs, path.name
        compared += 1
        hits += len(theirs)
    assert compared >= 105
    assert hits > 89_000


def test_all_notes_of_all_channels_are_there_too(songs):
    for path, song in songs.items():
        if isinstance(song, Refused):
            continue
        try:
            reference = raw_onsets(path.read_bytes())
        except Unreadable:
            continue
        assert len(song.notes) == len(reference), path.name


def test_a_song_that_a_text_transfer_broke_is_saved(songs):
    song = next(song for path, song in songs.items() if path.name.endswith("JAZZ18.MID"))
    assert sum(note.drum for note in song.notes) == 502
    assert any("carriage returns" in text for text in song.warnings)


@pytest.mark.parametrize("start", [Fraction(0), Fraction("7.123457")])
def test_window_files_hold_the_same_drums_for_us_and_for_pretty_midi(songs, tmp_path, start):
    settings = validate([("test", {"clip": {"drums": [10]}})])
    window = Window(start, 96, Fraction(24))
    out = tmp_path / "window.mid"
    for path, song in songs.items():
        if isinstance(song, Refused):
            continue
        document = parse(path, start=start, frames=96)
        expected = [(n["frame"], n["pitch"]) for n in document["notes"] if n["drum"]]
        write_window(song, window, out)
        if expected:
            again = parse(out, settings, start=0, frames=96)
            assert [(n["frame"], n["pitch"]) for n in again["notes"] if n["drum"]] == expected
            assert again["warnings"] == []
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            library = pretty_midi.PrettyMIDI(str(out))
        theirs = [note.pitch for part in library.instruments if part.is_drum for note in part.notes]
        assert Counter(theirs) == Counter(pitch for _, pitch in expected), path.name
