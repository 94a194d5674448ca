"""Puts right what a crash left in a run's results, before Snakemake looks at them.

Snakemake knows files by their times alone: one that is cut short counts as made. ``damage`` finds
such files, ``remake`` and the workflow make them again, ``leftovers`` are frames and temporary
files that nobody will ever use.
"""
