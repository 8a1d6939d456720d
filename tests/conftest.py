"""Fixtures: the real servers and the relay, each started once for all the tests that share it."""

from __future__ import annotations

import gc
import logging
import os
import signal
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import hypothesis
import pytest

from tests.fakes.next_hop import NextHop
from tests.servers.certificates import Certificate, self_signed
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port
from tests.servers.postfix import Postfix, Service
from tests.servers.postgresql import PostgreSQL
from tests.servers.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

MAX_MEMORY: Final = 600 * 1_000_000

# Hundreds of programs are started, which without byte code take twice as long.  pytest's workers
# start with the environment of the process that reads this first, and keep theirs.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A shell has what runs in the background ignore Ctrl-C, and so would the programs that are
# interrupted here: for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No clock decides whether a law holds: on a busy machine it would say that it does not.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave garbage alone while tests are collected, and for good what they are made of.

    To look through thousands of them again and again takes a fifth of that time, and later more.
    """
    gc.disable()
    collected = yield
    gc.enable()
    gc.freeze()
    return collected


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files of few tests: they start servers, or compute for long.

    A worker that begins such a file last is waited for by all others.
    """
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: tests[item.path])


@pytest.fixture(autouse=True)
def _log_level() -> Iterator[None]:
    """Let no command that a test calls decide what the next test may see of the log."""
    yield
    logging.getLogger().setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for what lives as long as the test run."""
    return tmp_path_factory.mktemp("servers")


@pytest.fixture(scope="session")
def certificate(folder: Path) -> Certificate:
    """Return a self-signed certificate for 127.0.0.1."""
    return self_signed(folder)


@pytest.fixture(scope="session")
def mailbox() -> Iterator[NextHop]:
    """Return a strict server that takes what Postfix delivers at the end of the chain."""
    with NextHop() as server:
        yield server


@pytest.fixture(scope="session")
def next_hop() -> Iterator[NextHop]:
    """Return a scripted next hop for the relay; `play` gives it a script."""
    with NextHop() as server:
        yield server


@dataclass(frozen=True, slots=True)
class MailServer:
    """The real Postfix and its ports, named for the way that mail takes.

    `plain` filters nothing. `before`, `speed` and `after` send to the filter at `filter`, and
    `refilter` is where a filter hands back.
    """

    postfix: Postfix
    plain: int
    before: int
    speed: int
    after: int
    filter: int
    refilter: int


@pytest.fixture(scope="session")
def mail_server(mailbox: NextHop) -> Iterator[MailServer]:
    """Return a real Postfix with a port for every way to ask a filter."""
    ports = [free_port() for _ in range(6)]
    plain, before, speed, after, filter_port, refilter = ports
    address = f"127.0.0.1:{filter_port}"
    proxy = {"smtpd_proxy_filter": address, "smtpd_proxy_timeout": "20s"}
    services = [
        Service(plain),
        Service(before, settings=proxy),
        Service(speed, settings={**proxy, "smtpd_proxy_options": "speed_adjust"}),
        Service(after, settings={"content_filter": f"scan:[127.0.0.1]:{filter_port}"}),
        Service(refilter, settings=AFTER_THE_FILTER),
        Service("scan", "smtp", SCAN),
    ]
    with Postfix(mailbox.port, services) as postfix:
        yield MailServer(postfix, *ports)


AFTER_THE_FILTER: Final = {
    "content_filter": "",
    "smtpd_proxy_filter": "",
    "smtpd_authorized_xforward_hosts": "127.0.0.0/8",
    "smtpd_recipient_restrictions": (
        "check_recipient_access inline:{{refused@shop.example = 550 5.1.1 no such mailbox}}, "
        "permit_mynetworks, reject"
    ),
    "receive_override_options": "no_unknown_recipient_checks,no_header_body_checks,no_milters",
}
SCAN: Final = {
    "smtp_send_xforward_command": "yes",
    "disable_mime_output_conversion": "yes",
    "smtp_generic_maps": "",
}


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Return a real Dovecot with two mailboxes."""
    with Dovecot() as server:
        yield server


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """Return a Dovecot for all tests of a file, which leave it as they like."""
    with Dovecot() as dovecot:
        yield dovecot


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Return a real PostgreSQL; each test takes a place of its own there.

    It does not lie below pytest's folder, which any other run of pytest closes to other users.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        PostgreSQL(Path(name) / "postgresql") as server,
    ):
        yield server


@pytest.fixture(scope="session")
def relay(folder: Path, next_hop: NextHop) -> Iterator[Relay]:
    """Return a relay with its defaults before the scripted next hop."""
    with relay_before(next_hop, folder / "relay") as running:
        yield running


@pytest.fixture
def start_relay(tmp_path: Path) -> Iterator[Callable[..., Relay]]:
    """Start a relay of the test's own; it is stopped, and its memory checked, behind the test."""
    started: list[Relay] = []

    def start(
        next_hop: str,
        config: str = "",
        *,
        host: str = "127.0.0.1",
        port: int | None = None,
        log_level: str = "INFO",
    ) -> Relay:
        directory = tmp_path / f"relay{len(started)}"
        running = Relay(
            directory, next_hop, config=config, host=host, port=port, log_level=log_level
        )
        started.append(running)
        running.start()
        return running

    yield start
    for running in started:
        running.__exit__(None, None, None)
        check_memory(running)


@contextmanager
def relay_before(
    next_hop: NextHop, directory: Path, *, config: str = "", host: str = "127.0.0.1"
) -> Iterator[Relay]:
    """Run a relay before a scripted next hop; its memory is checked behind the tests."""
    url = f"smtp://127.0.0.1:{next_hop.port}"
    with Relay(directory, url, config=config, host=host) as running:
        yield running
    check_memory(running)


def check_memory(relay: Relay) -> None:
    """Return the whole process tree stays under its bound, whatever the tests have done to it."""
    assert relay.peak_memory < MAX_MEMORY
