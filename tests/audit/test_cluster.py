"""The audit on a Dask cluster: two workers of its own, as processes of this machine."""

from __future__ import annotations

import os
import re
import signal
import sys
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest

from scrubber import __version__
from scrubber.audit import cluster as engine
from scrubber.audit import cluster_part
from scrubber.audit.cluster_part import Run, Sight
from scrubber.audit.parts import Part
from scrubber.audit.sources import Box
from scrubber.config import PolicySettings
from scrubber.errors import ClusterError
from scrubber.mailboxes.mbox import Mbox
from tests.audit.mails import CARD, CLEAN, maildir, mbox
from tests.mailboxes.outlook_items import Item
from tests.mailboxes.write_pst import write_pst

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.audit.conftest import Audit

Cluster = Any
"""distributed.LocalCluster, which has no types."""

# Its workers are forked from a process that has imported everything, in half the time.  It has to
# be known before the library is imported.
os.environ["DASK_DISTRIBUTED__WORKER__MULTIPROCESSING_METHOD"] = "forkserver"

MORNING = datetime(2026, 11, 21, 9, tzinfo=UTC).timestamp()
HALVES = (
    b"Message-ID: <%d@example.org>\nFrom: Eva <eva@example.org>\nSubject: order\n"
    b"Date: Sat, 21 Nov 2026 1%d:00:00 +0000\n\nthe %s half of my card: %s\n"
)


@contextmanager
def local_cluster() -> Iterator[Cluster]:
    """Start a scheduler and two workers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from distributed import LocalCluster

        start: Any = LocalCluster
        with start(n_workers=2, threads_per_worker=1, dashboard_address=":0") as running:
            yield running


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Return the cluster of this module."""
    with local_cluster() as running:
        yield running


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """Make a tree of mailboxes of several kinds, with a number that two of them complete."""
    top = tmp_path / "mail"
    maildir(top / "box", {"a": CARD, "b": CLEAN, "c": HALVES % (1, 1, b"first", b"4111 1111")})
    for name in ("a", "b", "c"):
        os.utime(top / "box/cur" / name, (MORNING, MORNING))
    halves = HALVES % (2, 2, b"second", b"1111 1111")
    mbox(top / "inbox", *[CLEAN, CARD] * 20, halves, CLEAN)
    (top / "export.pst").write_bytes(write_pst({"Inbox": [Item({0x1000: "5555555555554444"})]}))
    (top / "broken.pst").write_bytes(b"!BDN")
    (top / "old.zip").write_bytes(b"PK")
    return top


def reports(audit: Audit, source: object, *arguments: object, out: Path) -> tuple[object, ...]:
    """Return the status of an audit, its JSON, its CSV and what it said."""
    files = [out / "json", out / "csv"]
    result = audit(source, "--json", files[0], "--csv", files[1], *arguments)
    return (result.returncode, result.stdout, *(file.read_bytes() for file in files))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make parts of a few mails each."""
    monkeypatch.setattr(engine, "_PART", 5000)


def on(cluster: Cluster) -> tuple[str, ...]:
    """Return the options that name a cluster."""
    return ("--engine", "dask", "--scheduler", cluster.scheduler_address)


@pytest.mark.usefixtures("small")
def test_the_report_is_that_of_one_machine(
    cluster: Cluster, mails: Path, tmp_path: Path, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, with relative paths, an mbox cut into ranges and a number that is joined."""
    monkeypatch.chdir(tmp_path)
    source = mails.relative_to(tmp_path)
    here = reports(audit, source, out=tmp_path)
    assert reports(audit, source, *on(cluster), out=tmp_path) == here
    assert here[0] == 2
    assert '"assembled_from": ["<' in str(here[2])


@pytest.mark.long
@pytest.mark.usefixtures("small")
def test_what_is_found_on_a_cluster_is_masked_here(
    cluster: Cluster, mails: Path, audit: Audit
) -> None:
    """With --fix the cluster reads, and this program alone writes."""
    assert audit(mails, "--fix", "--yes", *on(cluster)).returncode == 2  # the .pst is left
    left = [
        path for path in mails.rglob("*") if path.is_file() and b"4111 1111" in path.read_bytes()
    ]
    assert left == []


@pytest.mark.long
@pytest.mark.usefixtures("small")
def test_a_worker_that_dies_changes_nothing(
    cluster: Cluster, mails: Path, tmp_path: Path, audit: Audit
) -> None:
    """What it was at is read by another one."""
    here = reports(audit, mails, out=tmp_path)
    killing = Thread(target=kill_one, args=(cluster,))
    killing.start()
    there = reports(audit, mails, *on(cluster), out=tmp_path)
    killing.join()
    assert there == here


