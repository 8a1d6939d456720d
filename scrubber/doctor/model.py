"""Who is examined, and what is said of him: a line for each thing that was tried."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.config import Config
    from scrubber.reply.dns import Lookup


class Verdict(StrEnum):
    """How a thing is; of several the last one counts."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Line:
    """What was tried, how it is, and what to do where it is not well."""

    check: str
    verdict: Verdict
    text: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """An installation: its configuration, its state directory, and what it can ask.

    ``postfix`` is the configuration directory of the Postfix before it, None for the usual one.
    """

    config: Config
    state: Path
    lookup: Lookup
    postfix: Path | None = None


def well(check: str, text: str) -> Line:
    """Say that something is as it should be."""
    return Line(check, Verdict.OK, text)


def doubtful(check: str, text: str, cure: str) -> Line:
    """Say what may harm, or what cannot be known."""
    return Line(check, Verdict.WARNING, text, cure)


def failed(check: str, text: str, cure: str) -> Line:
    """Say what does not work."""
    return Line(check, Verdict.FAILED, text, cure)
