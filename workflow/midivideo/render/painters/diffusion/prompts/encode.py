"""A text's embedding, as the denoising network reads it."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from midivideo.errors import UserError
from midivideo.render.painters.diffusion.prompts.chunks import Chunk, Vocabulary, chunks
from midivideo.render.painters.diffusion.prompts.emphasis import sections

if TYPE_CHECKING:
    import torch


class TextEncoder:
    """Encodes texts with a CLIP text model, one text a call, and remembers the last ones.

    A text's embedding depends on the text alone, never on what else is encoded, so that a clip
    stays the same in any company.
    """

    def __init__(self, tokenizer: Any, model: Any, *, remembered: int = 256) -> None:
        """Encode with transformers' ``CLIPTokenizer`` and ``CLIPTextModel``.

        Args:
            tokenizer: the model's tokenizer.
            model: on its device and in its precision; embeddings are of both.
            remembered: embeddings that are kept for the next frames.
        """
        self._tokenizer = tokenizer
        self._model = model
        self._size = model.config.max_position_embeddings - 2
        self._vocabulary = _vocabulary(tokenizer)
        self._remembered = remembered
        self._known: OrderedDict[tuple[str, int], torch.Tensor] = OrderedDict()

    def encode(self, text: str, clip_skip: int = 1) -> torch.Tensor:
        """Embed a text with emphasis and ``BREAK``, but without ``AND`` and stages.

        Args:
            text: as :class:`Term` holds it.
            clip_skip: the layer from the end that is read; 1 (or 0) is the last.

        Returns:
            ``(77 · chunks, width)``.

        Raises:
            UserError: when the model has not so many layers.
        """
        key = (text, max(clip_skip, 1))
        if key not in self._known:
            self._known[key] = self._encoded(*key)
            if len(self._known) > self._remembered:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]

    def _encoded(self, text: str, clip_skip: int) -> torch.Tensor:
        pieces = chunks(sections(text), self._tokenize, self._vocabulary, self._size)
        hidden = self._hidden(pieces, clip_skip)
        return _weighted(hidden, pieces).flatten(0, 1)

    def _tokenize(self, text: str) -> list[int]:
        # verbose=False: it would warn of texts over 77 tokens, which are what chunks are for.
        return self._tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]

    def _hidden(self, pieces: list[Chunk], clip_skip: int) -> torch.Tensor:
        """The text model's tokens after its final norm, (chunks, 77, width)."""
        import torch

        layers = self._model.config.num_hidden_layers
        if clip_skip > layers:
            raise UserError(
                "the text model has not so many layers",
                key="clipskip",
                value=clip_skip,
                allowed=f"1 to {layers}",
            )
        tokens = torch.tensor([piece.tokens for piece in pieces], device=self._model.device)
        with torch.no_grad():
            if clip_skip == 1:
                return self._model(input_ids=tokens).last_hidden_state
            states = self._model(input_ids=tokens, output_hidden_states=True).hidden_states
            inner = getattr(self._model, "text_model", self._model)
            return inner.final_layer_norm(states[-clip_skip])


def _vocabulary(tokenizer: Any) -> Vocabulary:
    comma = tokenizer.convert_tokens_to_ids(",</w>")
    return Vocabulary(
        start=tokenizer.bos_token_id,
        end=tokenizer.eos_token_id,
        pad=tokenizer.pad_token_id,
        comma=None if comma == tokenizer.unk_token_id else comma,
    )


def _weighted(hidden: torch.Tensor, pieces: list[Chunk]) -> torch.Tensor:
    """Multiply each token's vector by its weight, then give each chunk its mean back.

    Without that, emphasis on one word would change how strongly the whole text steers.
    """
    import torch

    weights = torch.tensor([piece.weights for piece in pieces], device=hidden.device)
    if bool((weights == 1).all()):
        return hidden
    before = hidden.float()
    after = before * weights[:, :, None]
    mean, changed = (each.mean(dim=(1, 2), keepdim=True) for each in (before, after))
    return (after * (mean / changed)).to(hidden.dtype)
