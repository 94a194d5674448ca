"""What the file system refuses."""

from __future__ import annotations

from midivideo.cli import main
from tests.workflow.runs import write_midi


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(tmp_path, capsys):
    write_midi(tmp_path / "a.mid", [36])
    (tmp_path / "file").write_text("")
    output = tmp_path / "file/notes.json"
    assert main(["parse", str(tmp_path / "a.mid"), "-o", str(output)]) == 1
    assert f"{tmp_path / 'file'}: " in capsys.readouterr().err
