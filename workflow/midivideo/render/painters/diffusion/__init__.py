"""Paints with Stable Diffusion: diffusers' networks, Deforum's way of using them."""
