"""The values that leave the core: whole, comparable, and silent."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields

import pytest

from scrubber.core.judge import Evidence, Hit
from scrubber.core.model import (
    Finding,
    Grounds,
    Kind,
    Opening,
    Piece,
    PieceKind,
    Place,
    Position,
    Scrubbed,
    Span,
    Spot,
    Unreadable,
    Unscanned,
)
from scrubber.core.numbers.pan import Pan

FINDING = Finding(
    kind=Kind.PAN,
    network="visa",
    masked="**** **** **** 1111",
    part="1",
    span=Span(3, 22),
    certainty=0.5,
    because=("luhn: visa",),
)
VALUES = [
    FINDING,
    Span(0, 1),
    Unreadable("1", "encrypted (PGP)"),
    Unscanned("2", "image/png", "a.png"),
    Piece(
        PieceKind.PART,
        8,
        (1, 2),
        (Opening("visa", (13, 16), luhn=True),),
        Position.FIRST,
        Grounds.DECLARED,
        (Spot("1", 0, 9),),
    ),
    Place("1", Span(0, 9), Kind.PAN, "visa", ("<a@example>", "<b@example>")),
    Scrubbed(b"", findings=(FINDING,)),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_is_frozen_and_can_be_sent(value: object) -> None:
    """To another process, and back the same."""
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own
    with pytest.raises(FrozenInstanceError):
        setattr(value, fields(value)[0].name, None)  # type: ignore[arg-type]


def test_kinds_are_written_as_their_names() -> None:
    """In reports and in the field on top of a message."""
    assert [str(kind) for kind in Kind] == ["pan", "cvv", "expiry", "otp"]


def test_a_hit_does_not_show_its_number() -> None:
    """It is the only value with one, and does not leave the core."""
    hit = Hit(Kind.PAN, "visa", 0, 16, Evidence(), 4, Pan("4111111111111111"))
    assert "4111" not in repr(hit)
    with pytest.raises(TypeError):
        pickle.dumps(hit)


def test_every_kind_has_a_name_that_people_know() -> None:
    """And none is called as another one."""
    assert len({kind.in_words for kind in Kind}) == len(Kind)
