"""What answers need: orders, the provider's keys, the submission server."""

from __future__ import annotations

import ssl
from contextlib import closing
from typing import TYPE_CHECKING

from scrubber.answers.opening import open_orders, open_provider, submission_server
from scrubber.doctor import certificates
from scrubber.doctor.model import Line, Patient, failed, well
from scrubber.reply.submission_login import NotNowError, connected

if TYPE_CHECKING:
    from collections.abc import Iterator


def orders(patient: Patient) -> Iterator[Line]:
    """Open the source of orders.  Raises OrderError."""
    if open_orders(patient.config) is not None:
        yield well("orders", "can be read")


def provider(patient: Patient) -> Iterator[Line]:
    """Read the provider's keys; it is not asked.  Raises ConfigError and PaymentError."""
    made = open_provider(patient.config)
    if made is not None:
        yield well("payment", f"{made.title}: its keys have the right form; try them: scrubber pay")


def submission(patient: Patient) -> Iterator[Line]:
    """Log in to the submission server; nothing is sent.  Raises ConfigError."""
    config = patient.config
    if config.reply is None:
        return
    try:
        server = submission_server(config, config.reply, patient.state)
        with closing(connected(server)) as client:
            yield well("submission", f"{server.host}: lets us in")
            if isinstance(client.sock, ssl.SSLSocket):
                yield certificates.of_socket("submission", server.host, client.sock)
    except (OSError, NotNowError):
        host = config.reply.submission.host
        yield failed("submission", f"{host}: cannot be reached now", "no answers leave until then")
