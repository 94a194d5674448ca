"""Tokens, chunks and embeddings of prompts."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from tiny_clip import text_model, tokenizer

from midivideo.errors import UserError
from midivideo.render.painters.diffusion.prompts import TextEncoder
from midivideo.render.painters.diffusion.prompts.chunks import Vocabulary, chunks
from midivideo.render.painters.diffusion.prompts.emphasis import sections


@pytest.fixture(scope="module")
def words() -> Any:
    return tokenizer()


@pytest.fixture(scope="module")
def model() -> Any:
    return text_model()


@pytest.fixture
def encoder(words: Any, model: Any) -> TextEncoder:
    return TextEncoder(words, model)


def embedded(model: Any, words: Any, text: str) -> torch.Tensor:
    """What transformers itself makes of a text of one chunk."""
    tokens = words(text, padding="max_length", max_length=77, return_tensors="pt").input_ids
    with torch.no_grad():
        return model(input_ids=tokens).last_hidden_state[0]


def test_a_short_plain_text_is_encoded_as_transformers_does(
    encoder: TextEncoder, words: Any, model: Any
) -> None:
    assert torch.allclose(encoder.encode("a red cat"), embedded(model, words, "a red cat"))


def test_the_empty_text_is_one_chunk(encoder: TextEncoder, words: Any, model: Any) -> None:
    assert encoder.encode("").shape == (77, 16)
    assert torch.allclose(encoder.encode(""), embedded(model, words, ""))


def test_padding_is_the_tokenizers_own(model: Any) -> None:
    bang = tokenizer(pad="!")  # as in Stable Diffusion 2, where the end is not repeated
    assert torch.allclose(TextEncoder(bang, model).encode("a cat"), embedded(model, bang, "a cat"))


def test_the_last_layer_can_be_skipped_and_still_passes_the_final_norm(
    encoder: TextEncoder, words: Any, model: Any
) -> None:
    tokens = words("a cat", padding="max_length", max_length=77, return_tensors="pt").input_ids
    with torch.no_grad():
        states = model(input_ids=tokens, output_hidden_states=True).hidden_states
        norm = getattr(model, "text_model", model).final_layer_norm
        expected = norm(states[-2])[0]
    assert torch.allclose(encoder.encode("a cat", clip_skip=2), expected)
    assert not torch.allclose(encoder.encode("a cat", clip_skip=1), expected)
    assert torch.equal(encoder.encode("a cat", clip_skip=0), encoder.encode("a cat"))


def test_more_layers_than_there_are_cannot_be_skipped(encoder: TextEncoder) -> None:
    with pytest.raises(UserError, match="1 to 3"):
        encoder.encode("a cat", clip_skip=4)


def test_weights_multiply_token_vectors_and_the_mean_comes_back(
    encoder: TextEncoder, words: Any, model: Any
) -> None:
    plain = embedded(model, words, "a cat b")
    weights = torch.ones(77)
    weights[2:5] = 1.5  # start, a, then c, a, t
    expected = plain * weights[:, None]
    expected = expected * (plain.mean() / expected.mean())
    found = encoder.encode("a (cat:1.5) b")
    assert torch.allclose(found, expected, atol=1e-5)
    assert float(found.mean()) == pytest.approx(float(plain.mean()), rel=1e-4)


def test_each_chunk_keeps_its_own_mean(encoder: TextEncoder) -> None:
    plain, weighted = encoder.encode("a BREAK b c"), encoder.encode("a BREAK (b:2) c")
    assert torch.equal(weighted[:77], plain[:77])
    assert not torch.allclose(weighted[77:], plain[77:])
    assert float(weighted[77:].mean()) == pytest.approx(float(plain[77:].mean()), rel=1e-4)


def test_long_texts_take_several_chunks(encoder: TextEncoder, words: Any, model: Any) -> None:
    first, second = " ".join("a" * 75), " ".join("b" * 5)
    found = encoder.encode(f"{first} {second}")
    assert found.shape == (154, 16)
    assert torch.allclose(found[:77], embedded(model, words, first), atol=1e-6)
    assert torch.allclose(found[77:], embedded(model, words, second), atol=1e-6)


def test_75_tokens_fill_one_chunk(encoder: TextEncoder) -> None:
    assert encoder.encode(" ".join("a" * 75)).shape == (77, 16)


def test_a_text_is_encoded_once(words: Any, model: Any) -> None:
    encoder = TextEncoder(words, model, remembered=2)
    first = encoder.encode("a")
    assert encoder.encode("a") is first
    encoder.encode("b")
    encoder.encode("a")
    encoder.encode("c")  # b was asked for longest ago
    assert encoder.encode("a") is first


def test_long_texts_are_tokenized_without_a_word_in_the_log(
    encoder: TextEncoder, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    encoder.encode(" ".join("c" * 200))
    assert caplog.text == ""
    assert capfd.readouterr().err == ""


WORDS = Vocabulary(start=1000, end=1001, pad=1001, comma=0)


def lengths(tokens: list[int], size: int = 75) -> list[int]:
    """How many tokens each chunk holds."""
    found = chunks(
        sections("x"), lambda text: tokens, Vocabulary(1000, 1001, 1002, comma=0), size=size
    )
    assert all(len(chunk.tokens) == len(chunk.weights) == size + 2 for chunk in found)
    inside = [[t for t in chunk.tokens if t < 1000] for chunk in found]
    assert [token for chunk in inside for token in chunk] == tokens
    return [len(chunk) for chunk in inside]


def with_commas(count: int, *at: int) -> list[int]:
    """``count`` tokens, commas (0) at some places."""
    return [0 if place in at else place + 1 for place in range(count)]


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (with_commas(80), [75, 5]),
        (with_commas(80, 60), [61, 19]),  # the tail after the comma moves on
        (with_commas(80, 55), [56, 24]),  # the 20th from the end
        (with_commas(80, 54), [75, 5]),  # too far back
        (with_commas(80, 60, 70), [71, 9]),  # the last comma counts
        (with_commas(80, 74), [75, 5]),
        (with_commas(80, 60, 75), [75, 5]),  # a comma itself waits for no tail
        (with_commas(75, 60), [75]),  # full, but nothing follows
        (with_commas(160, 60, 130), [61, 70, 29]),
    ],
)
def test_a_full_chunk_is_cut_after_a_comma_near_its_end(
    tokens: list[int], expected: list[int]
) -> None:
    assert lengths(tokens) == expected


def test_break_starts_a_new_chunk() -> None:
    found = chunks(sections("a BREAK b"), lambda text: [ord(text[0])], WORDS)
    assert [chunk.tokens[:3] for chunk in found] == [[1000, 97, 1001], [1000, 98, 1001]]
    assert len(chunks(sections("a BREAK"), lambda text: [5] if text else [], WORDS)) == 1


def test_weights_travel_with_their_tokens_into_the_next_chunk() -> None:
    def tokens(text: str) -> list[int]:
        return [0 if sign == "," else ord(sign) for sign in text.replace(" ", "")]

    found = chunks(sections("a" * 70 + ",bb(cccccccc:2)"), tokens, WORDS)
    assert found[0].tokens[71:73] == [0, 1001]
    assert found[1].tokens[1:12] == [98, 98, *[99] * 8, 1001]
    assert found[1].weights[1:12] == [1, 1, *[2] * 8, 1]
