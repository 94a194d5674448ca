"""A finished run with its page, and a real browser to open it."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.workflow import runs

#: Text that would do harm if the page took it for markup.
HOSTILE = '<img src=x onerror=window.hacked=1> & "it\'s" </script>'
CONFIG = """\
midi: midi
clip: {seconds: 3, fps: 12}
render: {width: 64, height: 64}
prompts: {change_bars: 1, crossfade_beats: 1}
"""


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The folder of a run with its report: two clips, and a broken file with a hostile name."""
    folder = tmp_path_factory.mktemp("report") / "run"
    (folder / "midi").mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG)
    (folder / "midi/<b onclick=window.hacked=1>.mid").write_bytes(b"no music")
    runs.write_midi(folder / "midi/beat.mid", [36, 42, 38, 42] * 3)
    runs.write_midi(folder / "midi/fast.mid", [36, 46] * 6, bpm=150)
    (folder / "midi/fast.yaml").write_text(f"prompts: {{text: {json.dumps(HOSTILE)}}}\n")
    runs.run(folder, "report")
    return folder


@pytest.fixture(scope="session")
def page(finished):
    """The page of the run."""
    return finished / "results/report/index.html"


@pytest.fixture(scope="session")
def start_browser():
    """Start headless Chromium with a window of this size; it is closed after the tests."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("chromium or chromedriver is not here (apt-get install chromium-driver)")
    started = []

    def start(width: int, height: int, *, phone: bool = False):
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
            options.add_argument(argument)
        options.add_argument(f"--window-size={width},{height}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if phone:
            metrics = {"width": width, "height": height, "pixelRatio": 2.0, "touch": True}
            options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        started.append(browser)
        return browser

    yield start
    for browser in started:
        browser.quit()


@pytest.fixture(scope="session")
def desktop(start_browser):
    return start_browser(1440, 1000)


@pytest.fixture(scope="session")
def phone(start_browser):
    return start_browser(390, 844, phone=True)