@pytest.mark.long
@pytest.mark.usefixtures("small")
def test_a_part_that_ends_workers_is_told_of(
    cluster: Cluster, mails: Path, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dask tries it on several; then its mailboxes count as unreadable, and the rest is read."""
    monkeypatch.setattr(cluster_part, "read", fatal)
    result = audit(mails / "inbox", *on(cluster))
    assert result.returncode == 2
    assert b"inbox: could not be read: the workers that tried it ended" in result.stderr


@pytest.mark.long
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("end", "told"), [("scale", b"no worker is left"), ("close", b"the scheduler is gone")]
)
def test_a_cluster_that_ends_is_told_of(
    end: str, told: bytes, mails: Path, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An audit does not wait for ever, and says what to do."""
    monkeypatch.setattr(cluster_part, "read", stalled)
    if end == "scale":  # a scheduler may take longer to end than its workers
        monkeypatch.setattr(engine, "_LOOK", 0.2)
    with local_cluster() as running:
        ending = Thread(target=end_it, args=(running, end))
        ending.start()
        result = audit(mails / "inbox", *on(running))
        ending.join()
    assert result.returncode == 2
    assert told in result.stderr


def busy(cluster: Cluster) -> list[int]:
    """Wait until workers are at work; return their processes."""
    while True:
        workers = list(cluster.scheduler.workers.values())
        at_work = [worker for worker in workers if worker.processing]
        if at_work:
            return [cluster.workers[worker.name].pid for worker in at_work]
        sleep(0.02)


def kill_one(cluster: Cluster) -> None:
    """Kill a worker that is at work."""
    os.kill(busy(cluster)[0], signal.SIGKILL)


def end_it(cluster: Cluster, end: str) -> None:
    """End the workers, or the scheduler with them."""
    busy(cluster)
    cluster.scale(0) if end == "scale" else cluster.close()


def fatal(_run: object, _part: object) -> bytes:
    """Be the end of a worker."""
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def stalled(_run: object, _part: object) -> bytes:
    """Take a long time."""
    sleep(20)
    return b""


def test_nothing_but_masks_leaves_a_worker(tmp_path: Path) -> None:
    """What a worker returns has no digit but the last four of a card, and none of a piece."""
    halves = [HALVES % (n, n, b"next", each) for n, each in ((1, b"4111 1111"), (2, b"1111 1111"))]
    named = b"Message-ID: <4111111111111111@example.org>\nFrom: 5555555555554444@example.org\n"
    path = mbox(tmp_path / "inbox", CARD, *halves, named + b"\nmy card, first half: 4111 1111\n")
    box = Box("inbox", 1, Mbox(path), path)
    run = Run(str(tmp_path), PolicySettings(), 60.0, frozenset(), None, {})
    lines = cluster_part.read(run, Part(((0, box),)))
    assert len(list(cluster_part.scanned(lines, [box]))) == 4
    assert not re.search(rb"4111|1111[ -]?1111|5555", lines)


@pytest.mark.parametrize(
    ("sight", "told"),
    [
        (Sight("0.0.1", "r", ()), f"has scrubber 0.0.1, this is {__version__}"),
        (Sight(__version__, "other", ()), "has other rules"),
        (Sight(__version__, "r", ("/mail", "/old")), "does not see /mail and 1 more"),
    ],
)
def test_a_worker_that_would_find_something_else_is_refused(sight: Sight, told: str) -> None:
    """Program, rules and files are the same everywhere, else the report would be another one."""
    with pytest.raises(ClusterError, match=told):
        engine._compare("tcp://192.0.2.1:1", sight, Sight(__version__, "r", ()))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--engine", "dask"), b"go together"),
        (("--scheduler", "tcp://127.0.0.1:1"), b"go together"),
        (("--engine", "dask", "--scheduler", "tcp://127.0.0.1:1"), b"no Dask scheduler answers"),
        (("--engine", "dask", "--scheduler", "nonsense"), b"no Dask scheduler answers"),
    ],
)
def test_what_cannot_be_is_said(
    arguments: tuple[str, ...],
    told: bytes,
    tmp_path: Path,
    audit: Audit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A cluster that is not there is one line on stderr, and no report."""
    monkeypatch.setattr(engine, "_CONNECT", 1.0)
    box = maildir(tmp_path / "box", {"a": CARD})
    result = audit(box, *arguments)
    assert result.returncode == 2
    assert told in result.stderr
    assert result.stdout == b""


def test_without_the_extra_it_is_said_what_to_install(
    tmp_path: Path, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dask is an extra."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    box = maildir(tmp_path / "box", {"a": CARD})
    result = audit(box, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert b"pip install 'scrubber[cluster]'" in result.stderr


def test_an_account_is_not_for_a_cluster(tmp_path: Path, audit: Audit) -> None:
    """Passwords stay here."""
    (tmp_path / "password").write_text("secret")
    (tmp_path / "password").chmod(0o600)
    source = ("imaps://a@imap.example", "--password-file", tmp_path / "password")
    result = audit(*source, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert result.returncode == 2
    assert b"leave --engine dask out" in result.stderr
