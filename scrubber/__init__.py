r"""Masks payment card numbers and security codes in mail.

>>> from scrubber import scrub
>>> scrub(b"Subject: order\\n\\nHello").findings
()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrubber.core.model import Finding, Scrubbed
    from scrubber.core.rules import Policy

__all__ = ["Finding", "Scrubbed", "__version__", "scrub"]
__version__ = "0.1.0"


def scrub(raw: bytes, policy: Policy | None = None) -> Scrubbed:
    """Return the message ``raw`` with card data masked, and what was found, by the rules in use.

    Never fails on what a message holds; raises :class:`scrubber.errors.RuleError` when the rule
    files cannot be used.
    """
    from scrubber import rulebook
    from scrubber.core.rules import Policy
    from scrubber.core.scrub import scrub as scrub_with

    return scrub_with(raw, rulebook.load(), policy or Policy())


def __getattr__(name: str) -> object:
    """Import what the package shows of its core when somebody asks: ``--help`` does not."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from scrubber.core import model

    return getattr(model, name)
