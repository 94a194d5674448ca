"""What others wrote reads the dataset."""

from __future__ import annotations

import subprocess
from io import BytesIO

import mido
import pytest

SPLITS = {"train": 34, "validation": 4, "test": 2}


@pytest.fixture(scope="module")
def hub():
    """``datasets`` without network, and without asking for any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield pytest.importorskip("datasets")


def test_webdataset_reads_the_shards(datasets_once):
    webdataset = pytest.importorskip("webdataset")
    import av

    for split, count in SPLITS.items():
        shards = sorted(map(str, (datasets_once / "webdataset/data").glob(f"{split}-*.tar")))
        samples = list(webdataset.WebDataset(shards, shardshuffle=False).decode())
        assert len(samples) == count
        for sample in samples[:3]:
            row = sample["json"]
            assert sample["__key__"] == row["clip"]
            assert mido.MidiFile(file=BytesIO(sample["mid"])).length > 0
            with av.open(BytesIO(sample["mp4"])) as video:
                assert len(list(video.decode(video=0))) == row["frames"]
                assert video.metadata["title"] == row["clip"]


def test_datasets_loads_the_videofolder_with_rows_and_paths(hub, datasets_once, tmp_path):
    folder = datasets_once / "videofolder"
    for arguments in (
        {"path": "videofolder", "data_dir": str(folder / "data")},
        {"path": str(folder)},
    ):
        loaded = hub.load_dataset(**arguments, cache_dir=str(tmp_path))
        assert {split: rows.num_rows for split, rows in loaded.items()} == SPLITS
        rows = loaded["train"].cast_column("video", hub.Video(decode=False))
        assert len({row["clip"] for row in rows}) == 34
        for row in rows:
            assert row["video"]["path"] == str(folder / row["video_file"])
            assert (folder / row["midi_file"]).is_file()
            assert row["onsets"]["kick"]


def test_datasets_loads_the_shards_by_the_types_of_the_card(hub, datasets_once, tmp_path):
    loaded = hub.load_dataset(str(datasets_once / "webdataset"), cache_dir=str(tmp_path))
    assert {split: rows.num_rows for split, rows in loaded.items()} == SPLITS
    rows = loaded["train"].select_columns(["__key__", "json", "mid"])
    assert rows[0]["json"]["clip"] == rows[0]["__key__"]
    assert rows[0]["mid"].startswith(b"MThd")


def test_datasets_loads_the_table_of_the_v2midi_layout(hub, datasets_once, tmp_path):
    loaded = hub.load_dataset(str(datasets_once / "v2midi"), cache_dir=str(tmp_path))
    assert {split: rows.num_rows for split, rows in loaded.items()} == SPLITS


def test_pandas_and_pyarrow_read_the_table(datasets_once, layout):
    pandas = pytest.importorskip("pandas")
    import pyarrow.parquet as parquet

    folder = datasets_once / layout / "metadata"
    frame = pandas.read_parquet(folder)
    assert len(frame) == frame["clip"].nunique() == 40
    assert frame["onsets"].iloc[0]["kick"][0] == 0.0
    assert frame.groupby("split").size().to_dict() == SPLITS
    schema = parquet.read_schema(folder / "train.parquet")
    assert schema.field("seed").metadata[b"description"]


def test_mlcroissant_validates_and_reads_the_records(datasets_once, layout):
    mlcroissant = pytest.importorskip("mlcroissant")
    described = mlcroissant.Dataset(str(datasets_once / layout / "croissant.json"))
    assert not described.metadata.issues.errors
    for split, count in SPLITS.items():
        records = list(described.records(f"{split}-clips"))
        assert len(records) == count
        assert {record[f"{split}-clips/split"] for record in records} == {split.encode()}


def test_the_hub_reads_the_cards_front_matter(datasets_once, layout):
    from huggingface_hub import DatasetCard

    card = DatasetCard((datasets_once / layout / "README.md").read_text())
    assert card.data.license == "unknown"
    assert card.data.size_categories == ["n<1K"]
    (config,) = card.data.to_dict()["configs"]
    for part in config["data_files"]:
        assert list((datasets_once / layout).glob(part["path"]))


def test_sha256sum_checks_it(datasets_once, layout):
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    subprocess.run(command, cwd=datasets_once / layout, check=True)
