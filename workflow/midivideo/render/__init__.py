"""From manifests to lossless frames: Deforum's loop, batched over clips.

``loop`` is one clip, ``engine`` runs many at once, ``ops`` are the image operations,
``painters`` make the pictures, ``frames`` and ``cache`` keep them, ``job`` ties it together.
"""

#: Part of every cache key and of the workflow's params: raise it when pixels change.
RENDERER_VERSION = "1"
