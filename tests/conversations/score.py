"""Prints what joining finds in labelled conversations: ``python -m tests.conversations.score``."""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrubber import rulebook
from scrubber.core.scrub import scrub
from tests.conversations.handwritten import handwritten
from tests.conversations.mailbox import conversations, mixed
from tests.conversations.memory import Memory
from tests.labelled.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.core.model import Scrubbed
    from tests.conversations.model import Conversation, Mail, Secret

READABLE = 10
MADE_UP = "@scrubber.invalid>"
"""What the memory calls a mail whose Message-ID could be a card number."""


@dataclass(slots=True)
class Tally:
    """Counts over conversations."""

    conversations: int = 0
    groups: int = 0
    linked: int = 0
    rebuilt: int = 0
    exposed: int = 0
    left: int = 0
    codes: int = 0
    codes_found: int = 0
    harmless: int = 0
    touched: int = 0
    crossed: int = 0

    def add(self, other: Tally) -> None:
        """Add the counts of another."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def line(self, title: str) -> str:
        """Return the counts as a line of the table."""
        cells = [
            _share(self.linked, self.groups),
            f"{self.rebuilt}/{self.exposed}/{self.left}" if self.groups else "",
            _share(self.codes_found, self.codes),
            _share(self.touched, self.harmless),
            str(self.crossed or ""),
        ]
        return f"{title:<36}{self.conversations:>6}" + "".join(f"{cell:>18}" for cell in cells)


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} {100 * part / whole:6.2f}" if whole else ""


TITLES = ("linked", "rebuilt/>10/left", "codes", "touched", "crossed")
HEADER = f"{'kind':<36}{'convs':>6}" + "".join(f"{title:>18}" for title in TITLES)


@dataclass(slots=True)
class Delivered:
    """What became of each mail: as delivered, after all recalls, and which mails it names."""

    at_once: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)

    def note(self, message_id: str, scrubbed: Scrubbed) -> None:
        """Note which mails the findings in one name."""
        for finding in scrubbed.findings:
            names = (name for name in finding.assembled_from if not name.endswith(MADE_UP))
            self.named.setdefault(message_id, set()).update(names)


def run(written: list[Conversation]) -> Delivered:
    """Send all mails through the filter in order of arrival."""
    result = Delivered()
    with Memory() as memory:
        for _, mail in mixed(written):
            scrubbed = memory.take(mail.raw, mail.arrived)
            result.at_once[mail.message_id] = result.after[mail.message_id] = scrubbed.message
            result.note(mail.message_id, scrubbed)
        for recall in memory.recalls():
            raw = result.after[recall.message_id]
            changed = scrub(raw, rulebook.load(), also=recall.places)
            result.after[recall.message_id] = changed.message
            result.note(recall.message_id, changed)
    return result


def measure(conversation: Conversation, result: Delivered) -> Tally:
    """Return the counts of one conversation."""
    tally = Tally(conversations=1)
    own = {mail.message_id for mail in conversation.mails}
    named = [result.named.get(each, set()) for each in own]
    tally.crossed = sum(not names <= own for names in named)
    staying = [mail for mail in conversation.mails if mail.stays or conversation.harmless]
    tally.harmless = bool(staying)
    tally.touched = any(result.after[mail.message_id] != mail.raw for mail in staying)
    parts = conversation.holding("part")
    if parts:
        messages = {mail.message_id for mail, _ in parts}
        tally.groups = 1
        tally.linked = any(messages <= names for names in named)
        delivered = [_readable(mail, secret, result.at_once) for mail, secret in parts]
        tally.rebuilt = all(delivered)
        shown = sum(len(s.digits) for (_, s), clear in zip(parts, delivered, strict=True) if clear)
        tally.exposed = shown > READABLE
        tally.left = any(_readable(mail, secret, result.after) for mail, secret in parts)
    for mail, secret in conversation.holding("code", "expiry"):
        tally.codes += 1
        tally.codes_found += not _readable(mail, secret, result.after)
    return tally


def _readable(mail: Mail, secret: Secret, messages: dict[str, bytes]) -> bool:
    """Say whether a secret can still be read in its mail; what was masked in part cannot."""
    text = " ".join(reading.text for reading in read(messages[mail.message_id]))
    return (
        re.search(rf"(?<![\w.:@<+-]){re.escape(secret.shown)}(?![\w:@>]|[.]\w)", text) is not None
    )


def tallies(written: Iterable[Conversation], result: Delivered) -> dict[str, Tally]:
    """Return the counts by kind and language, and of all."""
    counts: dict[str, Tally] = defaultdict(Tally)
    for conversation in written:
        tally = measure(conversation, result)
        for title in (conversation.name, f"language {conversation.language}", "all"):
            counts[title].add(tally)
    return counts


def report(counts: dict[str, Tally]) -> str:
    """Return the table."""
    names = sorted(counts, key=lambda name: (name == "all", name.startswith("language"), name))
    return "\n".join([HEADER, *(counts[name].line(name) for name in names)])


def misses(written: Iterable[Conversation], result: Delivered, count: int) -> str:
    """Return the conversations in which something was missed or touched, as they read after."""
    lines: list[str] = []
    for each in written:
        tally = measure(each, result)
        missed = tally.groups - tally.linked + tally.exposed + tally.codes - tally.codes_found
        if missed + tally.touched + tally.crossed and count > 0:
            count -= 1
            lines.append(f"{'=' * 30} {each.name} {each.language}")
            for mail in each.mails:
                texts = [x.text for x in read(result.after[mail.message_id])]
                lines.append(f"--- {mail.arrived:%d %H:%M} {result.named.get(mail.message_id, '')}")
                lines += [text for text in texts if not text.startswith("from ")]
    return "\n".join(lines)


def main() -> None:
    """Generate, deliver, compare, print."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.conversations.score", description=__doc__
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--held-out", action="store_true", help="phrases never used for tuning")
    parser.add_argument("--by-hand", action="store_true", help="those that were written by hand")
    parser.add_argument("--kind", default="", help="kinds whose name holds this")
    parser.add_argument("--show-misses", type=int, default=0, metavar="K")
    asked = parser.parse_args()
    if asked.held_out and asked.show_misses:
        parser.error("the held-out set is for measuring: its misses are not shown")
    if asked.by_hand:
        written = handwritten(asked.seed, held_out=asked.held_out)
    else:
        written = conversations(asked.seed, asked.count, held_out=asked.held_out, name=asked.kind)
    result = run(written)
    if asked.show_misses:
        sys.stdout.write(misses(written, result, asked.show_misses) + "\n")
    sys.stdout.write(report(tallies(written, result)) + "\n")


if __name__ == "__main__":
    main()
