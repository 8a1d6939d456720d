"""One-time codes that are described rather than named: "to approve the payment I got the code"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.language.described import clauses, meant_once, near, places

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEXT = 2
"""Words; one of so close an expression is the object of another, or leads to it."""

_TO_APPROVE = frozenset(("passcode", "purpose"))
"""Beside what approves: a code is meant for that."""


def one_time(text: str, start: int, end: int, describing: Mapping[str, tuple[str, ...]]) -> str:
    """Return what in the clause of digits at ``[start, end)`` means a one-time code, "" if nothing.

    What approves is the code: "the code to approve it", not "I confirm my payment for code 123456".
    """
    for said in places(" ".join(clauses(text, start, end)), describing).values():
        spoken = {sense for _, sense in said}
        if "coded" not in spoken and (told := meant_once(spoken)):
            approval = (near(said, at, _NEXT) for at, sense in said if sense == "approve")
            if "approve" not in told or any(beside & _TO_APPROVE for beside in approval):
                return " ".join(told)
    return ""
