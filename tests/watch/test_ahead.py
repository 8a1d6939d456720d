"""What is fetched and scanned while other mail is at work, and in which order it is told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrubber.watch import daemon
from tests.watch.watching import Box, QuickMasking, mail, until

if TYPE_CHECKING:
    from scrubber.mailboxes.imap_values import Facts
    from scrubber.watch.masking import Looked, Replace

MEGABYTE = 1024 * 1024


class Backwards(QuickMasking):
    """Tells of each mail, of the first one last."""

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Looked:
        """Be done with what came later first."""
        await asyncio.sleep(0.3 / fact.uid)
        looked = await super().look(where, fact, raw, replace)
        return looked._replace(unscannable=fact.uid > 1, words=f"mail {fact.uid}")


def test_what_is_told_comes_in_the_order_of_the_mails(box: Box, name: str) -> None:
    """Whichever was scanned first; and the summary counts what could not be read."""
    box.masking = Backwards()
    box.put(name, *[mail(f"{number}", card=False) for number in range(3)])
    account = box.account(name)
    asyncio.run(daemon.once([account]))
    assert box.report.lines[-3:] == ["mail 1", "mail 2", "mail 3"]
    told = "3 mails looked at, 0 masked, 2 could not be read, or not wholly"
    assert account.counts.told() == told


@dataclass
class Counting(QuickMasking):
    """Is slow with the first mail: until as many have begun as are ``expected`` beside it."""

    expected: int = 1
    begun: int = 0
    inside: int = 0
    beside_large: list[int] = field(default_factory=list)

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Looked:
        """Count what is looked at together."""
        self.begun += 1
        self.inside += 1
        if self.begun == 1:
            await until(lambda: self.begun >= self.expected, 10)
        if fact.size > 4 * MEGABYTE:
            self.beside_large.append(self.inside)
        looked = await super().look(where, fact, raw, replace)
        self.inside -= 1
        return looked


def test_mail_is_fetched_while_what_came_before_is_at_work(box: Box, name: str) -> None:
    """So that the scanners do not wait for the server's disk."""
    box.masking = masking = Counting(expected=3)
    box.put(name, *[mail(f"{number}", card=False) + b"x" * MEGABYTE for number in range(4)])
    asyncio.run(daemon.once([box.account(name)]))
    assert masking.begun == 4


def test_a_large_mail_is_alone_in_memory(box: Box, name: str) -> None:
    """Neither is it fetched while others are there, nor others beside it."""
    box.masking = masking = Counting()
    for size in (1, 5, 1, 6):
        box.put(name, mail(f"{size}", card=False) + b"x" * size * MEGABYTE)
    asyncio.run(daemon.once([box.account(name)]))
    assert masking.begun == 4
    assert masking.beside_large == [1, 1]
