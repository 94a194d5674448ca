"""The page of 5,000 clips, in a real browser."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from midivideo.report.build import build
from tests.report import synthetic

pytest.importorskip("selenium", reason="selenium is not installed")
from tests.report.opened import Opened

COUNT = 5000
#: One in ten files is refused.
CLIPS = COUNT * 9 // 10


@pytest.fixture(scope="module")
def index(start_browser, finished, tmp_path_factory) -> Path:
    results = tmp_path_factory.mktemp("many")
    synthetic.write_run(results, COUNT, video=finished / "results/videos/beat.mp4")
    started = time.monotonic()
    report = build(results, results / "report", instruments=("kick", "snare"))
    print(f"built from nothing in {time.monotonic() - started:.1f} s")
    started = time.monotonic()
    build(results, results / "report", instruments=("kick", "snare"))
    print(f"built again in {time.monotonic() - started:.1f} s")
    return report.index


@pytest.fixture
def opened(desktop, index) -> Opened:
    return Opened(desktop, index)


def clips(numbers) -> list[str]:
    return [f"clip-{number:05d}" for number in numbers if number % 10 != 9]


def test_few_of_many_clips_stand_in_the_document(desktop, index):
    started = time.monotonic()
    opened = Opened(desktop, index)
    print(f"{CLIPS} clips shown after {time.monotonic() - started:.2f} s")
    assert opened.find("#count").text == "4,500 clips · 1–36"
    assert opened.js("document.querySelectorAll('*').length") < 2000
    assert opened.js("midivideo.store.taken.size") < 60
    opened.click("[data-clip=clip-00000] .play")
    opened.wait("midivideo.player.video.currentTime > 0.1")
    assert opened.errors() == []


def test_pages_lead_through_all_clips(opened):
    opened.click("#pager [aria-label='Next page']")
    opened.wait_shown(clips(range(40, 80)))
    opened.click("#pager [aria-label='Page 125 of 125']")
    opened.until(lambda: opened.shown()[-1] == "clip-04998", "the last page")


def test_words_of_names_prompts_and_seeds_are_found(opened):
    opened.type("[name=q]", "picture 77 LAVA")
    opened.until(lambda: "of 4,500" in opened.find("#count").text, "filtered")
    assert "clip-00775" in opened.shown()
    opened.type("[name=q]", "1042")
    opened.until(lambda: opened.shown()[:1] == ["clip-00042"], "found by its seed")
    opened.type("[name=q]", "nothing of the kind")
    opened.wait_shown([])
    assert "No clip fits" in opened.find("#gallery").text
    opened.click("#reset")
    opened.wait("document.getElementById('count').textContent.startsWith('4,500 clips')")


@pytest.mark.parametrize(
    ("address", "holds"),
    [
        ("theme=lava", "row.theme === 'lava'"),
        ("state=passed", "row.sync.passed && row.sync.z >= 5"),
        ("state=missed", "row.sync.z < 5"),
        ("state=unmeasured", "row.sync === null"),
        ("instrument=snare", "row.instruments.has('snare')"),
        ("bpm=100..110", "row.bpm >= 100 && row.bpm <= 110"),
        ("z=8..", "row.sync.z >= 8"),
        ("lag=..-15", "row.sync.lag <= -15"),
    ],
)
def test_a_filter_leaves_exactly_the_clips_that_fit(opened, address, holds):
    guarded = f"((row) => {{ try {{ return {holds}; }} catch {{ return false; }} }})"
    fitting = opened.js(f"midivideo.main.found.filter({guarded}).length")
    opened.browser.execute_script("location.hash = arguments[0]", address)
    opened.wait(f"midivideo.main.found.length === {fitting}")
    assert 0 < fitting < CLIPS
    assert opened.js(f"midivideo.main.found.every({guarded})")


def test_the_form_and_the_address_say_the_same(opened, desktop, index):
    opened.choose("theme", "ocean")
    opened.type("[name=bpm-from]", "100")
    opened.choose("sort", "z")
    opened.click("#direction")
    opened.wait("location.hash.includes('down=1') && location.hash.includes('theme=ocean')")
    shown = opened.shown()
    again = Opened(desktop, index, opened.js("location.hash.slice(1)"))
    assert again.shown() == shown
    assert again.find("[name=bpm-from]").get_attribute("value") == "100"
    assert again.find("#active").text == "(2)"


@pytest.mark.parametrize(
    "sort", ["name", "bpm", "z", "lag", "f1", "seed", "theme", "speed", "hits"]
)
def test_clips_are_sorted_with_the_unknown_last(opened, sort):
    for down in ("", "1"):
        opened.browser.execute_script("location.hash = arguments[0]", f"sort={sort}&down={down}")
        opened.wait(
            f"document.getElementById('direction').ariaPressed === '{str(bool(down)).lower()}'"
        )
        values = opened.js(
            f"midivideo.main.found.map((row) => midivideo.query.SORTS['{sort}']"
            "[1](row, midivideo.query.FIRST) ?? null)"
        )
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=bool(down))
        assert values[: len(known)] == known


def test_a_bar_of_the_histogram_leads_to_its_clips(desktop, index):
    opened = Opened(desktop, index, "view=numbers")
    bar = opened.find("figure a.bin")
    expected = int(bar.get_attribute("aria-label").split(": ")[1].replace(",", ""))
    opened.browser.execute_script("arguments[0].click()", bar)
    opened.wait("!document.getElementById('view-clips').hidden")
    assert opened.js("midivideo.main.found.length") >= expected
    assert opened.js("location.hash").startswith("#z=")


def test_refused_files_are_listed_by_reason(desktop, index):
    opened = Opened(desktop, index, "view=left-out")
    opened.wait("document.querySelector('.left-out')")
    text = opened.find("#view-left-out").text
    assert "500 files without a clip" in text
    assert "500 refused: this is not a MIDI file" in text
    assert opened.js("document.querySelectorAll('.left-out tbody tr').length") == 100
