"""``python -m xltools.addin VERB --book PATH``: what the ribbon and the toolbar call."""

from __future__ import annotations

import sys

from .bridge import main

if __name__ == "__main__":
    sys.exit(main())
