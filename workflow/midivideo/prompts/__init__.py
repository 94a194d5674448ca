"""Prompts for clips: a bank of text, variants and wildcards, and changes on the bar line."""

from midivideo.prompts.bank import bank_sha256

__all__ = ["bank_sha256"]
