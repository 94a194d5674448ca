"""Makes ``python -m midivideo`` the same as the ``midivideo`` command."""

import sys

from midivideo.cli import main

sys.exit(main())
