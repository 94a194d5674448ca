"""``croissant.json``: the dataset described for machines (ML Croissant 1.0, JSON-LD)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from midivideo.dataset.splits import SPLITS
from midivideo.dataset.tables import table_name
from midivideo.settings.model import Dataset

_CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
#: The context that the specification gives, word for word.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "equivalentProperty": "cr:equivalentProperty",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(
    dataset: Dataset,
    schema: pa.Schema,
    files: Mapping[str, tuple[str, int]],
    splits: Sequence[str],
) -> dict[str, Any]:
    """The description as a JSON object.

    Args:
        dataset: the settings.
        schema: of the tables.
        files: hash and size of every file in the dataset, by path.
        splits: those that have clips.
    """
    shards = [name for name in sorted(files) if name.endswith(".tar")]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _CONFORMS_TO,
        "name": dataset.name,
        "description": dataset.description or f"{dataset.title}: pairs of MIDI clips and videos.",
        "version": dataset.version,
        **({"datePublished": dataset.date.isoformat()} if dataset.date else {}),
        "license": _licence(dataset.licence),
        **({"url": dataset.homepage} if dataset.homepage else {}),
        "creator": [{"@type": "sc:Person", "name": name} for name in dataset.authors],
        "citeAs": _cite_as(dataset),
        "distribution": [
            *(_table(split, files) for split in splits),
            *(_file_object(name, name, files, "application/x-tar") for name in shards),
            *(_file_sets(shards)),
        ],
        "recordSet": [_splits(splits), *(_record_set(split, schema) for split in splits)],
    }


def _licence(licence: str) -> str:
    return licence if licence == "unknown" else f"https://spdx.org/licenses/{licence}"


def _cite_as(dataset: Dataset) -> str:
    author = " and ".join(dataset.authors) or "The makers of this set"
    return (
        f"@misc{{{dataset.name}, author = {{{author}}}, title = {{{dataset.title}}}, "
        f"note = {{version {dataset.version}}}}}"
    )


def _table(split: str, files: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    name = table_name(split)
    return _file_object(f"{split}-table", name, files, "application/x-parquet")


def _file_object(
    identity: str, path: str, files: Mapping[str, tuple[str, int]], kind: str
) -> dict[str, Any]:
    digest, size = files[path]
    return {
        "@type": "cr:FileObject",
        "@id": identity,
        "name": identity,
        "contentUrl": path,
        "contentSize": f"{size} B",
        "encodingFormat": kind,
        "sha256": digest,
    }


def _file_sets(shards: Sequence[str]) -> list[dict[str, Any]]:
    """Videos, MIDI files and rows inside of the shards; single files are in the tables."""
    kinds = (("videos", "mp4", "video/mp4"), ("midi", "mid", "audio/midi"))
    return [
        {
            "@type": "cr:FileSet",
            "@id": name,
            "name": name,
            "containedIn": [{"@id": shard} for shard in shards],
            "encodingFormat": kind,
            "includes": f"*.{suffix}",
        }
        for name, suffix, kind in kinds
        if shards
    ]


def _splits(splits: Sequence[str]) -> dict[str, Any]:
    urls = {name: f"cr:{name.capitalize()}Split" for name in SPLITS}
    urls["train"] = "cr:TrainingSplit"
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": "splits/name",
                "name": "splits/name",
                "dataType": "sc:Text",
            },
            {"@type": "cr:Field", "@id": "splits/url", "name": "splits/url", "dataType": "sc:URL"},
        ],
        "data": [{"splits/name": split, "splits/url": urls[split]} for split in splits],
    }


def _record_set(split: str, schema: pa.Schema) -> dict[str, Any]:
    """The columns with plain values; nested ones are described in the card."""
    return {
        "@type": "cr:RecordSet",
        "@id": f"{split}-clips",
        "name": f"{split}-clips",
        "description": f"A record a clip of the split {split}.",
        "key": {"@id": f"{split}-clips/clip"},
        "field": [_field(split, field) for field in schema if not pa.types.is_nested(field.type)],
    }


def _field(split: str, field: pa.Field) -> dict[str, Any]:
    identity = f"{split}-clips/{field.name}"
    description = (field.metadata or {}).get(b"description", b"path of the video").decode()
    return {
        "@type": "cr:Field",
        "@id": identity,
        "name": identity,
        "description": description,
        "dataType": _data_type(field.type),
        "source": {"fileObject": {"@id": f"{split}-table"}, "extract": {"column": field.name}},
    }


def _data_type(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "sc:Boolean"
    if pa.types.is_integer(kind):
        return "sc:Integer"
    return "sc:Float" if pa.types.is_floating(kind) else "sc:Text"
