"""Deforum's schedules: text such as ``0:(0.65), 24:(0.3)`` as one value a frame (deforum.md 4)."""

from midivideo.schedules.prompts import prompt_schedule
from midivideo.schedules.schedule import schedule, text_schedule

__all__ = ["prompt_schedule", "schedule", "text_schedule"]
