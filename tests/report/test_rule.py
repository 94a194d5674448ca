"""``snakemake report`` on a real run, and Snakemake's own ``--report``."""

from __future__ import annotations

import pytest

from tests.workflow import runs


@pytest.fixture
def copy(finished, tmp_path):
    return runs.copied(finished, tmp_path / "run")


def test_a_second_run_does_nothing(finished):
    assert runs.planned(finished, "report") == {}


def test_a_page_that_is_gone_is_made_again_and_nothing_else(copy):
    (copy / "results/report/index.html").unlink()
    assert runs.jobs(runs.run(copy, "report")) == {"report": 1}
    assert (copy / "results/report/index.html").exists()


def test_a_file_that_leaves_the_folder_leaves_the_page(copy):
    (copy / "midi/fast.mid").unlink()
    assert runs.jobs(runs.run(copy, "report")) == {"report": 1}
    assert sorted(path.name for path in (copy / "results/report/media").glob("*.mp4")) == [
        "beat.mp4"
    ]
    assert (copy / "results/videos/fast.mp4").exists()


def test_snakemakes_own_report_shows_the_sync_figure_and_the_contact_sheets(copy):
    runs.run(copy, "--report", "snakemake.html", "report")
    text = (copy / "snakemake.html").read_text(encoding="utf-8")
    for shown in ("Contact sheets", "sync.svg", "beat.sheet.jpg", "standard deviations"):
        assert shown in text
