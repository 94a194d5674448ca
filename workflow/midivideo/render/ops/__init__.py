"""The image operations between two paintings, as Deforum has them: batched, on any device.

Frames are uint8 RGB ``(batch, 3, height, width)``; settings of items are tensors ``(batch,)`` on
the CPU, because they come from manifests (float64, so that products round as in Deforum). On the
CPU results equal Deforum's bit for bit, the 3D camera's to a grey level; the order in which
Deforum applies them is that of this list (deforum.md 1.4).

- ``depth``: depth maps to z, for ``camera3d``;
- ``camera3d``: the frame seen by a camera that moves in space;
- ``camera2d``: the frame turned, enlarged and moved in its plane, instead;
- ``colour``: the colours of a reference frame, kept in LAB, HSV or RGB (``colour_spaces``);
- ``contrast``: pixel values multiplied;
- ``sharpen``: unsharp mask;
- ``noise``: perlin or uniform noise of a seed, blended in.

An item's result depends on nothing but the item: not on its neighbours, the size of the batch or
the number of threads. What is neutral for the whole batch (contrast 1, amount 0) returns the frames
untouched, without work. Nothing but noise, which is drawn from the CPU's generator for
reproducibility and does not depend on the frame, passes through the CPU when frames lie on a GPU.
``levels`` holds what several of them share: histograms and lookup tables of 8-bit channels.
"""
