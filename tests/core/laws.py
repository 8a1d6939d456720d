"""How hypothesis looks for a counterexample here: no clock decides, on a busy machine least."""

from __future__ import annotations

from hypothesis import settings

law = settings(deadline=None, max_examples=100)
