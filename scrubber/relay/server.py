"""The relay's sockets: start, serve, drain."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import signal
import socket
import ssl
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from scrubber.addresses import Listen, NextHopAddress
from scrubber.errors import BusyError, ConfigError, NextHopError
from scrubber.intake import open_intake, open_store
from scrubber.logs import describe
from scrubber.monitoring import monitored
from scrubber.relay.access import Access
from scrubber.relay.limits import Budget
from scrubber.relay.nexthop import next_hop
from scrubber.relay.service import Service
from scrubber.relay.session import Session
from scrubber.scanner import process
from scrubber.scanner.pool import ScannerPool
from scrubber.store.key import installation_name

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.config import Config, RelaySettings
    from scrubber.intake import Intake
    from scrubber.store.store import Store

Beside = Callable[["Store", "Intake"], Coroutine[Any, Any, None]]

log = logging.getLogger(__name__)

_DRAIN = 30.0  # seconds for what is in flight when we are told to stop
_GLANCE = 0.05
_BACKLOG = 512
_PRIVATE_PORTS = 1024


async def run(
    config: Config,
    address: NextHopAddress,
    state: Path,
    ready: Callable[[Listen], None],
    beside: Beside | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is in flight.

    ``ready`` is told where we listen; ``beside`` goes on for as long as we serve.  Raises
    ConfigError and StoreError.
    """
    process.keep_memory_private()
    process.give_memory_back()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_forgotten)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    pool = ScannerPool(config.policy, size=config.relay.workers, timeout=config.relay.scan_timeout)
    store = open_store(config, state)
    try:
        async with open_intake(config, store, pool.scan) as intake:
            service = _service(config, address, intake, installation_name(store.key))
            task = loop.create_task(beside(store, intake)) if beside else None
            try:
                async with monitored(config.metrics.listen, partial(_check, service, store)):
                    await _serve(service, pool, address, ready, stop)
            finally:
                if task is not None:
                    task.cancel()
                    await asyncio.wait([task])
    finally:
        await pool.close()


async def _serve(
    service: Service,
    pool: ScannerPool,
    address: NextHopAddress,
    ready: Callable[[Listen], None],
    stop: asyncio.Event,
) -> None:
    """Serve until we are told to stop, then finish what is in flight."""
    try:
        await pool.start()
        await _probe(service, address)
        server = await _listen(service)
        gc.freeze()  # what is here now stays; the collector need not look at it again and again
        service.listening = True
        ready(_address(server))
        await stop.wait()
        log.info("stopping: %d connections", len(service.sessions))
        await drain(service, server)
    finally:
        service.next_hop.close()


async def _check(service: Service, store: Store) -> None:
    """Raise ScrubberError where mail would not get through just now."""
    if not service.listening or service.draining:
        raise BusyError("takes no mail now")
    await service.next_hop.probe()
    if store.exists:
        await store.run(lambda _: None)


def _forgotten(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an exception that nobody waited for; asyncio would log its text and its traceback."""
    error = context.get("exception")
    log.warning("in the background: %s", describe(error) if error else "an event loop complaint")


async def drain(service: Service, server: asyncio.Server, patience: float = _DRAIN) -> None:
    """Take no new mail, and wait for what is in flight, at most ``patience`` seconds.

    Who is between two commands is let go, also within a mail: nothing of it is ours yet.
    """
    service.draining = True
    server.close()
    deadline = asyncio.get_running_loop().time() + patience
    while service.sessions or service.deliveries:
        for session in list(service.sessions):
            session.hang_up_if_idle()
        if asyncio.get_running_loop().time() > deadline:
            log.warning("stopping with mail in flight; its senders will try again")
            return
        await asyncio.sleep(_GLANCE)


def _service(config: Config, address: NextHopAddress, intake: Intake, installation: str) -> Service:
    settings = config.relay
    hostname = socket.getfqdn()
    return Service(
        settings=settings,
        hostname=hostname,
        installation=installation,
        access=Access(settings),
        intake=intake,
        next_hop=next_hop(address, hostname, settings.next_hop_timeout),
        budget=Budget(settings.max_in_flight),
        tls=_tls(settings),
    )


def _tls(settings: RelaySettings) -> ssl.SSLContext | None:
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    except OSError as error:  # ssl.SSLError is one too
        raise ConfigError(
            f"[relay] tls_certificate, tls_key: cannot be used ({error.strerror or 'no PEM'}); "
            "expected the paths of a certificate chain and its key, as PEM files that we may read"
        ) from None
    return context


async def _probe(service: Service, address: NextHopAddress) -> None:
    """Warn of a next hop that is down; it may come up before the first mail."""
    try:
        await service.next_hop.probe()
    except NextHopError as error:
        log.warning(
            "%s: %s; until it is up, mail is answered with 451 (does it run, is --next-hop right?)",
            address,
            error.reason,
        )


async def _listen(service: Service) -> asyncio.Server:
    listen = service.settings.listen
    try:
        return await asyncio.get_running_loop().create_server(
            lambda: Session(service), listen.host, listen.port, backlog=_BACKLOG
        )
    except OSError as error:
        raise ConfigError(f"cannot listen on {listen}: {_reason(error, listen)}") from None


def _reason(error: OSError, listen: Listen) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is in use; stop the other program, or choose a port with --listen"
    if error.errno == errno.EACCES and listen.port < _PRIVATE_PORTS:
        return "ports below 1024 need privileges; choose another one with --listen"
    return "this machine has no such address; name one that it has, or 127.0.0.1, with --listen"


def _address(server: asyncio.Server) -> Listen:
    host, port = server.sockets[0].getsockname()[:2]
    return Listen(host, port)
