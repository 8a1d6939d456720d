"""Places as text and back, for those who hand them on: a pipe to a scanner, a row of the memory."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from scrubber.core.model import Kind, Place, Span

if TYPE_CHECKING:
    from collections.abc import Iterable


def to_json(places: Iterable[Place]) -> str:
    """Return places as a JSON text, ASCII only."""
    return json.dumps([asdict(place) for place in places])


def from_json(text: str | bytes) -> tuple[Place, ...]:
    """Return the places that :func:`to_json` wrote down."""
    return tuple(
        Place(
            part=value["part"],
            span=Span(**value["span"]),
            kind=Kind(value["kind"]),
            network=value["network"],
            assembled_from=tuple(value["assembled_from"]),
        )
        for value in json.loads(text)
    )
