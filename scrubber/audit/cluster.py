"""The engine that spreads an audit over a Dask cluster: parts go out, entries come in, in order."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from scrubber import __version__, logs
from scrubber.audit import cluster_part
from scrubber.audit.entry import Entry
from scrubber.audit.parts import Part, parts
from scrubber.audit.scanning import Scanned
from scrubber.errors import ClusterError
from scrubber.mailboxes import Unread

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
    from datetime import datetime

    from scrubber.audit.cluster_part import Run, Sight
    from scrubber.audit.sources import Box
    from scrubber.core.model import Place

_PART = 32 * 1024 * 1024  # bytes; half a minute's work
_AHEAD = 2  # parts for each thread of the cluster
_CONNECT = 10.0  # seconds
_LOOK = 2.0  # seconds between two looks whether anybody is still at work
_PATIENCE = 15  # looks in a row without a worker
_LOST = "could not be read: the workers that tried it ended"


@dataclass(frozen=True, slots=True)
class ClusterScan:
    """Reads and scans on the workers of the cluster at ``scheduler``, as ``run`` says."""

    scheduler: str
    run: Run

    @property
    def since(self) -> datetime | None:
        """The time from which on mail is told of."""
        return self.run.since

    @property
    def known(self) -> Mapping[str, tuple[Place, ...]]:
        """Places that are card data, by Message-ID."""
        return self.run.known

    async def __call__(self, boxes: Sequence[Box]) -> AsyncGenerator[Scanned, None]:
        """Yield every mail in the order of reading.  Raises ClusterError."""
        _refuse(boxes)
        numbers = count()
        async with _connected(self.scheduler) as client:
            threads = await self._check(client, boxes)
            pending: deque[tuple[Part, Any]] = deque()
            for part in parts(boxes, _PART):
                future = client.submit(cluster_part.read, self.run, part, pure=False)
                pending.append((part, future))
                if len(pending) > threads * _AHEAD:
                    for scanned in await self._done(client, *pending.popleft(), boxes):
                        yield _numbered(scanned, numbers)
            while pending:
                for scanned in await self._done(client, *pending.popleft(), boxes):
                    yield _numbered(scanned, numbers)

    async def _check(self, client: Any, boxes: Sequence[Box]) -> int:  # noqa: ANN401 - untyped
        """Return the threads of all workers, if all of them can do the work."""
        threads = await client.nthreads()
        if not threads:
            raise ClusterError(f"{self.scheduler}: has no worker; start some: dask worker ADDRESS")
        paths = sorted({str(box.path) for box in boxes if box.path is not None})
        try:
            found: dict[str, Sight] = await client.run(cluster_part.look, self.run, paths)
        except Exception:  # noqa: BLE001 - what a worker lacks comes as any exception
            raise ClusterError(
                f"{self.scheduler}: a worker cannot load scrubber or its rules; "
                f"install scrubber {__version__} for the Python of every worker"
            ) from None
        own = cluster_part.look(self.run, ())
        for worker, sight in found.items():
            _compare(worker, sight, own)
        return sum(threads.values())

    async def _done(
        self,
        client: Any,  # noqa: ANN401 - untyped
        part: Part,
        future: Any,  # noqa: ANN401 - untyped
        boxes: Sequence[Box],
    ) -> list[Scanned]:
        """Wait for a part; what of it nobody could read is told box by box."""
        lines = await self._result(client, future)
        if not lines:
            return [_lost(boxes[place]) for place, _ in part.boxes]
        return list(cluster_part.scanned(lines, boxes))

    async def _result(self, client: Any, future: Any) -> bytes:  # noqa: ANN401 - untyped
        """Return what a worker returned, b"" if it could not.  Raises ClusterError."""
        waiting = asyncio.ensure_future(future.result())
        alone = 0
        try:
            while not (await asyncio.wait({waiting}, timeout=_LOOK))[0]:
                alone = 0 if await client.nthreads() else alone + 1
                if alone >= _PATIENCE:
                    raise ClusterError(
                        f"{self.scheduler}: no worker is left; start some, and again"
                    )
        except OSError:
            raise self._gone() from None
        finally:
            waiting.cancel()
        if waiting.cancelled():
            raise self._gone()
        error = waiting.exception()
        if error is None:
            return bytes(waiting.result())
        if isinstance(error, concurrent.futures.CancelledError):
            raise self._gone()
        return b""  # Dask gives a part up that has ended several workers

    def _gone(self) -> ClusterError:
        return ClusterError(
            f"{self.scheduler}: the scheduler is gone; start it, and run this again"
        )


def _refuse(boxes: Sequence[Box]) -> None:
    """Make sure that others can read all mailboxes.  Raises ClusterError."""
    for box in boxes:
        if isinstance(box.mails, tuple):
            continue
        if box.path is None:
            raise ClusterError(f"{box.name}: an account is read from here: leave --engine dask out")
        if not (box.path.is_dir() or box.path.is_file()):
            raise ClusterError(f"{box.name}: is no file that a worker could read")


def _compare(worker: str, sight: Sight, own: Sight) -> None:
    """Make sure that a worker finds what this program would.  Raises ClusterError."""
    if sight.missing:
        more = f" and {len(sight.missing) - 1} more" if len(sight.missing) > 1 else ""
        raise ClusterError(
            f"{worker}: does not see {sight.missing[0]}{more}; mount it there at the same place"
        )
    if sight.version != own.version:
        raise ClusterError(
            f"{worker}: has scrubber {sight.version}, this is {own.version}; install the same"
        )
    if sight.rules != own.rules:
        raise ClusterError(f"{worker}: has other rules than this program; install the same")


@asynccontextmanager
async def _connected(address: str) -> AsyncIterator[Any]:
    """Connect to a scheduler.  Raises ClusterError."""
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            "--engine dask needs an extra: pip install 'scrubber[cluster]'"
        ) from None
    logs.cap_libraries()
    connect: Any = Client
    client = connect(address, asynchronous=True, timeout=_CONNECT, set_as_default=False)
    try:
        await client
    except (OSError, ValueError, TimeoutError):
        await client.close()
        raise ClusterError(
            f"{address}: no Dask scheduler answers there; it is an address such as "
            "tcp://192.0.2.10:8786, which dask scheduler prints when it starts"
        ) from None
    try:
        yield client
    finally:
        await client.close()


def _numbered(scanned: Scanned, numbers: Iterator[int]) -> Scanned:
    return scanned._replace(entry=replace(scanned.entry, number=next(numbers)))


def _lost(box: Box) -> Scanned:
    location = str(box.path or box.name)
    entry = Entry(0, box.name, location, read=False, problem=_LOST)
    return Scanned(entry, box, Unread(location, _LOST))
