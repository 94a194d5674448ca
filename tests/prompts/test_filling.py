"""How a clip comes by its prompts, and where they change."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from midivideo.cli import main
from midivideo.errors import UserError
from midivideo.keyframes.document import document_of
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.notes import clip_of
from midivideo.prompts.bank import load_bank
from midivideo.prompts.fill import manifest_of
from midivideo.settings import Settings
from tests.keyframes.conftest import notes_document


@pytest.fixture
def document() -> dict[str, Any]:
    clip = clip_of(notes_document([(4, "kick", 100)], bpm=124), "notes.json")
    return document_of(clip, load_mapping("house"), seed=0)


def manifest(document: dict[str, Any], clip: str = "song", seed: int = 0, **prompts: Any) -> Any:
    settings = Settings.model_validate({"seed": seed, "prompts": prompts})
    named = {**document, "midivideo": {**document["midivideo"], "clip": clip}}
    return manifest_of(named, settings, Path("song.parseq.json"))


def texts(manifest: Any) -> list[str]:
    return [frame["deforum_prompt"] for frame in manifest["rendered_frames"]]


def weights(text: str) -> list[float]:
    """Weights of the positive side; one prompt alone weighs 1."""
    positive = text.split(" --neg ")[0]
    parts = positive.split(" AND ")
    return [float(part.rsplit(": ", 1)[1]) for part in parts] if len(parts) > 1 else [1.0]


def test_a_clip_keeps_one_prompt_unless_told(document: dict[str, Any]) -> None:
    (text,) = set(texts(manifest(document)))
    positive, negative = text.split(" --neg ")
    assert positive and negative


def test_prompts_depend_on_the_clip_and_the_seed_alone(document: dict[str, Any]) -> None:
    one = manifest(document, "one")
    assert json.dumps(manifest(document, "one")) == json.dumps(one)
    others = {texts(manifest(document, f"clip{number}"))[0] for number in range(12)}
    assert len(others) > 8
    assert texts(manifest(document, "one", seed=1)) != texts(one)


def test_a_theme_can_be_chosen(document: dict[str, Any]) -> None:
    negative = load_bank("resources/prompts").themes["lava"].negative
    for number in range(5):
        made = manifest(document, f"clip{number}", theme="lava")
        assert texts(made)[0].endswith(f" --neg {negative}")
        assert made["midivideo"]["theme"] == "lava"


def test_own_text_and_own_negative_come_before_the_bank(document: dict[str, Any]) -> None:
    made = manifest(document, text="a {red} kite", negative="rain")
    assert set(texts(made)) == {"a red kite --neg rain"}
    assert set(texts(manifest(document, text="a kite"))) == {"a kite"}


def test_own_text_with_an_unknown_wildcard_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(UserError, match=r"prompts\.text.*no such wildcard"):
        manifest(document, text="a __nope__ kite")


def test_prompts_change_on_every_second_bar_line_and_cross_fade(document: dict[str, Any]) -> None:
    made = manifest(document, change_bars=2, crossfade_beats=2)
    bars = document["midivideo"]["bars"]
    listed = made["prompts"]["promptList"]
    assert [prompt["from"] for prompt in listed] == [0, *bars[2::2]]
    assert len({prompt["positive"] for prompt in listed}) == len(listed)
    for text in texts(made):
        assert sum(weights(text)) == pytest.approx(1, abs=1e-4)
        assert text.count("--neg") == 1
    start, fade = bars[2], round(2 * 60 / 124 * 24)
    assert weights(texts(made)[start - 1]) == [1]
    assert weights(texts(made)[start]) == [1, 0]
    assert weights(texts(made)[start + 1])[1] == pytest.approx(1 / fade, abs=1e-4)
    assert weights(texts(made)[start + fade + 1]) == [1]


def test_without_a_fade_a_prompt_starts_on_the_bar_line_itself(document: dict[str, Any]) -> None:
    made = texts(manifest(document, change_bars=4, crossfade_beats=0))
    start = document["midivideo"]["bars"][4]
    assert made[start - 1] != made[start]
    assert all(weights(text) == [1] for text in made)


def test_a_fade_longer_than_its_part_is_cut(document: dict[str, Any]) -> None:
    for text in texts(manifest(document, change_bars=1, crossfade_beats=64)):
        assert len(weights(text)) <= 2
        assert sum(weights(text)) == pytest.approx(1, abs=1e-4)


def test_the_document_stays_as_it_was(document: dict[str, Any]) -> None:
    before = json.dumps(document)
    made = manifest(document)
    assert json.dumps(document) == before
    assert made["keyframes"] == document["keyframes"]
    assert made["prompts"]["enabled"] is True


def test_a_document_with_prompts_of_its_own_keeps_them(document: dict[str, Any]) -> None:
    own = manifest(document, text="mine")
    for key in ("rendered_frames", "rendered_frames_meta"):
        del own[key]
    assert set(texts(manifest(own, theme="lava"))) == {"mine"}


def test_any_parseq_document_gets_prompts_after_its_files_name(shared: Path) -> None:
    """Document 26 has formulas; without its prompts it is a song without words."""
    foreign = json.loads((shared / "golden/parseq/docs/26_seed_equiv_sparse.json").read_text())
    kept = manifest_of(foreign, Settings(), Path("a.json"))
    assert set(texts(kept)) == {"a calm forest lake at dawn, oil on canvas"}
    foreign["prompts"]["enabled"] = False
    settings = Settings.model_validate({"prompts": {"change_bars": 2}})
    made = [texts(manifest_of(foreign, settings, Path(name))) for name in ("a.json", "b.json")]
    assert made[0] != made[1]
    assert weights(made[0][96]) == [1, 0]  # two bars of four beats at 120 bpm


def test_the_command_takes_a_bank_and_a_seed(document: dict[str, Any], tmp_path: Path) -> None:
    bank, out = tmp_path / "bank", tmp_path / "out.json"
    bank.mkdir()
    (bank / "own.yaml").write_text("prompts: ['{red|green|blue|black|white} kite']")
    (tmp_path / "song.parseq.json").write_text(json.dumps(document))
    seen = set()
    for seed in range(8):
        options = ["--bank", str(bank), "--seed", str(seed)]
        assert main(["prompts", str(tmp_path / "song.parseq.json"), "-o", str(out), *options]) == 0
        seen.add(texts(json.loads(out.read_text()))[0])
    assert len(seen) > 2
    assert all(re.fullmatch(r"\w+ kite", text) for text in seen)
