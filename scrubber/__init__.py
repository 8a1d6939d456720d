r"""Masks payment card numbers and security codes in mail.

>>> from scrubber import scrub
>>> scrub(b"Subject: order\\n\\nHello").findings
()
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.core.model import Finding, Scrubbed
    from scrubber.core.rules import Policy, Rules

__all__ = ["Finding", "Scrubbed", "__version__", "scrub"]
__version__ = "0.1.0"


def scrub(raw: bytes, policy: Policy | None = None) -> Scrubbed:
    """Return the message ``raw`` with card data masked, and what was found, by the rules in use.

    Never fails on what a message holds; raises :class:`scrubber.errors.RuleError` when the rule
    files cannot be used.
    """
    scrub_with, load = _core()
    return scrub_with(raw, load(), policy)


@cache
def _core() -> tuple[Callable[..., Scrubbed], Callable[[], Rules]]:
    """Import the core when somebody asks for it; each time would be a fiftieth of a letter."""
    from scrubber.core.scrub import scrub as scrub_with
    from scrubber.rulebook import load

    return scrub_with, load


def __getattr__(name: str) -> object:
    """Import what the package shows of its core when somebody asks: ``--help`` does not."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from scrubber.core import model

    return getattr(model, name)
