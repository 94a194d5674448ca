"""Failed, changed or missing outputs are rebuilt; nothing else is."""

from __future__ import annotations

import json
import os
import shutil
import time

import pytest

from tests.workflow import runs

ONE_CLIP = {"parse": 1, "keyframes": 1, "prompts": 1, "render_frames": 1, "encode": 1}


def set_config(folder, extra: str) -> None:
    (folder / "config.yaml").write_text(runs.CONFIG + extra)


def set_render(folder, extra: str) -> None:
    (folder / "config.yaml").write_text(runs.CONFIG.replace("height: 64", f"height: 64, {extra}"))


def test_a_second_run_does_nothing(finished):
    assert runs.planned(finished) == {}


def test_a_changed_midi_file_rebuilds_its_clip(finished):
    runs.write_midi(finished / "midi/two.mid", [36, 36, 38, 38])
    assert runs.jobs(runs.run(finished)) == ONE_CLIP
    assert runs.planned(finished) == {}


def test_a_file_replaced_by_an_older_one_is_seen(finished):
    runs.write_midi(finished / "midi/two.mid", [38, 36])
    os.utime(finished / "midi/two.mid", (0, 0))
    assert runs.planned(finished) == ONE_CLIP


def test_a_file_that_was_only_touched_renders_nothing(finished):
    now = time.time() + 5
    os.utime(finished / "midi/two.mid", (now, now))
    assert "render_frames" not in runs.jobs(runs.run(finished))


def test_a_new_file_renders_only_itself(finished):
    runs.write_midi(finished / "midi/four.mid", [36])
    assert runs.planned(finished) == ONE_CLIP


def test_a_removed_file_renders_nothing_and_stays_in_the_catalog_as_gone(finished):
    (finished / "midi/two.mid").unlink()
    assert runs.planned(finished) == {}
    assert runs.catalog(finished)["two"]["status"] == "gone"
    assert (finished / "results/videos/two.mp4").exists()


def test_a_changed_crf_encodes_again_and_renders_nothing(finished):
    set_config(finished, "video: {crf: 30}\n")
    assert runs.planned(finished) == {"encode": 3}


def test_how_clips_are_grouped_or_what_is_kept_renders_nothing_anew(finished):
    set_render(finished, "batch_size: 8, steps: 30")
    assert runs.planned(finished) == {}


def test_another_way_to_choose_windows_makes_nothing_anew_where_it_gives_the_same(finished):
    (finished / "config.yaml").write_text(runs.CONFIG.replace("fps: 12", "fps: 12, short: trim"))
    assert runs.planned(finished) == {}


def test_a_contact_sheet_knows_what_the_user_calls_a_kick(finished):
    set_config(finished, "instruments: {kick: {notes: [42]}}\n")
    output = runs.run(finished, "--dry-run", "--printshellcmds")
    [command] = {line for line in output.splitlines() if "--sheet results/videos/one" in line}
    assert '"notes": [42]' in command


def test_a_changed_prompt_bank_leaves_notes_and_keyframes_alone(finished):
    shutil.copytree(runs.ROOT / "resources/prompts", finished / "bank")
    set_config(finished, "prompts: {bank: bank}\n")
    assert set(runs.jobs(runs.run(finished))) <= {"prompts", "render_frames", "encode"}
    theme = next((finished / "bank").glob("*.yaml"))
    theme.write_text(theme.read_text() + "\n# another word\n")
    assert set(runs.planned(finished)) == {"prompts", "render_frames", "encode"}


def test_a_changed_mapping_leaves_the_notes_alone(finished):
    set_config(finished, "mapping: v2midi\n")
    assert runs.planned(finished) == {
        "keyframes": 3, "prompts": 3, "render_frames": 3, "encode": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("results/videos/one.mp4", {"encode": 1}),
        ("results/videos/one.jpg", {"encode": 1}),
        ("results/frames/one", {"render_frames": 1, "encode": 1}),
        ("results/videos", {"encode": 3}),
    ],
)
def test_a_missing_output_is_rebuilt(finished, missing, expected):
    path = finished / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    if missing.startswith("results/frames"):
        (finished / "results/videos/one.mp4").unlink()
    assert runs.planned(finished) == expected


def test_one_video_as_target_makes_only_that_video_from_an_empty_folder(fresh):
    output = runs.run(fresh, "results/videos/two.mp4")
    assert runs.jobs(output) == ONE_CLIP
    assert [path.name for path in (fresh / "results/videos").glob("*.mp4")] == ["two.mp4"]


def test_a_sidecar_changes_only_its_own_song(finished):
    (finished / "midi/two.yaml").write_text("render: {width: 128}\n")
    assert runs.planned(finished) == {"render_frames": 1, "encode": 1}


def test_with_larger_batches_one_video_renders_its_batch_and_encodes_itself(fresh):
    (fresh / "config.yaml").write_text(
        runs.CONFIG.replace("height: 64", "height: 64, batch_size: 3")
    )
    assert runs.jobs(runs.run(fresh, "results/videos/two.mp4")) == {
        "parse": 3, "keyframes": 3, "prompts": 3, "render_frames": 1, "encode": 1,
    }  # fmt: skip
    assert runs.planned(fresh) == {"encode": 2}


def test_temporary_frames_are_removed_and_a_finished_run_stays_finished(fresh):
    set_render(fresh, "batch_size: 2, keep_frames: false")
    runs.run(fresh)
    assert len(list((fresh / "results/videos").glob("*.mp4"))) == 3
    assert not list((fresh / "results/frames").glob("**/*.mkv"))
    made = json.loads((fresh / "results/videos/one.json").read_text())
    assert made["painter"]["name"] == "preview"
    assert runs.planned(fresh) == {}
