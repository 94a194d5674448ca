"""The config: settings, sidecars and themes are taken as they are meant, or refused by name."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from midivideo.catalog.discover import Found
from midivideo.catalog.scan import fingerprint, scan
from midivideo.catalog.sidecar import laid_over
from midivideo.catalog.table import Row, read_table, write_table
from midivideo.dag import all_as_text
from midivideo.errors import UserError
from midivideo.keyframes.document import document_of
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.notes import clip_of
from midivideo.manifest.read import read_manifest
from midivideo.midi import parse
from midivideo.prompts.bank import load_bank
from midivideo.prompts.choose import choose
from midivideo.prompts.fill import manifest_of
from midivideo.settings import Settings, load_settings
from midivideo.settings.fields import Section, exact
from tests.fuzz.shapes import STRANGE, TEXTS, Draw, Input, changed, damaged
from tests.midi.smf_bytes import hits, smf, tempo

_ROOT = Path(__file__).parents[2]
_SONG = smf(tempo(0, 400_000) + hits(0, 240, 480, 960, 1920), hits(0, 100, channel=1, pitch=60))
#: Clips of more frames than this are only scanned.
_MOST_FRAMES = 3000

_CONFIG = yaml.safe_load((_ROOT / "config.yaml").read_text())
_SIDECARS = [
    {
        "seed": 3,
        "clip": {"seconds": 2, "fps": 12, "select": "best", "short": "trim", "drums": [1]},
        "instruments": {"kick": None, "bell": {"notes": [60], "drums": False, "track": "b*"}},
        "mapping": "v2midi",
        "prompts": {"theme": ["lava"], "text": "a {red|blue} __colour__ door", "change_bars": 1},
        "render": {"width": 512, "color_coherence": "none", "noise_type": "uniform"},
        "video": {"crf": 30},
        "audio": {"source": "none", "offset_ms": -20.5, "bitrate_kbps": 64},
    },
    {"clip": {"seconds": "full", "fps": "30000/1001"}, "prompts": {"crossfade_beats": 0.5}},
    {"clip": {"seconds": 0.5, "select": "all", "short": "drop"}},
]
_THEMES = [{"about": "x", "negative": "text", "prompts": ["a {red|{blue|0.5::green}} sea", "b"]}]
_TEMPLATES: st.SearchStrategy[str] = st.deferred(lambda: _templates)
_templates = st.sampled_from(
    [
        *("{a|b}", "{2$$a|b|c}", "{1-3$$, $$a|b}", "{999999999$$a|b}", "{0.5::a|b}", "{a", "a}"),
        *(
            "__colour__",
            "__../../etc/passwd__",
            "__*__",
            "__nothing__",
            "____",
            "{" * 40 + "}" * 40,
        ),
        *("{a|" * 30 + "b" + "}" * 30, "{}", "{|}", "{$$}", "(a:1.2)", "[a|b]", "a" * 50_000),
        *("{a|b}" * 300, "{~2$$a|b}", "{@a|b}", "{!a}", "<lora:x:1>", "{1e9::a|b}", "{-1$$a|b}"),
    ]
)
_values = STRANGE | st.sampled_from(
    [1e-300, 1e18, 10**9, "1e-999999999", "240", 240, 0.001, "full", "best", "all", None, "lava"]
) | _TEMPLATES  # fmt: skip


def _schema_keys() -> list[tuple[str, ...]]:
    """Every setting by its path: sections and the keys in them."""
    keys: list[tuple[str, ...]] = []
    for name, field in Settings.model_fields.items():
        part = field.annotation
        section = isinstance(part, type) and issubclass(part, Section)
        names = part.keys() if section else ()
        keys += [(name, key) for key in names] or [(name,)]
    return keys


@st.composite
def _settings(draw: Draw) -> dict[str, Any]:
    """A few settings of any section, right or wrong."""
    built: dict[str, Any] = {}
    for path in draw(st.lists(st.sampled_from(_schema_keys()), max_size=4, unique=True)):
        inside = built
        for part in path[:-1]:
            inside = inside.setdefault(part, {})
        inside[path[-1]] = draw(_values)
    return built


def _yaml(document: Any) -> bytes:
    """As YAML: in flow or block style, or as JSON, which is YAML too."""
    try:
        return yaml.safe_dump(document, allow_unicode=True).encode("utf-8", "surrogatepass")
    except (yaml.YAMLError, ValueError, RecursionError):
        return b"{}"


_pieces = (
    b"&a ", b"*a", b"<<: *a\n", b"!!python/name:os.system ", b"!!timestamp ", b"!!int ", b"- ",
    b"\t", b": ", b"\n", b"{", b"[" * 500, b"? ", b"|\n", b"\xff", b"\x00", b"--- ", b"2001-99-99",
    b"0x" + b"f" * 999,
    b"clip: ", b"  seconds: ", b"1e18", b".inf", b".nan", b"!!binary ", b"!!set {a}", b"%YAML 9\n",
)  # fmt: skip


def _as(kind: str, documents: st.SearchStrategy[Any]) -> st.SearchStrategy[Input]:
    return damaged(documents.map(_yaml), lambda: _pieces).map(lambda data: Input(kind, data))


_sidecars = st.one_of(changed(lambda: _SIDECARS, _values), _settings())
INPUTS: st.SearchStrategy[Input] = st.one_of(
    _as(".config.yaml", st.one_of(changed(lambda: [_CONFIG], _values), _settings(), _values)),
    _as(".sidecar.yaml", _sidecars),
    _as(".sidecar.yaml", _sidecars),
    _as(".theme.yaml", changed(lambda: _THEMES, _TEMPLATES | TEXTS)),
)


def check(given: Input, folder: Path) -> bool:
    """Read one file as the workflow does; whether it was accepted.

    Raises:
        AssertionError: for settings that do not come back the same, for a clip that the workflow
            accepts and can't plan, or an error that does not name the file.
    """
    return {
        ".config.yaml": _check_config,
        ".sidecar.yaml": _check_sidecar,
        ".theme.yaml": _check_theme,
    }[given.kind](given.data, folder)


def _told(error: UserError, path: Path) -> None:
    assert str(path) in str(error) and len(str(error)) < 3000, str(error)[:3000]


def _check_config(data: bytes, folder: Path) -> bool:
    path = folder / "some.config.yaml"
    path.write_bytes(data)
    try:
        settings = load_settings([path])
    except UserError as error:
        # A Deforum settings file, or a nested text, is named in the place of the config.
        assert str(path) in str(error) or "deforum" in str(error) or "--config" in str(error)
        assert len(str(error)) < 3000
        return False
    text = all_as_text(settings)
    assert load_settings(texts=[text]) == settings
    assert all_as_text(load_settings([path])) == text
    assert laid_over(settings) == settings
    assert 1 <= exact(settings.clip.fps) <= 240
    return True


def _check_sidecar(data: bytes, folder: Path) -> bool:
    song, beside = folder / "song.mid", folder / "song.yaml"
    song.write_bytes(_SONG)
    beside.write_bytes(data)
    run = Settings()
    result = scan(Found(str(song), len(_SONG), 0, str(beside), "stamp"), run)
    assert "please report" not in result.refused, result.refused
    if result.refused:
        assert len(result.refused) < 3000
        return False
    first = result.windows[0]
    row = Row("song", str(song), settings=result.settings, start_s=first.start_s,
              frames=first.frames, scan=fingerprint(run), reason=str(data[:40]))  # fmt: skip
    write_table(folder / "catalog.tsv", [row])
    assert read_table(folder / "catalog.tsv") == [row]
    own = laid_over(run, ("the catalog", json.loads(row.settings or "{}")))
    assert len(result.windows) <= 10_000
    assert Fraction(first.duration_s) > 0
    if first.frames <= _MOST_FRAMES:
        _can_be_planned(own, row, folder)
    return True


def _can_be_planned(own: Settings, row: Row, folder: Path) -> None:
    """What the catalog accepts goes all the way to a manifest, or is refused by name."""
    document = parse(row.midi, own, start=row.start_s, frames=row.frames)
    json.dumps(document, allow_nan=False)
    clip = clip_of(document, "notes.json")
    path = folder / "song.manifest.json"
    try:
        mapping = load_mapping(own.mapping, own.instruments)
        drawn = document_of(clip, mapping, seed=own.seed)
        manifest = manifest_of(drawn, own, folder / "song.parseq.json")
    except UserError as error:
        assert len(str(error)) < 3000
        return
    path.write_text(json.dumps(manifest, allow_nan=False, ensure_ascii=False), encoding="utf-8")
    assert read_manifest(path).frames == row.frames


def _check_theme(data: bytes, folder: Path) -> bool:
    bank = folder / "bank"
    (bank / "wildcards").mkdir(parents=True, exist_ok=True)
    (bank / "wildcards/colour.txt").write_text("red\nblue\n")
    path = bank / "some.yaml"
    path.write_bytes(data)
    try:
        theme = load_bank(bank).themes["some"]
    except UserError as error:
        _told(error, path)
        return False
    prompts = Settings().prompts.model_copy(update={"bank": str(bank)})
    try:
        choice = choose(prompts, 1, "clip", 3)
        assert choose(prompts, 1, "clip", 3) == choice
    except UserError as error:
        assert len(str(error)) < 3000
        return False
    longest = max(map(len, (*theme.prompts, theme.negative)))
    for text in (*choice.texts, choice.negative):
        text.encode()
        assert not any(sign in text for sign in ("\n", "`", "${", "--neg"))
        assert len(text) <= 100 * longest + 100
    return True
