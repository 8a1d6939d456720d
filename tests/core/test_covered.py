"""What two readings of the same bytes show counts once."""

from __future__ import annotations

from scrubber.core.covered import Covered
from scrubber.core.message.charset import Reading
from scrubber.core.message.passage import Inner, Segment
from scrubber.core.message.patch import Patch
from scrubber.core.message.transfer import BASE64


def change(start: int, size: int, *, at: int = 10, encoding: bytes = b"") -> Inner:
    """Return a change of ``size`` bytes in a body at byte ``at``."""
    segment = Segment(at, b"", encoding, Reading("", "ascii"))
    return Inner(segment, Patch(start, b"*" * size))


def test_bytes_that_are_masked_already_are_not_new() -> None:
    """Also where several changes did it, and where segments of one message overlap."""
    covered = Covered()
    assert covered.cover(1, [change(0, 4), change(4, 4)])
    assert not covered.cover(1, [change(2, 4)])
    assert not covered.cover(1, [change(3, 4, at=9)])
    assert covered.cover(1, [change(2, 4), change(7, 2)])
    assert not covered.cover(1, [])


def test_each_layer_and_each_encoded_body_has_bytes_of_its_own() -> None:
    """The same offsets in another are others."""
    covered = Covered()
    assert covered.cover(1, [change(0, 4)])
    assert covered.cover(2, [change(0, 4)])
    assert covered.cover(1, [change(0, 4, encoding=BASE64)])
    assert covered.cover(1, [change(0, 4, at=20, encoding=BASE64)])
    assert not covered.cover(1, [change(0, 4, at=20, encoding=BASE64)])
