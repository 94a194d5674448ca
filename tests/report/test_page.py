"""The page of a real run in a real browser."""

from __future__ import annotations

import shutil

import pytest

pytest.importorskip("selenium", reason="selenium is not installed")
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.report.conftest import HOSTILE
from tests.report.opened import Opened

VIDEO = "midivideo.player.video"
STAGE = "document.getElementById('stage').open"
#: Whether the strip of every card has been drawn: some pixel of it is bright.
STRIPS = """[...document.querySelectorAll('.strip')].every((strip) =>
    strip.width > 1 && strip.getContext('2d').getImageData(0, 0, strip.width, strip.height)
        .data.some((value, place) => place % 4 < 3 && value > 120))"""


@pytest.fixture
def opened(desktop, page):
    return Opened(desktop, page)


def test_the_page_shows_every_clip_without_an_error_in_the_console(opened):
    assert opened.shown() == ["beat", "fast"]
    opened.wait("[...document.querySelectorAll('.strip')].every((strip) => strip.title)")
    opened.wait("[...document.images].every((image) => image.complete && image.naturalWidth)")
    assert "2 of 2 clips" in opened.find("#totals").text
    assert opened.errors() == []
    assert opened.js(STRIPS)


def test_a_click_plays_a_clip_in_its_card_with_its_sound(opened):
    opened.click("[data-clip=beat] .play")
    opened.wait(f"{VIDEO}.currentTime > 0.3")
    assert opened.js(f"{VIDEO}.closest('.card').dataset.clip") == "beat"
    assert opened.js(f"{VIDEO}.webkitAudioDecodedByteCount") > 0
    assert opened.js(f"{VIDEO}.muted") is False
    assert (
        opened.js("parseFloat(document.querySelector('[data-clip=beat] .playhead').style.left)") > 0
    )
    opened.click("[data-clip=beat] .play")
    opened.wait(f"{VIDEO}.paused")


def test_only_one_clip_plays_at_a_time(opened):
    opened.click("[data-clip=beat] .play")
    opened.wait(f"{VIDEO}.currentTime > 0")
    opened.click("[data-clip=fast] .play")
    opened.wait(f"{VIDEO}.src.endsWith('fast.mp4') && {VIDEO}.currentTime > 0")
    assert opened.js("document.querySelectorAll('video').length") == 1


def test_an_open_clip_goes_on_playing_above_its_whole_timeline(opened):
    opened.click("[data-clip=beat] .play")
    opened.wait(f"{VIDEO}.currentTime > 0.2")
    opened.click("[data-clip=beat] .name")
    opened.wait(f"{STAGE} && {VIDEO}.closest('#stage') && !{VIDEO}.paused")
    opened.wait("document.querySelector('#stage canvas').height > 300")
    described = opened.find("#stage canvas").get_attribute("aria-label")
    assert "kick 3" in described and "strength" in described and "novelty" in described
    before = opened.find("#stage .playhead").get_attribute("style")
    opened.until(
        lambda: opened.find("#stage .playhead").get_attribute("style") != before, "it moves"
    )
    text = opened.find("#stage").text
    for said in ("120 bpm", "Seed", "kick", "PROMPTS", "Mapping"):
        assert said in text
    assert opened.errors() == []


def test_a_click_on_the_timeline_seeks(desktop, page):
    opened = Opened(desktop, page, "clip=beat")
    opened.wait(f"{VIDEO}.readyState > 0 && document.querySelector('#stage canvas').height > 300")
    axis = opened.find("#stage .axis")
    ActionChains(desktop).move_to_element_with_offset(axis, 72, 0).click().perform()
    opened.wait(f"Math.floor({VIDEO}.currentTime * 12) === 18")
    opened.wait("document.querySelector('#stage .reading').textContent.includes('frame 18')")


