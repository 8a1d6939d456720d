"""Patches: bytes in place, nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.message.patch import Patch, apply, shifted


def test_a_patch_replaces_as_many_bytes_as_it_has() -> None:
    """It begins at its start and moves nothing behind it."""
    assert apply(b"number 4111, thanks", [Patch(7, b"****")]) == b"number ****, thanks"


def test_the_last_patch_of_a_byte_wins() -> None:
    """Patches are laid over each other in the order they come."""
    assert apply(b"abc", [Patch(0, b"xx"), Patch(1, b"yy")]) == b"xyy"


def test_a_patch_knows_where_it_ends() -> None:
    """Its end is the first byte that stays."""
    assert Patch(3, b"**").end == 5


def test_shifted_patches_stand_further_on() -> None:
    """Their bytes stay."""
    assert shifted([Patch(1, b"*"), Patch(4, b"**")], 10) == [Patch(11, b"*"), Patch(14, b"**")]


@given(st.data(), st.binary(min_size=1, max_size=60))
def test_only_patched_bytes_change(data: st.DataObject, raw: bytes) -> None:
    """Length stays, and so does every byte that no patch covers."""
    start = data.draw(st.integers(0, len(raw) - 1))
    new = data.draw(st.binary(max_size=len(raw) - start))
    patched = apply(raw, [Patch(start, new)])
    assert patched == raw[:start] + new + raw[start + len(new) :]


def test_of_patches_that_overlap_the_later_one_counts() -> None:
    """In whatever order they come; those that only touch are laid side by side."""
    patches = [Patch(4, b"BBB"), Patch(2, b"AAA"), Patch(7, b"C"), Patch(3, b"x"), Patch(0, b"0")]
    assert apply(b"..........", patches) == b"0.AxABBC.."[:10]


def test_what_a_later_patch_leaves_as_it_was_another_may_mask() -> None:
    """A wall has all that stands between its digits."""
    raw = b"4 four 1 \x00\xff"
    patches = [Patch(2, b"****"), Patch(0, b"* four * \x00\xff"), Patch(9, b"*")]
    assert apply(raw, patches) == b"* **** * *\xff"
