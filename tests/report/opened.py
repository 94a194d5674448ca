"""A page that is open in a browser, and what a person does with it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

SECONDS = 20.0


class Opened:
    """The page at ``index``, loaded from disk, with ``address`` after its #."""

    def __init__(self, browser: Any, index: Path, address: str = "") -> None:
        self.browser = browser
        browser.get("about:blank")
        browser.get_log("browser")
        browser.get(f"{index.as_uri()}#{address}")
        self.wait("document.documentElement.dataset.ready === 'yes'")

    def js(self, expression: str) -> Any:
        """The value of an expression in the page."""
        return self.browser.execute_script(f"return {expression}")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true."""
        self.until(lambda: self.js(expression), expression)

    def until(self, true: Callable[[], Any], what: str) -> None:
        end = time.monotonic() + SECONDS
        while not true():
            assert time.monotonic() < end, f"still not: {what}"
            time.sleep(0.02)

    def errors(self) -> list[str]:
        """What the console said since the page was opened."""
        return [entry["message"] for entry in self.browser.get_log("browser")]

    def find(self, selector: str) -> Any:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        self.find(selector).click()

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        self.browser.switch_to.active_element.send_keys(*keys)

    def type(self, selector: str, text: str) -> None:
        """Replace what stands in a field."""
        field = self.find(selector)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(text or Keys.BACKSPACE)

    def choose(self, name: str, value: str) -> None:
        """Choose from a list of the filters."""
        self.click(f"#filters [name={name}] option[value='{value}']")

    def shown(self) -> list[str]:
        """The clips on the page, in order."""
        return self.js("[...document.querySelectorAll('.card')].map((card) => card.dataset.clip)")

    def wait_shown(self, clips: list[str]) -> None:
        self.until(lambda: self.shown() == clips, f"{clips}, but {self.shown()}")
