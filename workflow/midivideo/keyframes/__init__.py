"""Turns the notes of a clip into a Parseq document, as a mapping file says."""
