"""Tokens in chunks of what the text model reads at once (75, between start and end)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from midivideo.render.painters.diffusion.prompts.emphasis import Weighted

#: A full chunk is cut after a comma among its last so many tokens, rather than inside a phrase.
COMMA_REACH = 20


@dataclass(frozen=True)
class Vocabulary:
    """The token ids that chunks are built with; ``comma`` is None where there is none."""

    start: int
    end: int
    pad: int
    comma: int | None


@dataclass
class Chunk:
    """Tokens and their weights, at first without start, end and padding."""

    tokens: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def append(self, token: int, weight: float) -> None:
        """Add one token."""
        self.tokens.append(token)
        self.weights.append(weight)

    def cut(self, at: int) -> Chunk:
        """Cut off and return what is from ``at`` on."""
        tail = Chunk(self.tokens[at:], self.weights[at:])
        del self.tokens[at:], self.weights[at:]
        return tail

    def framed(self, vocabulary: Vocabulary, size: int) -> Chunk:
        """The chunk between start and end, padded to ``size`` + 2 tokens."""
        missing = size - len(self.tokens)
        tokens = [vocabulary.start, *self.tokens, vocabulary.end, *[vocabulary.pad] * missing]
        return Chunk(tokens, [1.0, *self.weights, *[1.0] * (missing + 1)])


def chunks(
    sections: Sequence[Sequence[Weighted]],
    tokenize: Callable[[str], Sequence[int]],
    vocabulary: Vocabulary,
    size: int = 75,
) -> list[Chunk]:
    """A text's chunks, each of ``size`` + 2 tokens; an empty text has one.

    Args:
        sections: the text, as :func:`emphasis.sections` gives it; each starts a new chunk.
        tokenize: ids of a piece of text, without start and end.
        vocabulary: the special tokens.
        size: tokens between start and end.
    """
    full: list[Chunk] = []
    for section in sections:
        full += _filled(section, tokenize, vocabulary, size)
    if len(full) > 1 and not full[-1].tokens:
        full.pop()  # a BREAK at the very end
    return [chunk.framed(vocabulary, size) for chunk in full]


def _filled(
    section: Sequence[Weighted],
    tokenize: Callable[[str], Sequence[int]],
    vocabulary: Vocabulary,
    size: int,
) -> list[Chunk]:
    found = [Chunk()]
    for piece in section:
        for token in tokenize(piece.text):
            if len(found[-1].tokens) == size:
                found.append(_carried_over(found[-1], token, vocabulary, size))
            found[-1].append(token, piece.weight)
    return found


def _carried_over(chunk: Chunk, token: int, vocabulary: Vocabulary, size: int) -> Chunk:
    """What a full chunk hands to the next, which ``token`` will join: the tail after a comma."""
    if vocabulary.comma is None or token == vocabulary.comma:
        return Chunk()
    late = [at for at in range(size - COMMA_REACH, size) if chunk.tokens[at] == vocabulary.comma]
    return chunk.cut(late[-1] + 1) if late else Chunk()
