"""Message shapes: every way of writing a mail that a customer's program has come up with."""

from __future__ import annotations

from tests.shapes import (
    broken,
    charsets,
    clients,
    fields,
    signed,
    structure,
    ugly,
    wellformed,
)

SHAPES = (
    *wellformed.SHAPES,
    *clients.SHAPES,
    *fields.SHAPES,
    *structure.SHAPES,
    *broken.SHAPES,
    *ugly.SHAPES,
    *charsets.SHAPES,
    *signed.SHAPES,
)
CASES = [(shape, end) for shape in SHAPES for end in shape.ends]
"""Each shape with each of its line ends."""

IDS = [f"{shape.name}, {end}" for shape, end in CASES]
