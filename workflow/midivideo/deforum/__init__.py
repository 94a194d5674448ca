"""Deforum settings files: what they say about rendering, and schedules for unmanaged fields."""

from midivideo.deforum.settings_file import DeforumSettings, read_deforum_settings

__all__ = ["DeforumSettings", "read_deforum_settings"]
