"""Splits: by source file and near-duplicate group, moved by no other file."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midivideo.dataset.pattern import pattern_of
from midivideo.dataset.shards import shard_count, shard_of
from midivideo.dataset.splits import SPLITS, Member, assign, split_of
from midivideo.midi.parse import parse
from midivideo.settings.model import Splits
from tests.dataset import synthetic

SHARES = Splits(train=0.5, validation=0.25, test=0.25)
BAR = [(0, 36), (4, 38), (6, 42), (8, 36), (12, 38)]


def members(*songs: str) -> list[Member]:
    """Songs as texts of the patterns of their windows: ``"ab"`` is a song of two."""
    return [
        Member(f"song{number}-w{window}", f"file{number}", pattern)
        for number, patterns in enumerate(songs)
        for window, pattern in enumerate(patterns)
    ]


SONGS = st.lists(st.text("abcdefgh", min_size=1, max_size=3), min_size=1, max_size=12)


@given(SONGS)
@settings(max_examples=200, deadline=None)
def test_no_file_and_no_pattern_is_in_two_splits(songs):
    everything = members(*songs)
    splits, reasons = assign(everything, SHARES)
    assert set(splits) | set(reasons) == {member.clip for member in everything}
    assert not set(splits) & set(reasons)
    for group in ("source", "pattern"):
        where: dict[str, set[str]] = {}
        for member in everything:
            if member.clip in splits:
                where.setdefault(getattr(member, group), set()).add(splits[member.clip])
        assert all(len(found) == 1 for found in where.values())


@given(SONGS, SONGS)
@settings(max_examples=200, deadline=None)
def test_more_files_move_no_clip_and_push_none_out(songs, more):
    before = members(*songs)
    splits, _ = assign(before, SHARES)
    settled = {member.pattern: splits[member.clip] for member in before if member.clip in splits}
    after, _ = assign(members(*songs, *more), SHARES, settled)
    assert {clip: after.get(clip) for clip in splits} == splits


@given(SONGS, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_clips_does_not_matter(songs, shuffler: random.Random):
    everything = members(*songs)
    shuffled = list(everything)
    shuffler.shuffle(shuffled)
    assert assign(everything, SHARES) == assign(shuffled, SHARES)


def test_a_file_that_would_link_two_groups_stays_out_with_the_reason():
    patterns = [f"pattern{number}" for number in range(20)]
    one = next(p for p in patterns if split_of(p, SHARES) == "train")
    two = next(p for p in patterns if split_of(p, SHARES) == "test")
    linking = [Member("new-w01", "new", one), Member("new-w02", "new", two)]
    known = [Member("one", "first", one), Member("two", "second", two)]
    splits, reasons = assign([*known, *linking], SHARES, {one: "train", two: "test"})
    assert (splits["one"], splits["two"]) == ("train", "test")
    assert len(reasons) == 1
    (reason,) = reasons.values()
    assert "same drum pattern" in reason


def test_shares_are_kept():
    everything = [Member(str(n), str(n), f"pattern {n}") for n in range(4000)]
    splits, _ = assign(everything, Splits())
    counts = [list(splits.values()).count(name) / 4000 for name in SPLITS]
    assert counts == pytest.approx([0.9, 0.05, 0.05], abs=0.015)


def test_a_split_without_a_share_stays_empty():
    everything = [Member(str(n), str(n), f"pattern {n}") for n in range(200)]
    splits, _ = assign(everything, Splits(train=0, validation=1, test=0))
    assert set(splits.values()) == {"validation"}


def of_bar(folder, hits=BAR, bpm=120.0, bars=3, seconds=6.0, start=0, **options) -> str:
    path = folder / "bar.mid"
    synthetic.write_bar(path, hits, bpm, bars, **options)
    run = synthetic.settings()
    return pattern_of(parse(path, run, start, round(seconds * synthetic.FPS)))


@pytest.mark.parametrize(
    "same",
    [
        {"bpm": 97.3, "seconds": 8},
        {"bpm": 150, "bars": 4},
        {"bars": 6, "seconds": 12},
        {"bars": 6, "seconds": 6, "start": "2.0"},
        {"velocity": 30},
        {"hits": [(0, 35), (4, 40), (6, 42), (8, 36), (12, 38)]},
        {"seconds": 5.5},
    ],
    ids=["slower", "faster", "longer", "later", "softer", "other sounds", "cut off"],
)
def test_tempo_velocity_length_and_place_make_no_other_pattern(tmp_path, same):
    assert of_bar(tmp_path, **same) == of_bar(tmp_path)


@pytest.mark.parametrize(
    "other", [BAR[:-1], [(0, 36), (4, 38), (6, 42), (10, 36), (12, 38)], [(0, 38), *BAR[1:]]]
)
def test_other_hits_make_another_pattern(tmp_path, other):
    assert of_bar(tmp_path, hits=other) != of_bar(tmp_path)


def test_shards_grow_by_dividing_one_at_a_time():
    clips = [f"clip{number}" for number in range(2000)]
    for count in range(1, 40):
        before = {clip: shard_of(clip, count) for clip in clips}
        after = {clip: shard_of(clip, count + 1) for clip in clips}
        assert set(before.values()) == set(range(count))
        moved = {(before[clip], after[clip]) for clip in clips if before[clip] != after[clip]}
        assert len(moved) == 1
        assert {new for _, new in moved} == {count}


def test_shards_hold_from_half_to_twice_of_the_average():
    clips = [f"clip{number}" for number in range(40_000)]
    for count in (3, 7, 12, 40):
        numbers = [shard_of(clip, count) for clip in clips]
        average = len(clips) / count
        sizes = [numbers.count(number) / average for number in range(count)]
        assert 0.45 < min(sizes) <= max(sizes) < 2.1


def test_the_number_of_shards_follows_from_the_size():
    assert [shard_count(size, 1e9) for size in (1, 10**9, 10**9 + 1, 123 * 10**9)] == [1, 1, 2, 123]
