"""Conversations of many customers, mixed in one mailbox in the order of arrival."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.conversations.follow import FOLLOWING
from tests.conversations.harmless import HARMLESS, STAYING
from tests.conversations.splits import POSITIVES
from tests.conversations.strangers import PAIRS, pair
from tests.conversations.writing import LANGUAGES, Writer

if TYPE_CHECKING:
    from tests.conversations.model import Conversation, Mail

OTHERS = 517
"""How far the second customer of a pair is from the first, so that nobody else has his name."""

KINDS = {**POSITIVES, **FOLLOWING, **HARMLESS, **STAYING}


def conversations(
    seed: int, count: int, *, held_out: bool = False, name: str = ""
) -> list[Conversation]:
    """Return ``count`` conversations, or pairs of them, of all kinds in turn whose name fits."""
    names = [kind for kind in (*KINDS, *PAIRS) if name in kind]
    written = []
    for index in range(count):
        kind = names[index % len(names)]
        # A source of chance of its own: one more kind does not change the others.
        rng = Random(f"{seed} {kind} {index} {held_out}")  # noqa: S311 - not for secrets
        language = rng.choice(LANGUAGES)
        writers = [Writer(kind, rng, language, index, held_out=held_out)]
        if kind in KINDS:
            KINDS[kind](writers[0])
        else:
            writers.append(Writer(kind, rng, language, index + OTHERS, held_out=held_out))
            pair(*writers)
        written += [writer.conversation for writer in writers]
    return written


def mixed(written: list[Conversation]) -> list[tuple[Conversation, Mail]]:
    """Return all mails in order of arrival, each with its conversation."""
    mails = [(each, mail) for each in written for mail in each.mails]
    return sorted(mails, key=lambda pair: pair[1].arrived)
