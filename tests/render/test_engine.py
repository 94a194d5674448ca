"""The engine answers every clip as if it were alone, and keeps its batches full."""

from __future__ import annotations

import pytest
from tests.bench import engine as workload

from midivideo.render.engine import Engine, Request, in_flight


def counting_clip(steps: int, log: list, kind: str = "double", shape: object = None):
    value = 1
    for _ in range(steps):
        value = yield Request(kind, value, shape)
    log.append(value)


def double(values):
    return [2 * value for value in values]


@pytest.mark.parametrize(("batch", "in_flight"), [(1, 1), (4, 4), (4, 12), (16, 3)])
def test_every_clip_gets_its_own_answers(batch, in_flight):
    logs = {f"clip{n}": [] for n in range(20)}
    engine = Engine({"double": double}, batch=batch, in_flight=in_flight)
    engine.run((name, counting_clip(n, log)) for n, (name, log) in enumerate(logs.items()))
    assert [log[0] for log in logs.values()] == [2**n for n in range(20)]
    assert not engine.failed


def test_short_batches_are_padded_to_one_shape():
    sizes = []

    def handler(values):
        sizes.append(len(values))
        return double(values)

    Engine({"double": handler}, batch=4, in_flight=3).run(
        (f"{n}", counting_clip(5, [])) for n in range(3)
    )
    assert set(sizes) == {4}


def test_requests_of_different_shape_never_share_a_call():
    seen = []

    def handler(values):
        seen.append(set(values))
        return values

    def clip(shape):
        for _ in range(3):
            yield Request("same", shape, shape)

    engine = Engine({"same": handler}, batch=4, in_flight=8)
    engine.run((f"{n}", clip(n % 2)) for n in range(8))
    assert all(len(values) == 1 for values in seen)


def test_a_clip_whose_request_fails_does_not_cost_its_neighbours():
    def handler(values):
        if 7 in values:
            raise ValueError("seven")
        return values

    def clip(value, log):
        log.append((yield Request("same", value)))

    logs = {n: [] for n in range(10)}
    engine = Engine({"same": handler}, batch=5, in_flight=10)
    engine.run((f"clip{n}", clip(n, log)) for n, log in logs.items())
    assert list(engine.failed) == ["clip7"]
    assert str(engine.failed["clip7"]) == "seven"
    assert [n for n, log in logs.items() if log != [n]] == [7]


def test_a_clip_that_raises_by_itself_is_noted_and_the_others_go_on():
    def bad():
        yield Request("double", 1)
        raise RuntimeError("broken")

    log: list = []
    engine = Engine({"double": double}, batch=2, in_flight=2)
    engine.run([("bad", bad()), ("good", counting_clip(3, log))])
    assert log == [8]
    assert list(engine.failed) == ["bad"]


def test_a_failed_clip_can_put_away_what_it_holds():
    closed = []

    def clip():
        try:
            yield Request("fail", 1)
        finally:
            closed.append(True)

    def fail(values):
        raise ValueError

    Engine({"fail": fail}).run([("one", clip())])
    assert closed == [True]


def test_more_clips_in_flight_than_a_batch_holds_keep_batches_of_unequal_work_full():
    engine = Engine({"double": double}, batch=16, in_flight=32)
    engine.run((f"{n}", counting_clip(40 + 7 * (n % 5), [])) for n in range(128))
    usage = engine.usage["double"]
    assert usage.served / (usage.calls * 16) > 0.9


def test_the_originals_strengths_fill_every_networks_batches():
    used = workload.usage(clips=64, frames=96, batch=16, in_flight=32)
    assert {kind: used[kind].fill >= 0.95 for kind in workload.NETWORKS} == dict.fromkeys(
        workload.NETWORKS, True
    )


def test_clips_with_the_most_left_go_first_so_that_the_last_batches_are_full_too():
    def fill(left):
        engine = Engine({"double": double}, batch=4, in_flight=8)
        engine.run(((f"{n}", one(n)) for n in lengths), left)
        return engine.usage["double"].fill

    def one(n):
        for _ in range(lengths[n]):
            yield Request("double", 1)
            gone[f"{n}"] += 1

    lengths = {n: 10 + 20 * (n % 4 == 0) for n in range(8)}
    gone = {f"{n}": 0 for n in lengths}
    known = fill(lambda name: lengths[int(name)] - gone[name])
    gone = dict.fromkeys(gone, 0)
    assert known > fill(lambda name: 0)


def test_an_error_that_is_no_clips_fault_ends_the_run_and_closes_every_clip():
    closed = []

    def clip(name):
        try:
            yield Request("fail", 1)
        finally:
            closed.append(name)

    def fail(values):
        raise MemoryError

    engine = Engine({"fail": fail}, batch=2, in_flight=3, fatal=(MemoryError,))
    with pytest.raises(MemoryError):
        engine.run((name, clip(name)) for name in "abcd")
    assert closed == ["a", "b", "c"]
    assert not engine.failed


@pytest.mark.parametrize("clips", [1, 16, 40, 64, 65, 100, 640, 1000])
def test_clips_go_in_equal_waves_of_two_to_four_batches(clips):
    wave = in_flight(clips, 16)
    assert min(clips, 32) <= wave <= 64
    assert clips % wave == 0 or clips % wave > wave * 0.7
