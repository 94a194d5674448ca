"""Sync scores of films whose sync is known."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from midivideo.errors import UserError
from midivideo.settings import load_settings
from midivideo.sync.measure import measure
from tests.sync import films
from tests.sync.films import HAT, KICK, SNARE, every, write_film, write_midi

#: On the grid of 24 frames a second: frame 12, 24, 36 ...; off it: anywhere in a frame.
ON_GRID = every(0.5)
OFF_GRID = every(0.4839)


@pytest.fixture
def scored(tmp_path):
    """Write a film of some hits, measure it against kicks at (other) hits."""

    def score(hits, against=None, **film):
        video = write_film(tmp_path / "film.mp4", hits, **film)
        midi = write_midi(tmp_path / "film.mid", {KICK: hits if against is None else against})
        return measure(video, midi)

    return score


@pytest.mark.parametrize(
    "film",
    [
        {"show": films.flash}, {"show": films.blink}, {"show": films.Jump()}, {"fps": 12},
        {"size": (64, 160)}, {"fps": Fraction(30000, 1001)}, {"fps": 60}, {"sound": False},
    ],
    ids=["flash", "blink", "jump", "12 fps", "portrait", "29.97 fps", "60 fps", "silent"],
)  # fmt: skip
def test_a_film_that_shows_every_hit_is_perfect(scored, film):
    document = scored(OFF_GRID, **film)
    kick = document["instruments"]["kick"]
    assert kick["hits"] == len(OFF_GRID) - 1  # the one at 0 has no picture before it
    assert kick["f1_50"] == kick["precision_50"] == kick["recall_50"] == 1
    assert kick["f1_70"] == 1
    assert abs(kick["lag_ms"]) < 250 / film.get("fps", 24)
    assert abs(kick["xcorr_lag_ms"]) < 1000 / film.get("fps", 24)
    assert kick["z"] > 5
    assert document["passed"]
    assert document["reasons"] == []
    assert document["peaks"] == [int(time * film.get("fps", 24)) for time in OFF_GRID[1:]]


def test_on_the_grid_the_middle_of_the_frame_is_half_a_frame_after_the_hit(scored):
    document = scored(ON_GRID)
    kick = document["instruments"]["kick"]
    assert kick["f1_50"] == 1
    assert kick["lag_ms"] == pytest.approx(1000 / 48, abs=0.1)
    assert kick["lag_spread_ms"] == pytest.approx(0, abs=0.1)
    assert document["peaks"] == [round(time * 24) for time in ON_GRID[1:]]
    assert document["passed"]


@pytest.mark.parametrize("hits", [ON_GRID, OFF_GRID], ids=["on the grid", "off the grid"])
@pytest.mark.parametrize(("late", "word"), [(3, "late"), (-3, "early")])
def test_a_film_that_is_three_frames_off_is_caught(scored, hits, late, word):
    document = scored(hits[1:], late_frames=late)
    kick = document["instruments"]["kick"]
    assert kick["lag_ms"] == pytest.approx(125 * late / 3, abs=25)
    assert kick["xcorr_lag_ms"] == pytest.approx(125 * late / 3, abs=25)
    assert kick["f1_50"] < 0.2
    assert kick["z"] < 1
    assert not document["passed"]
    assert any(f"too {word} for kick" in reason for reason in document["reasons"])


PATTERNS = {
    "tempo 120": every(0.5),
    "tempo 124": every(60 / 124),
    "tempo 97": every(60 / 97),
    "off-beats": every(0.5, 0.25),
    "dotted": every(0.375, 0.125),
    "sixteenths": every(60 / 124 / 4),
    "random": np.sort(np.random.default_rng(3).uniform(0.2, 15.8, 40)).tolist(),
}


@pytest.mark.parametrize("shown", ["tempo 120", "off-beats", "random", "sixteenths"])
def test_films_of_another_tempo_or_pattern_are_caught(tmp_path, shown):
    video = write_film(tmp_path / "film.mp4", PATTERNS[shown], sound=False)
    for name in sorted(set(PATTERNS) - {shown}):
        hits = PATTERNS[name]
        document = measure(video, write_midi(tmp_path / "other.mid", {KICK: hits}))
        assert not document["passed"], (name, document["instruments"]["kick"])
        assert document["instruments"]["kick"]["z"] < 4, name


def test_the_sound_is_timed_against_the_picture_and_the_midi_file(scored):
    together = scored(OFF_GRID)
    assert abs(together["sound_lag_ms"]) < 5
    assert abs(together["sound_offset_ms"]) < 8
    late = scored(OFF_GRID, sound_late=0.08)
    assert late["sound_lag_ms"] == pytest.approx(80, abs=5)
    assert late["sound_offset_ms"] == pytest.approx(-80, abs=8)


def test_av_align_is_high_where_sound_and_movement_meet(scored):
    together = scored(OFF_GRID, show=films.Jump())["av_align"]
    apart = scored(OFF_GRID, show=films.Jump(), sound_late=0.15)["av_align"]
    assert together > 1.2 * apart


def test_a_silent_film_has_no_numbers_of_sound(scored):
    document = scored(OFF_GRID, sound=False)
    assert document["av_align"] is None
    assert document["sound_lag_ms"] is document["sound_offset_ms"] is None


def test_a_still_picture_shows_nothing(scored):
    document = scored(OFF_GRID, show=lambda frame, since, picture: picture)
    assert document["peaks"] == []
    assert not document["passed"]
    assert "no change at all" in document["reasons"][0]
    kick = document["instruments"]["kick"]
    assert (kick["f1_50"], kick["precision_50"], kick["recall_50"]) == (0, None, 0)
    assert kick["z"] is kick["lag_ms"] is None
    assert document["beat_alignment"] == 0
    json.dumps(document, allow_nan=False)


def test_each_instrument_has_scores_and_only_those_with_enough_hits_decide(tmp_path):
    kicks, snares, hats = every(1.0, 0.21), every(2.0, 0.71), every(0.25, 0.21)
    video = write_film(tmp_path / "film.mp4", kicks, sound=False)
    midi = write_midi(tmp_path / "film.mid", {KICK: kicks, SNARE: snares, HAT: hats})
    few = load_settings([], ["sync: {min_hits: 12}"])
    document = measure(video, midi, few)
    assert list(document["instruments"]) == ["all", "kick", "snare", "closed_hat"]
    assert document["gate"]["instruments"] == ["kick"]
    assert document["passed"]
    assert document["instruments"]["kick"]["recall_50"] == 1
    assert document["instruments"]["closed_hat"]["recall_50"] == pytest.approx(0.25, abs=0.02)
    assert document["instruments"]["snare"]["f1_50"] == 0
    both = measure(video, midi, load_settings([], ["sync: {min_hits: 5}"]))
    assert both["gate"]["instruments"] == ["kick", "snare"]
    assert not both["passed"]
    assert all("snare" in reason for reason in both["reasons"])
    neither = measure(video, midi, load_settings([], ["sync: {instruments: [tom]}"]))
    assert neither["gate"]["instruments"] == ["all"]


def test_hits_of_one_frame_are_one_and_those_before_frame_two_none(tmp_path):
    hits = {KICK: [0.0, 0.06, 1.0, 1.01, 2.0], SNARE: [1.02]}
    video = write_film(tmp_path / "film.mp4", [1.0, 2.0], seconds=3, sound=False)
    document = measure(video, write_midi(tmp_path / "film.mid", hits))
    numbers = document["instruments"]
    assert (numbers["all"]["hits"], numbers["kick"]["hits"], numbers["snare"]["hits"]) == (2, 2, 1)


def test_a_film_of_a_songs_middle_is_measured_with_its_start(tmp_path):
    song = every(0.4839, seconds=30)
    part = [time - 10.0 for time in song if time >= 10]
    video = write_film(tmp_path / "film.mp4", part, sound=False)
    midi = write_midi(tmp_path / "song.mid", {KICK: song})
    assert measure(video, midi, start=Fraction(10))["passed"]
    assert not measure(video, midi)["passed"]


def test_the_same_film_gives_the_same_document(scored):
    assert scored(OFF_GRID) == scored(OFF_GRID)


def test_a_midi_file_without_notes_is_no_error_but_nothing_to_pass(tmp_path):
    video = write_film(tmp_path / "film.mp4", [1.0], seconds=2, sound=False)
    document = measure(video, write_midi(tmp_path / "film.mid", {}))
    assert document["reasons"] == ["there is no hit of any instrument"]
    assert document["instruments"]["all"]["hits"] == 0
    assert document["beat_alignment"] is None


@pytest.mark.parametrize("content", [None, b"", b"no film"])
def test_what_is_no_video_is_named(tmp_path, content):
    video = tmp_path / "film.mp4"
    if content is not None:
        video.write_bytes(content)
    with pytest.raises(UserError, match=r"film\.mp4"):
        measure(video, write_midi(tmp_path / "film.mid", {KICK: [1.0]}))


def test_what_is_no_midi_file_is_named(tmp_path):
    video = write_film(tmp_path / "film.mp4", [1.0], seconds=2, sound=False)
    (tmp_path / "film.mid").write_text("no music")
    with pytest.raises(UserError, match=r"film\.mid.*not a MIDI file"):
        measure(video, tmp_path / "film.mid")
