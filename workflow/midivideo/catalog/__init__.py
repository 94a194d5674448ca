"""The catalog: which clips there are, and what became of every MIDI file.

:func:`update` looks at the user's MIDI and brings ``catalog.tsv`` up to date;
:func:`read_table` reads it::

    rows = update(settings, "results/catalog.tsv", batch_size=1)
    todo = [row for row in rows if row.status == "accepted"]
"""

from midivideo.catalog.rows import Rows, RowsOnDemand
from midivideo.catalog.sidecar import settings_for, song_settings
from midivideo.catalog.table import Row, read_table
from midivideo.catalog.upkeep import update

__all__ = [
    "Row",
    "Rows",
    "RowsOnDemand",
    "read_table",
    "settings_for",
    "song_settings",
    "update",
]
