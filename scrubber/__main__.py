"""``python -m scrubber``: the same program as the console script."""

from __future__ import annotations

from scrubber.cli import main

if __name__ == "__main__":
    main()
