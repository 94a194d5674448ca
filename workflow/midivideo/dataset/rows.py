"""The table's rows: a clip's facts under the names and types that readers of the dataset see."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from midivideo.catalog import Row
from midivideo.dataset.layouts import Place
from midivideo.dataset.licences import Licence
from midivideo.settings import Settings
from midivideo.settings.model import Render

if TYPE_CHECKING:
    import pyarrow as pa

_ALL = "all"
_SCORES = (
    *("f1_50", "precision_50", "recall_50", "f1_70", "precision_70", "recall_70"),
    *("lag_ms", "lag_spread_ms", "xcorr_lag_ms", "z", "z_circular"),
)


@dataclass(frozen=True)
class Column:
    """A column: its name, its type in the words of :func:`_arrow_type`, and what it holds."""

    name: str
    kind: str
    meaning: str


COLUMNS = (
    Column("clip", "text", "id of the clip, unique in the dataset"),
    Column("split", "text", "train, validation or test"),
    Column("archive", "text", "the shard that holds the files; null: they lie in the folder"),
    Column("video_file", "text", "path of the video in the archive or the dataset"),
    Column("midi_file", "text", "path of the window's MIDI file; its time 0 is the first frame"),
    Column("song", "text", "id of the MIDI file; its windows are clips of one song"),
    Column("source", "text", "the MIDI file that the window was cut from"),
    Column("source_sha256", "text", "SHA-256 of that file"),
    Column("licence", "text", "licence of that file"),
    Column("attribution", "text", "whom its licence asks to name"),
    Column("pattern", "text", "near-duplicate group: hash of the normalised drum pattern"),
    Column("start_s", "number", "where in the source the window begins, seconds"),
    Column("duration_s", "number", "length, seconds: frames / fps"),
    Column("frames", "integer", "frames of the video"),
    Column("fps", "text", "frames per second, exact: a number or a ratio"),
    Column("width", "integer", "pixels"),
    Column("height", "integer", "pixels"),
    Column("sound", "boolean", "whether the video has sound"),
    Column("bpm", "number", "mean tempo"),
    Column("tempo", "tempo", "tempo map of the window"),
    Column("meter", "meter", "meters of the window"),
    Column("key", "text", "key signature, where the file has one"),
    Column("beats", "numbers", "times of the beats, seconds"),
    Column("bars", "numbers", "times of the bar lines, seconds"),
    Column("notes", "integer", "notes that begin in the window"),
    Column("hits", "integer", "notes of named instruments"),
    Column("onsets", "onsets", "onsets of each named instrument, seconds"),
    Column("prompts", "prompts", "prompts, each with the frame from which it is alone"),
    Column("theme", "text", "theme of the prompt bank"),
    Column("seed", "integer", "seed of the first frame; each further frame has one more"),
    Column("painter", "text", "what painted the frames: preview or diffusion"),
    Column("model", "text", "the diffusion model"),
    Column("mapping", "text", "how notes move the picture"),
    Column("mapping_sha256", "text", "SHA-256 of the mapping"),
    Column("in_sync", "boolean", "whether the clip passed the sync gate; null: not measured"),
    Column("sync_reasons", "texts", "why it did not"),
    Column("sync_z", "number", "onset F1 (50 ms) against random hits, in standard deviations"),
    Column("sync_f1", "number", "onset F1 of all instruments within 50 ms"),
    Column("sync_lag_ms", "number", "median lag of the picture behind the hits"),
    Column("sound_offset_ms", "number", "picture after (+) or before (-) the sound"),
    Column("av_align", "number", "AV-Align"),
    Column("beat_alignment", "number", "Beat Alignment Score"),
    Column("sync", "scores", "sync scores of each instrument"),
    Column("video_bytes", "integer", "size of the video"),
    Column("video_sha256", "text", "SHA-256 of the video"),
    Column("midi_sha256", "text", "SHA-256 of the window's MIDI file"),
    Column("manifest_sha256", "text", "SHA-256 of the manifest that was rendered"),
)


def schema(instruments: Sequence[str], *, file_name: bool) -> pa.Schema:
    """The table's Arrow schema.

    Args:
        instruments: names in the column ``onsets``.
        file_name: whether there is the column ``file_name``, by which ``datasets`` finds videos.
    """
    import pyarrow as pa

    first = [pa.field("file_name", pa.string())] if file_name else []
    return pa.schema(
        first
        + [
            pa.field(
                column.name,
                _arrow_type(column.kind, instruments),
                metadata={"description": column.meaning},
            )
            for column in COLUMNS
            if column.kind != "onsets" or instruments
        ]
    )


def _arrow_type(kind: str, instruments: Sequence[str]) -> pa.DataType:
    import pyarrow as pa

    number, integer = pa.float64(), pa.int64()
    plain: dict[str, pa.DataType] = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "number": number,
        "numbers": pa.list_(number),
        "integer": integer,
        "boolean": pa.bool_(),
        "tempo": pa.list_(pa.struct({"time_s": number, "bpm": number})),
        "meter": pa.list_(
            pa.struct({"time_s": number, "numerator": integer, "denominator": integer})
        ),
        "prompts": pa.list_(
            pa.struct({"frame": integer, "positive": pa.string(), "negative": pa.string()})
        ),
        "scores": pa.list_(
            pa.struct(
                {"instrument": pa.string(), "hits": integer, **dict.fromkeys(_SCORES, number)}
            )
        ),
    }
    if kind == "onsets":
        return pa.struct({name: pa.list_(number) for name in instruments})
    return plain[kind]


def row_of(
    row: Row,
    facts: Mapping[str, Any],
    settings: Settings,
    *,
    split: str,
    place: Place,
    licence: Licence,
) -> dict[str, Any]:
    """A clip's row, as it is in the table and, as JSON, beside its video in a shard.

    ``onsets`` has the instruments that the clip has, so that a new instrument elsewhere does
    not change its row; the table has an empty list for each other one.

    Args:
        row: of the catalog.
        facts: of :func:`midivideo.dataset.facts.facts_of`.
        settings: of the clip.
        split: where it is.
        place: where its files are.
        licence: of its MIDI file.
    """
    return {
        **{column.name: facts.get(column.name) for column in COLUMNS},
        "clip": row.clip,
        "split": split,
        "archive": place.archive,
        "video_file": place.video,
        "midi_file": place.midi,
        "song": row.song,
        "source": source_name(row.midi),
        "source_sha256": row.sha256,
        "licence": licence.licence,
        "attribution": licence.attribution,
        "hits": row.hits,
        "painter": settings.render.painter,
        "model": _model(settings.render),
        **{name: facts["video"][name] for name in ("width", "height", "sound")},
        **{
            name: facts["manifest"][name]
            for name in ("prompts", "theme", "seed", "mapping", "mapping_sha256")
        },
        "video_bytes": facts["video"]["bytes"],
        "video_sha256": facts["video"]["sha256"],
        "midi_sha256": facts["midi"]["sha256"],
        "manifest_sha256": facts["manifest"]["sha256"],
        **_sync(facts["sync"]),
    }


def source_name(midi: str) -> str:
    """A MIDI file as the dataset names it: without the folders of whoever made it."""
    path = PurePath(midi)
    name = path.name if path.is_absolute() or ".." in path.parts else path.as_posix()
    return os.fsencode(name).decode("utf-8", "replace")


def _model(render: Render) -> str | None:
    """The model as its settings name it, with the revision where they name one."""
    if render.painter != "diffusion":
        return None
    return f"{render.model}@{render.model_revision}" if render.model_revision else render.model


def _sync(sync: Mapping[str, Any] | None) -> dict[str, Any]:
    if sync is None:
        return {}
    overall = sync["instruments"].get(_ALL, {})
    return {
        "in_sync": sync["passed"],
        "sync_reasons": sync["reasons"],
        "sync_z": overall.get("z"),
        "sync_f1": overall.get("f1_50"),
        "sync_lag_ms": overall.get("lag_ms"),
        "sound_offset_ms": sync["sound_offset_ms"],
        "av_align": sync["av_align"],
        "beat_alignment": sync["beat_alignment"],
        "sync": [
            {
                "instrument": name,
                "hits": scores["hits"],
                **{score: scores.get(score) for score in _SCORES},
            }
            for name, scores in sync["instruments"].items()
        ],
    }
