"""Rendered Parseq manifests, the contract between planning and rendering: written and read."""

from midivideo.manifest.read import Manifest, read_manifest

__all__ = ["Manifest", "read_manifest"]
