"""How many clips' frames lie on the disk at one time: a real run, looked at while it works.

``python -m tests.bench.frames --clips 120 --batch 6`` makes so many small clips, from MIDI to
video, with ``render.keep_frames: false``. Counted are the folders of rendered batches, four times
a second.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.bench import songs
from tests.workflow import runs

CONFIG = """\
midi: midi
clip: {{seconds: 1, fps: 12}}
render: {{width: 64, height: 64, batch_size: {batch}, keep_frames: false}}
"""


def main(arguments: list[str] | None = None) -> None:
    """Make the clips and print the most batches of frames that were seen."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.frames")
    parser.add_argument("--clips", type=int, default=120)
    parser.add_argument("--batch", type=int, default=6, help="clips a render job")
    parser.add_argument("--cores", type=int, default=2)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        songs.make_folder(folder / "midi", options.clips)
        (folder / "config.yaml").write_text(CONFIG.format(batch=options.batch))
        begin = time.monotonic()
        most, seconds = _watched(folder, options.cores)
        wall = time.monotonic() - begin
        left = len(list((folder / "results/frames").glob("*")))
    print(f"frames: {options.clips} clips in batches of {options.batch} on {options.cores} cores")
    print(f"  batches whose frames lay on the disk, most   {most:6}")
    print(f"  batches whose frames lay there, mean         {seconds / wall:6.2f}")
    print(f"  folders of frames left at the end            {left:6}")
    print(f"  the whole run                                {wall:6.0f} s")


def _watched(folder: Path, cores: int) -> tuple[int, float]:
    """Run; return the most batches with frames at one time, and the sum of their seconds."""
    frames = folder / "results/frames"
    process = runs.start(folder, "--quiet", "all", cores=cores)
    most, seconds, before = 0, 0.0, time.monotonic()
    while process.poll() is None:
        time.sleep(0.25)
        now = time.monotonic()
        there = sum(path.is_dir() for path in frames.glob("*"))
        most, seconds, before = max(most, there), seconds + there * (now - before), now
    output, _ = process.communicate()
    if process.returncode:
        raise SystemExit(output)
    return most, seconds


if __name__ == "__main__":
    main()
