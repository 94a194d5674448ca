"""A job finds out what fits its device, and says what does not."""

from __future__ import annotations

import pytest
import torch

from midivideo.errors import UserError
from midivideo.render.device import Resources, claimed_device
from midivideo.settings.model import Render


def resources(batch: int) -> Resources:
    return Resources("cpu", "a processor", 1, batch)


def room_for(most: int, tried: list[int]):
    def rehearse(batch: int) -> None:
        tried.append(batch)
        if batch > most:
            raise torch.OutOfMemoryError

    return rehearse


def test_the_batch_is_halved_until_it_fits():
    tried: list[int] = []
    assert resources(32).fitting(room_for(11, tried)) == resources(8)
    assert tried == [32, 16, 8]


def test_what_never_fits_and_what_never_runs_are_said_in_a_sentence():
    with pytest.raises(UserError, match="not even one picture"):
        resources(4).fitting(room_for(0, []))

    def broken(batch: int) -> None:
        raise RuntimeError("no compiler")

    with pytest.raises(UserError, match=r"no compiler; .*render\.compile: none"):
        resources(4).fitting(broken)


def test_without_a_gpu_auto_is_the_cpu_with_single_pictures_and_one_thread():
    with claimed_device(Render(device="cpu")) as device:
        found = Resources.resolve(Render(), device)
    assert (found.device, found.threads, found.network_batch) == ("cpu", 1, 1)


def test_the_preview_painter_leaves_a_gpu_alone_unless_told(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with claimed_device(Render(painter="preview", device="auto")) as device:
        assert device == "cpu"


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
@pytest.mark.parametrize("wanted", ["cuda", "cuda:1"])
def test_a_gpu_that_is_not_there_is_an_error_that_names_what_is(wanted):
    refused = pytest.raises(UserError, match=r"render\.device.*auto, cpu")
    with refused, claimed_device(Render(device=wanted)):
        pass
