"""The parts of the scores, against other people's code and against chance itself."""

from __future__ import annotations

import mir_eval
import numpy as np
import pytest

from midivideo.sync.chance import f1_by_chance, matched, random_hits, shifted_hits, z_score
from midivideo.sync.papers import av_align, beat_alignment
from midivideo.sync.scores import lags_of, nearest, onset_scores


def times(draw, count, end=16.0):
    return np.sort(draw.uniform(0, end, count))


def test_fast_matching_finds_as_many_pairs_as_mir_eval():
    draw = np.random.default_rng(0)
    for _ in range(100):
        peaks = times(draw, draw.integers(0, 60), 4)
        hits = np.sort(draw.uniform(0, 4, (3, draw.integers(1, 40))), axis=1)
        expected = [len(mir_eval.util.match_events(row, peaks, 0.05)) for row in hits]
        assert matched(hits, peaks, 0.05).tolist() == expected


def test_onset_scores_are_mir_evals():
    draw = np.random.default_rng(1)
    hits, peaks = times(draw, 40), times(draw, 70)
    assert onset_scores(hits, peaks, 0.07) == pytest.approx(
        mir_eval.onset.f_measure(hits, peaks, window=0.07)
    )


@pytest.mark.parametrize("step", [0.5, 0.25, 0.121])
def test_an_even_pattern_is_no_better_than_chance_against_peaks_at_random(step):
    """Without the least distance of random hits, the densest pattern would have a z of 3."""
    draw = np.random.default_rng(2)
    hits = np.arange(0.2, 15.9, step)
    scores = []
    for _ in range(40):
        peaks = times(draw, 60)
        actual = f1_by_chance(hits[None], peaks, 0.05)[0]
        surrogates = random_hits(hits, (0.1, 16.0), 200, draw)
        scores.append(z_score(actual, f1_by_chance(surrogates, peaks, 0.05)))
    assert abs(np.mean(scores)) < 1
    assert max(scores) < 5


def test_random_hits_stay_in_their_span_and_apart():
    hits = np.arange(1.0, 15.0, 0.2)
    drawn = random_hits(hits, (1.0, 15.0), 300, np.random.default_rng(4))
    assert drawn.shape == (300, len(hits))
    assert drawn.min() >= 1.0
    assert drawn.max() <= 15.0
    assert np.diff(drawn, axis=1).min() >= 0.1 - 1e-9


def test_shifted_hits_keep_their_pattern():
    hits = np.array([1.0, 2.0, 4.0])
    drawn = shifted_hits(hits, (0.0, 8.0), 50, np.random.default_rng(5))
    for row in drawn:
        around = np.sort(np.diff(np.append(row, row[0] + 8)))
        assert around == pytest.approx([1, 2, 5])


def test_a_steady_beat_has_a_low_z_against_shifts_though_it_is_perfect():
    beat = np.arange(0.5, 16, 0.5)
    draw = np.random.default_rng(6)
    shifted = f1_by_chance(shifted_hits(beat, (0.5, 16.0), 400, draw), beat, 0.05)
    anywhere = f1_by_chance(random_hits(beat, (0.5, 16.0), 400, draw), beat, 0.05)
    assert z_score(1.0, shifted) < 3
    assert z_score(1.0, anywhere) > 8


def test_lags_are_of_pairs_that_are_nearest_to_each_other():
    hits = np.array([1.0, 1.1, 3.0, 5.0])
    peaks = np.array([1.06, 2.9, 4.0])
    assert lags_of(hits, peaks) == pytest.approx([-0.04, -0.1])
    assert len(lags_of(hits, np.empty(0))) == 0


def test_nearest_of_one_is_that_one():
    assert nearest(np.array([0.0, 5.0]), np.array([3.0])).tolist() == [0, 0]


def test_av_align_is_intersection_over_union():
    sound = np.array([1.0, 2.0, 3.0, 4.0])
    pictures = np.array([1.02, 2.1, 3.0])
    assert av_align(sound, pictures, 1 / 24) == pytest.approx(2 / 5)
    assert av_align(sound, sound, 1 / 24) == 1
    assert av_align(np.empty(0), pictures, 1 / 24) == 0
    assert av_align(np.empty(0), np.empty(0), 1 / 24) is None


def test_beat_alignment_falls_as_a_bell_of_50_ms():
    assert beat_alignment(np.array([1.0, 2.0]), np.array([1.05, 2.0])) == pytest.approx(
        (np.exp(-0.5) + 1) / 2
    )
    assert beat_alignment(np.empty(0), np.array([1.0])) is None
