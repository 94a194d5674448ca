"""The embedded painter: moving abstract pictures without weights or GPU."""

from midivideo.render.painters.preview.painter import PreviewPainter

__all__ = ["PreviewPainter"]
