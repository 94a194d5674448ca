"""The prompt bank: our own text, and what is wrong with a user's."""

from __future__ import annotations

from pathlib import Path

import pytest

from midivideo.errors import UserError
from midivideo.prompts import bank_sha256
from midivideo.prompts.bank import load_bank
from midivideo.resources import RESOURCES

OURS = RESOURCES / "prompts"


def write_bank(folder: Path, text: str = "prompts: ['a {red|blue} __thing__']") -> Path:
    (folder / "wildcards").mkdir(parents=True)
    (folder / "wildcards" / "thing.txt").write_text("cat\ndog\n")
    (folder / "pets.yaml").write_text(text)
    return folder


def test_ours_has_ten_themes_or_more_of_eight_prompts() -> None:
    bank = load_bank(OURS)
    assert len(bank.themes) >= 10
    assert all(len(theme.prompts) == 8 for theme in bank.themes.values())
    texts = [text for theme in bank.themes.values() for text in theme.prompts]
    assert len(set(texts)) == len(texts)


def test_every_text_of_ours_expands_to_something_that_deforum_and_parseq_take() -> None:
    bank = load_bank(OURS)
    for theme in bank.themes.values():
        for text in [*theme.prompts, theme.negative]:
            for seed in range(3):
                result = bank.expand(text, seed)
                assert result and not set(result) & set("{}|_`%#$\n:"), result
                assert len(result.split()) < 40  # one chunk of CLIP's 75 tokens


def test_every_wildcard_of_ours_is_used() -> None:
    bank = load_bank(OURS)
    texts = " ".join(text for theme in bank.themes.values() for text in theme.prompts)
    assert [name for name in bank.wildcards if f"__{name}__" not in texts] == []


def test_the_same_seed_expands_the_same_and_others_reach_every_variant(tmp_path: Path) -> None:
    bank = load_bank(write_bank(tmp_path / "bank"))
    (text,) = bank.themes["pets"].prompts
    seen = {bank.expand(text, seed) for seed in range(60)}
    assert seen == {f"a {colour} {pet}" for colour in ("red", "blue") for pet in ("cat", "dog")}
    assert bank.expand(text, 7) == bank.expand(text, 7)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prompts: [a __colour__ sky]", ["prompts[0]", "'__colour__'", "__thing__"]),
        ("prompts: [fine, 50% grey]", ["prompts[1]", "'%'", "command"]),
        ("prompts: ['a #tag']", ["prompts[0]", "'#'", "comment"]),
        ("prompts: ['a `b`']", ["prompts[0]", "back-ticks"]),
        ("prompts: ['a --neg b']", ["prompts[0]", "--neg", "negative"]),
        ("prompts: ['a ${f}']", ["prompts[0]", "Parseq", "formula"]),
        ("prompts: ['a $5 note']", ["prompts[0]", "'$'", "variable"]),
        ("prompts: ['a {b|c']", ["prompts[0]", "braces"]),
        ("prompts: ['a }b|c{']", ["prompts[0]", "braces"]),
        ("prompts: [a]\nnegative: 10% grey", ["negative", "'%'"]),
        ("prompts: []", ["prompts"]),
        ("promts: [a]", ["about, negative, prompts"]),
        ("prompts: [", ["not YAML"]),
    ],
)  # fmt: skip
def test_a_wrong_theme_says_where_and_why(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(UserError) as error:
        load_bank(write_bank(tmp_path / "bank", text))
    for words in ["pets.yaml", *said]:
        assert words in str(error.value)


def test_a_wildcard_file_with_an_unknown_wildcard_in_it_is_refused(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank")
    (bank / "wildcards" / "thing.txt").write_text("__nothing__\n")
    with pytest.raises(UserError, match=r"thing\.txt: line 1: .*__nothing__"):
        load_bank(bank)


def test_a_folder_without_themes_is_no_bank(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"prompts\.bank.*a YAML file a theme"):
        load_bank(tmp_path)


def test_an_unknown_theme_names_those_that_there_are() -> None:
    with pytest.raises(UserError, match=r"did you mean ocean\?.*aurora, clouds"):
        load_bank(OURS).chosen(["oceans"])


def test_the_hash_changes_with_content_alone(tmp_path: Path) -> None:
    one, other = write_bank(tmp_path / "a"), write_bank(tmp_path / "b")
    (other / "readme.md").write_text("not part of it")
    assert bank_sha256(one) == bank_sha256(other)
    (other / "wildcards" / "thing.txt").write_text("cat\ndog\nbird\n")
    assert bank_sha256(one) != bank_sha256(other)
    (other / "wildcards" / "thing.txt").write_text("cat\ndog\n")
    (other / "more.yaml").write_text("prompts: [x]")
    assert bank_sha256(one) != bank_sha256(other)
