"""The GPU benchmark runs to its end, tried with tiny networks on the CPU."""

from __future__ import annotations

import pytest

from tests.bench import gpu


@pytest.mark.slow
def test_the_gpu_benchmark_prints_a_table_of_plain_loop_and_batches():
    lines: list[str] = []
    gpu.main(["--tiny", "--batches", "1,2", "--vae", "full", "--depth", "yes"], lines.append)
    table = [line for line in lines if line.startswith("|")]
    assert [line.split("|")[1].strip() for line in table[2:]] == [
        "plain loop",
        "engine, batch 1",
        "engine, batch 2",
    ]
    assert all(line.count("|") == 14 for line in table)
