"""Conversations of many customers, mixed in one mailbox in the order of arrival."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.conversations.follow import FOLLOWING
from tests.conversations.harmless import HARMLESS, STAYING
from tests.conversations.splits import POSITIVES
from tests.conversations.writing import LANGUAGES, Writer

if TYPE_CHECKING:
    from tests.conversations.model import Conversation, Mail

KINDS = {**POSITIVES, **FOLLOWING, **HARMLESS, **STAYING}


def conversations(
    seed: int, count: int, *, held_out: bool = False, name: str = ""
) -> list[Conversation]:
    """Return ``count`` conversations, of all kinds (whose names hold ``name``) in turn."""
    names = [kind for kind in KINDS if name in kind]
    written = []
    for index in range(count):
        kind = names[index % len(names)]
        # A source of chance of its own: one more kind does not change the others.
        rng = Random(f"{seed} {kind} {index} {held_out}")  # noqa: S311 - not for secrets
        language = rng.choice(LANGUAGES)
        writer = Writer(kind, rng, language, index, held_out=held_out)
        KINDS[kind](writer)
        written.append(writer.conversation)
    return written


def mixed(written: list[Conversation]) -> list[tuple[Conversation, Mail]]:
    """Return all mails in order of arrival, each with its conversation."""
    mails = [(each, mail) for each in written for mail in each.mails]
    return sorted(mails, key=lambda pair: pair[1].arrived)