def test_everything_can_be_done_from_the_keyboard(opened):
    opened.press("/")
    assert opened.js("document.activeElement.name") == "q"
    opened.press(Keys.ESCAPE)
    opened.press(Keys.ARROW_RIGHT)
    opened.press(Keys.ARROW_RIGHT)
    assert opened.js("document.activeElement.textContent") == "fast"
    opened.press(" ")
    opened.wait(f"!{VIDEO}.paused && {VIDEO}.src.endsWith('fast.mp4')")
    opened.press("m")
    assert opened.js(f"{VIDEO}.muted") is True
    opened.press("m")
    opened.press(Keys.ENTER)
    opened.wait(f"{STAGE} && {VIDEO}.readyState > 0")
    opened.press(" ")
    opened.wait(f"{VIDEO}.paused")
    opened.press(Keys.HOME)
    opened.wait(f"{VIDEO}.currentTime === 0")
    opened.press(".")
    opened.wait(f"Math.floor({VIDEO}.currentTime * 12) === 1")
    opened.press(Keys.ARROW_RIGHT)
    opened.wait(f"{VIDEO}.currentTime > 1")
    opened.press("p")
    opened.wait("document.getElementById('stage-title').textContent === 'beat'")
    opened.press(Keys.ESCAPE)
    opened.wait(f"!{STAGE}")
    assert opened.js("document.activeElement.textContent") == "beat"
    opened.press("?")
    opened.wait("document.getElementById('help').open")
    assert opened.errors() == []


def test_going_back_closes_an_open_clip(opened):
    opened.click("[data-clip=beat] .name")
    opened.wait(STAGE)
    opened.browser.back()
    opened.wait(f"!{STAGE}")
    assert opened.shown() == ["beat", "fast"]


def test_hostile_prompts_and_file_names_are_shown_as_text(opened, desktop, page):
    assert opened.find("[data-clip=fast] .prompt").text == HOSTILE
    opened = Opened(desktop, page, "clip=fast")
    opened.wait("document.querySelector('.prompts li')")
    assert HOSTILE in opened.find(".prompts").text
    opened = Opened(desktop, page, "view=left-out")
    opened.wait("document.querySelector('.left-out')")
    assert "<b onclick=window.hacked=1>.mid" in opened.find(".left-out").text
    assert "refused" in opened.find(".left-out").text
    assert opened.js("window.hacked") is None


def test_an_address_that_makes_no_sense_shows_all_clips(desktop, page):
    opened = Opened(desktop, page, "sort=__proto__&state=constructor&page=-3&clip=nobody&z=a..b")
    assert opened.shown() == ["beat", "fast"]
    assert opened.errors() == []


def test_a_page_without_its_data_says_what_is_missing(desktop, page, tmp_path):
    shutil.copytree(page.parent / "page", tmp_path / "page")
    shutil.copy(page, tmp_path)
    desktop.get((tmp_path / "index.html").as_uri())
    assert "whole folder" in desktop.find_element("id", "totals").text


def test_numbers_show_totals_scores_and_render_speed(desktop, page):
    opened = Opened(desktop, page, "view=numbers")
    text = opened.find("#view-numbers").text
    for said in ("clips", "in sync", "median z", "frames/s rendered", "kick", "work"):
        assert said in text
    assert len(opened.js("[...document.querySelectorAll('figure .plot')]")) == 4
    assert opened.errors() == []


def test_on_a_phone_nothing_is_wider_than_the_screen_and_clips_play(phone, page):
    for address in ("", "view=numbers", "view=left-out"):
        opened = Opened(phone, page, address)
        assert opened.js("document.documentElement.scrollWidth <= window.innerWidth")
    opened = Opened(phone, page)
    opened.click("[data-clip=beat] .play")
    opened.wait(f"{VIDEO}.currentTime > 0.2")
    opened.click("[data-clip=beat] .open")
    opened.wait(f"{STAGE} && document.querySelector('#stage canvas').height > 300")
    assert opened.js("document.getElementById('stage').scrollWidth <= window.innerWidth")
    small = opened.js("""[...document.querySelectorAll('#stage button')]
        .filter((button) => button.getBoundingClientRect().height < 24).length""")
    assert small == 0
    assert opened.errors() == []
