"""Rows of a catalog that are read one by one are those that are read all at once."""

from __future__ import annotations

import pytest

from midivideo.catalog import Row, Rows, RowsOnDemand
from midivideo.catalog.table import write_table
from midivideo.errors import UserError

ROWS = [
    Row(clip="one", midi="a.mid", batch="b-1", frames=384, settings='{"seed": 1}'),
    Row(clip="two", midi='tab\there, "quotes", \\ and \udcff.mid', batch="b-1", start_s="0.5"),
    Row(clip="three", midi="c.mid", batch="b-1", status="gone", reason="about b-1"),
    Row(clip="b-1", midi="b-1.mid", batch="b-1-2", warnings="b-1"),
    Row(clip="four", midi="d.mid", status="refused", reason="no MIDI file"),
]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "catalog.tsv"
    write_table(path, ROWS)
    return path


def test_rows_on_demand_are_the_rows_of_the_table(table):
    found = RowsOnDemand(table)
    assert list(found.values()) == ROWS
    assert list(found) == [row.clip for row in ROWS] and len(found) == len(ROWS)
    assert "five" not in found and found.get("five") is None


@pytest.mark.parametrize("at_hand", [True, False])
def test_a_batch_is_its_accepted_clips(table, at_hand):
    rows = Rows(ROWS) if at_hand else RowsOnDemand(table)
    assert rows.batch("b-1") == ["one", "two"]
    assert rows.batch("b-1-2") == ["b-1"]
    assert rows.batch("b-2") == []


def test_a_table_that_is_none_and_a_damaged_line_are_errors_that_name_the_file(table, tmp_path):
    table.write_text(table.read_text().replace("384", "many"))
    with pytest.raises(UserError, match=r"catalog\.tsv.*damaged"):
        RowsOnDemand(table)["one"]
    for text in ("", "midi\tclip\tstatus\n", "hello\n"):
        table.write_text(text)
        with pytest.raises(UserError, match=r"catalog\.tsv.*not a catalog"):
            RowsOnDemand(table)
    with pytest.raises(UserError, match="no such catalog"):
        RowsOnDemand(tmp_path / "none.tsv")
