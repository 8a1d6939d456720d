"""What goes between the relay and its scanner processes, and how it looks on the pipe.

A request is a message, with places in it to be masked as well; an answer is a status, the findings
as JSON and, only if it was changed, the message.  Findings hold no digit of a card
(:mod:`scrubber.core.model`).
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from scrubber.core.model import (
    Finding,
    Grounds,
    Kind,
    Opening,
    Piece,
    PieceKind,
    Position,
    Scrubbed,
    Span,
    Spot,
    Unreadable,
    Unscanned,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

# Whether to read it flat, length of the places to be masked as well (JSON), length of the message.
REQUEST = struct.Struct("!?IQ")
ANSWER = struct.Struct("!BIQ")  # status, length of the JSON, length of the message

_LISTS = ("findings", "pieces", "orders", "mentions", "unreadable", "unscanned")
_MOST = 1000


class Status(IntEnum):
    """How a scan ended."""

    READY = 0
    """Sent once, when the worker has its rules."""
    UNCHANGED = 1
    CHANGED = 2
    FAILED = 3
    """The scan raised an exception; the JSON says its type and place."""


def encode(scrubbed: Scrubbed) -> bytes:
    """Return everything but the message as JSON; nothing at all where there is nothing to say.

    Of a message with thousands of findings the first ones do.
    """
    lists = {name: getattr(scrubbed, name)[:_MOST] for name in _LISTS}
    if not any(lists.values()):
        return b""
    values = {
        name: [value if isinstance(value, str) else asdict(value) for value in found]
        for name, found in lists.items()
    }
    return json.dumps(values).encode("ascii")


def decode(message: bytes, found: bytes) -> Scrubbed:
    """Put together what :func:`encode` took apart."""
    if not found:
        return Scrubbed(message)
    values = json.loads(found)
    return Scrubbed(
        message,
        findings=tuple(map(finding_from_json, values["findings"])),
        pieces=tuple(_piece(value) for value in values["pieces"]),
        orders=tuple(values["orders"]),
        mentions=tuple(values["mentions"]),
        unreadable=tuple(Unreadable(**value) for value in values["unreadable"]),
        unscanned=tuple(Unscanned(**value) for value in values["unscanned"]),
    )


def finding_from_json(value: Mapping[str, Any]) -> Finding:
    """Put a finding together that was taken apart for JSON (:func:`dataclasses.asdict`)."""
    changed = {
        "kind": Kind(value["kind"]),
        "span": Span(**value["span"]),
        "because": tuple(value["because"]),
        "assembled_from": tuple(value["assembled_from"]),
    }
    return Finding(**{**value, **changed})


def _piece(value: Mapping[str, Any]) -> Piece:
    residues, openings = value["residues"], value["openings"]
    changed = {
        "kind": PieceKind(value["kind"]),
        "residues": None if residues is None else tuple(residues),
        "openings": None if openings is None else tuple(map(_opening, openings)),
        "position": Position(value["position"]),
        "grounds": Grounds(value["grounds"]),
        "spots": tuple(Spot(*spot) for spot in value["spots"]),
    }
    return Piece(**{**value, **changed})


def _opening(value: list[Any]) -> Opening:
    network, lengths, luhn = value
    return Opening(network, tuple(lengths), luhn)
