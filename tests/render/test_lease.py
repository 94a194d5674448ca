"""One process a GPU: a lease dies with its process, whatever ends it."""

from __future__ import annotations

import os
import signal

from midivideo.render.lease import leased


def hold(devices, folder, ready, end) -> int:
    """Start a process that takes a lease, tells which by ``ready`` and waits for ``end``."""
    child = os.fork()
    if child == 0:
        with leased(devices, folder) as index:
            os.write(ready, b"%d" % index)
            os.read(end, 1)
        os._exit(0)
    return child


def test_processes_take_different_devices_and_a_killed_ones_is_free_again(tmp_path):
    devices = ["GPU-a", "GPU-b"]
    told, ready = os.pipe()
    end, _ = os.pipe()
    first = hold(devices, tmp_path, ready, end)
    assert os.read(told, 1) == b"0"
    second = hold(devices, tmp_path, ready, end)
    assert os.read(told, 1) == b"1"

    waiting = hold(devices, tmp_path, ready, end)
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    assert os.read(told, 1) == b"0"
    for child in (second, waiting):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_a_lease_ends_with_its_block(tmp_path):
    for _ in range(2):
        with leased(["GPU-a"], tmp_path) as index:
            assert index == 0
