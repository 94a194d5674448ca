"""Every setting of the workflow: its type, default, limits and meaning."""

from midivideo.settings.load import load_settings, validate
from midivideo.settings.model import Settings

__all__ = ["Settings", "load_settings", "validate"]
