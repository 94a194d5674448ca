"""The tokenizer: every word of the captions is one token, other words are spelled in letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import torch
from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTokenizer

#: Tokens a text, start and end among them, as in all Stable Diffusion models.
LENGTH = 77


def tokenizer_of(words: Iterable[str]) -> CLIPTokenizer:
    """A byte-pair encoding with the merges that build each word, the shortest words first."""
    letters = sorted(ByteLevel.alphabet())
    pieces = dict.fromkeys([*letters, *(f"{letter}</w>" for letter in letters)])
    merges: dict[tuple[str, str], int] = {}
    # As CLIP cuts a text: runs of letters, single digits, runs of marks.
    cut = re.compile(r"[^\W\d_]+|\d|[^\w\s]+|_")
    whole = {part for word in words for part in cut.findall(word.lower())}
    for word in sorted(whole, key=lambda word: (len(word), word)):
        parts = _spelled(word)
        while len(parts) > 1:
            # The first pair stands last, unless it is known, too.
            pair = min(pairwise(parts), key=lambda pair: merges.get(pair, len(merges)))
            merges.setdefault(pair, len(merges))
            parts = _merged(parts, pair)
            pieces.update(dict.fromkeys(parts))
    pieces.update(dict.fromkeys(["<|startoftext|>", "<|endoftext|>"]))
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    # transformers declares the merges as text, and takes pairs.
    pairs: Any = list(merges)
    return CLIPTokenizer(vocab=vocabulary, merges=pairs, model_max_length=LENGTH)


def _spelled(word: str) -> list[str]:
    [(letters, _)] = ByteLevel(add_prefix_space=False, use_regex=False).pre_tokenize_str(word)
    return [*letters[:-1], f"{letters[-1]}</w>"]


def _merged(parts: list[str], pair: tuple[str, str]) -> list[str]:
    """Every occurrence joined, from the left, as BPE does it."""
    joined: list[str] = []
    for part in parts:
        if joined and (joined[-1], part) == pair:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def tokens_of(tokenizer: CLIPTokenizer, texts: Sequence[str]) -> torch.Tensor:
    """Tokens of texts, (texts, 77), long ones cut and short ones filled up."""
    return tokenizer(
        list(texts), padding="max_length", truncation=True, return_tensors="pt"
    ).input_ids
