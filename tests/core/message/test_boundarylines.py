"""Lines that begin as a boundary are found, and no stretch is gone through for each part."""

from __future__ import annotations

from typing import SupportsIndex

import pytest

from scrubber.core.message import mime
from scrubber.core.message.boundarylines import BoundaryLines


def lines(raw: bytes, *boundaries: bytes) -> list[int]:
    """Return the line ends before all lines with one of the ``boundaries``."""
    known = BoundaryLines(raw)
    known.look_for(boundaries)
    found = [known.following(0)]
    while found[-1] >= 0:
        found.append(known.following(found[-1] + 1))
    return found[:-1]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"text\n--b\n", [4]),
        (b"text\r\n--b\r\n", [5]),
        (b"text\r--b\r", [4]),
        (b"\n--b--\n--b \t\n--b", [0, 6, 12]),
        (b"\n--bb\n--b and more\n--b-\n--b-- --\n--b", [32]),
        (b"--b\n", []),
        (b"text --b\n", []),
        (b"text --b\n--b\n", [8]),
        (b"text --b\r--b\n--c\n--b", [8, 16]),
        (b"\n--c\n-b\n", []),
        (b"", []),
    ],
)
def test_a_boundary_stands_on_a_line_of_its_own(raw: bytes, found: list[int]) -> None:
    """Behind any line end; two dashes may stand behind it, and white space."""
    assert lines(raw, b"b") == found


@pytest.mark.parametrize("boundaries", [(b"b", b"c"), (b"c", b"b"), (b"bb", b"b", b"c")])
def test_the_nearest_of_several_is_next(boundaries: tuple[bytes, ...]) -> None:
    """Whichever is looked for first; one that begins as another is another."""
    own = [4] if b"bb" in boundaries else []
    assert lines(b"\n--c\n--bb\n--x\n--b\n--c", *boundaries) == [0, *own, 13, 17]


def test_walls_of_dashes_hold_a_boundary_of_dashes() -> None:
    """Where a line holds nothing else."""
    assert lines(b"-" * 90 + b"\n-----\n------\n----\nx----", b"---") == [90]


def test_others_may_be_looked_for_from_anywhere() -> None:
    """What was passed is found again."""
    known = BoundaryLines(b"\n--b\n--c\n--b")
    known.look_for([b"b"])
    assert [known.following(position) for position in (0, 1, 5, 0)] == [0, 8, 8, 0]
    known.look_for([b"b", b"c"])
    assert [known.following(position) for position in (1, 5, 0, 9)] == [4, 8, 0, -1]


class Counted(bytes):
    """Bytes that count how many of them were gone through to find something."""

    searched = 0

    def find(  # type: ignore[override]
        self,
        sub: bytes,
        start: SupportsIndex | None = 0,
        end: SupportsIndex | None = None,
        /,
    ) -> int:
        """Find as bytes do."""
        found = super().find(sub, start, end)
        last = len(self) if end is None else min(int(end), len(self))
        self.searched += (found if found >= 0 else last) - int(start or 0)
        return found


@pytest.mark.parametrize("count", [50, 400])
def test_no_stretch_is_gone_through_for_each_part(count: int) -> None:
    """Neither for multiparts that never end, nor within some that end with the mail."""
    opening = b"Content-Type: multipart/mixed; boundary=%s\n\n"
    outer = opening % b"outer"
    open_ones = [b"--outer\n" + opening % (b"i%d" % number) for number in range(count)]
    never_ended = outer + b"".join(open_ones) + b"text\n" * count
    within = outer + b"--outer\n" + opening % b"far" + b"--far\n" + opening % b"near"
    parts = within + b"--near\n\nx\n" * count + b"--far--\n--outer--\n"
    for raw in map(Counted, (never_ended, parts)):
        assert len(mime.read(raw).parts) > count
        assert raw.searched < 4 * len(raw)


def test_of_many_boundaries_none_is_looked_for_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same lines are found, in time that does not grow with their number."""
    many = [b"%d" % number for number in range(1000)]
    raw = b"\n--7\n--x\n--1000\n--999-- \n--4"
    usual = lines(raw, b"7", b"999", b"4")
    monkeypatch.setattr(BoundaryLines, "_next", lambda *_: pytest.fail("looked for one"))
    assert lines(raw, *many) == usual == [0, 15, 24]
