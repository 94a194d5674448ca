"""A text model of a few kilobytes: every letter, digit and sign is a token of its own."""

from __future__ import annotations

import string
from typing import Any

SIGNS = string.ascii_lowercase + string.digits + ",.:;()[]-!'\\"


def tokenizer(pad: str = "<|endoftext|>") -> Any:
    """transformers' CLIPTokenizer with our own vocabulary; ``a`` at a word's end is ``a</w>``."""
    from transformers import CLIPTokenizer

    tokens = [*SIGNS, *(f"{sign}</w>" for sign in SIGNS), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], pad_token=pad, model_max_length=77)


def text_model() -> Any:
    """transformers' CLIPTextModel with random weights, three layers deep."""
    import torch
    from transformers import CLIPTextConfig, CLIPTextModel

    words = tokenizer()
    config = CLIPTextConfig(
        vocab_size=len(words),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=3,
        num_attention_heads=2,
        max_position_embeddings=77,
        bos_token_id=words.bos_token_id,
        eos_token_id=words.eos_token_id,
        pad_token_id=words.pad_token_id,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = CLIPTextModel(config).eval()
        for parameter in model.parameters():  # the usual start is too small to tell tokens apart
            torch.nn.init.normal_(parameter, std=0.3)
    return model
