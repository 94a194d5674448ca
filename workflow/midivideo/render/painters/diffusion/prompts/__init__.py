"""Prompts as A1111 reads them (deforum.md 1.9), from a frame's text to the network's conditions.

``deforum_prompt`` → :func:`terms`: which texts steer one evaluation, and how much each counts
→ :class:`TextEncoder`: a text's embedding.
"""

from midivideo.render.painters.diffusion.prompts.encode import TextEncoder
from midivideo.render.painters.diffusion.prompts.guidance import Term, terms
from midivideo.render.painters.diffusion.prompts.sides import split_negative

__all__ = ["Term", "TextEncoder", "split_negative", "terms"]
