"""Checks a dataset by itself, without the run that it is from, and names every fault."""

from midivideo.dataset.verify.whole import Report, verify

__all__ = ["Report", "verify"]
