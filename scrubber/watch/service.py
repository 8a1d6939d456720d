"""Putting the daemon together: scanners, the intake, and each account with its tables."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from contextlib import ExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from scrubber.intake import open_intake, open_store
from scrubber.logs import describe
from scrubber.mailboxes.replace_journal import Journal
from scrubber.monitoring import monitored
from scrubber.scanner import process
from scrubber.scanner.pool import AHEAD, ScannerPool
from scrubber.store.journal import account_tables
from scrubber.watch import daemon
from scrubber.watch.account import Account, Wanted
from scrubber.watch.cursor import Cursors, Unkept
from scrubber.watch.masking import ByIntake, DryRun
from scrubber.watch.recalls import Recalls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from pathlib import Path
    from typing import Any

    from scrubber.addresses import ImapAddress
    from scrubber.config import Config
    from scrubber.intake import Intake
    from scrubber.mailboxes.imap_login import Credentials
    from scrubber.store.store import Store
    from scrubber.watch.report import Report

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mode:
    """How we were asked to work: each as the option of that name."""

    once: bool = False
    old: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Login:
    """An account to be watched, and how to get in."""

    address: ImapAddress
    credentials: Credentials
    wanted: Wanted


class Ended(NamedTuple):
    """The accounts with what was counted, and whether we were told to stop."""

    accounts: Sequence[Account]
    stopped: bool


async def run(
    config: Config, logins: Sequence[Login], state: Path, mode: Mode, report: Report
) -> Ended:
    """Watch until SIGTERM or SIGINT, or go through everything once; return what was counted.

    Raises ConfigError, StoreError, LoginError and, where it is done once, LostConnectionError.
    """
    process.keep_memory_private()
    process.give_memory_back()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_forgotten)
    accounts: list[Account] = []
    working = loop.create_task(_work(config, logins, state, mode, report, accounts))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, working.cancel)
    try:
        await working
    except asyncio.CancelledError:
        return Ended(accounts, stopped=True)
    return Ended(accounts, stopped=False)


async def _work(
    config: Config,
    logins: Sequence[Login],
    state: Path,
    mode: Mode,
    report: Report,
    accounts: list[Account],
) -> None:
    store = open_store(config, state)
    relay = config.relay
    pool = ScannerPool(config.policy, size=relay.workers, timeout=relay.scan_timeout, ahead=AHEAD)
    try:
        await _ready(pool, store, mode)
        async with open_intake(config, store, pool.scan) as intake:
            with ExitStack() as locks:
                accounts += [
                    _account(login, mode, report, _watching(intake), state, locks)
                    for login in logins
                ]
                gc.freeze()  # as in the relay: what is here now stays
                recalls = Recalls(lambda: nullcontext(accounts), store, pool.scan)
                async with _beside(recalls, active=not mode.dry_run and not mode.once):
                    if mode.once:
                        await daemon.once(accounts)
                    else:
                        async with monitored(config.metrics.listen, partial(_check, store)):
                            await daemon.watch(accounts, old=mode.old)
                if mode.once and not mode.dry_run:
                    await recalls.carry_out()
    finally:
        await pool.close()


async def _ready(pool: ScannerPool, store: Store, mode: Mode) -> None:
    """Start the scanners, and make the store meanwhile if there is none.

    Else the first mail with card data waits for that, while others are scanned on all cores.
    """
    ready = [pool.start()]
    if not (store.exists or mode.dry_run):
        ready.append(store.run(lambda _: None))
    for end in await asyncio.gather(*ready, return_exceptions=True):
        if end is not None:
            raise end


async def _check(store: Store) -> None:
    """Raise ScrubberError where mail with card data would have to wait."""
    if store.exists:
        await store.run(lambda _: None)


async def carry_out_recalls(
    logins: Sequence[Login], state: Path, report: Report, store: Store, intake: Intake
) -> None:
    """Carry out recalls for as long as it is awaited; for a relay that may see the mailboxes.

    An account is locked only while something is done in it, so that a daemon may watch it.
    """

    @contextmanager
    def accounts() -> Iterator[Sequence[Account]]:
        with ExitStack() as locks:
            yield [_account(login, Mode(), report, intake, state, locks) for login in logins]

    await Recalls(accounts, store, intake.scan).for_ever()


def _watching(intake: Intake) -> Intake:
    """Return the intake for mail that has arrived: it can be neither refused nor put off."""
    policy = intake.policy.model_copy(update={"unscannable": "tag"})
    return replace(intake, policy=policy, hold=timedelta(0))


def _account(
    login: Login, mode: Mode, report: Report, intake: Intake, state: Path, locks: ExitStack
) -> Account:
    """Return an account with its tables; nobody else on this machine has them meanwhile."""
    address = login.address
    if mode.dry_run:
        unkept = Unkept()
        journal, cursors = Journal(unkept), Cursors(unkept)
    else:
        tables = locks.enter_context(account_tables(state, address.mailbox))
        journal, cursors = Journal(tables.journal), Cursors(tables.cursors)
    if intake.policy.action == "observe":
        cursors = Cursors(Unkept(cursors.rows.all()))
    return Account(
        address,
        login.credentials,
        login.wanted,
        journal,
        cursors,
        DryRun(intake.scan) if mode.dry_run else ByIntake(intake, address.user),
        report,
        writes=not mode.dry_run,
        tells_of_old=not mode.once and not mode.old,
    )


@asynccontextmanager
async def _beside(recalls: Recalls, *, active: bool) -> AsyncIterator[None]:
    """Carry out recalls while something else goes on."""
    task = asyncio.create_task(recalls.for_ever()) if active else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            await asyncio.wait([task])


def _forgotten(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an exception that nobody waited for; asyncio would log its text and its traceback."""
    error = context.get("exception")
    log.warning("in the background: %s", describe(error) if error else "an event loop complaint")
