"""A mail with a published test number, through the relay and into the mailbox."""

from __future__ import annotations

import smtplib
import time
from datetime import UTC, datetime
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

from scrubber.addresses import Kind
from scrubber.doctor.model import Line, Patient, doubtful, failed, well
from scrubber.errors import MailboxError
from scrubber.mailboxes.imap_account import credentials
from scrubber.mailboxes.imap_connection import Connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrubber.config import MailboxSettings

_CHECK = "trial"
_NUMBER = b"4111 1111 1111 1111"  # Visa's number for tests
_MASKED = b"**** **** **** 1111"
_TIMEOUT = 60.0  # seconds for a reply; a relay answers when its next hop has
_ARRIVES_WITHIN = 30.0
_GLANCE = 1.0
_MAIL = """\
From: <{address}>\r
To: <{address}>\r
Subject: scrubber doctor: a trial, please delete\r
Date: {date}\r
Message-ID: {identifier}\r
Auto-Submitted: auto-generated\r
\r
This is no order.  A published test number, which nobody can pay with:\r
Visa {number}\r
"""


def examine(patient: Patient, address: str) -> Iterator[Line]:
    """Send a mail to one of our own addresses, and look at what has arrived."""
    identifier = make_msgid("doctor", "scrubber.invalid")
    listen = patient.config.relay.listen
    mail = _MAIL.format(
        address=address,
        date=format_datetime(datetime.now(UTC)),
        identifier=identifier,
        number=_NUMBER.decode("ascii"),
    )
    try:
        with smtplib.SMTP(listen.host, listen.port, timeout=_TIMEOUT) as client:
            client.sendmail(address, [address], mail.encode("utf-8"))
    except (OSError, smtplib.SMTPException):  # the first is the parent of the second
        yield failed(_CHECK, f"{listen} does not take a mail to {address}", "see the relay's log")
        return
    yield well(_CHECK, f"{listen} has taken a mail to {address}, and so has the next hop")
    yield _judge(_arrived(patient, address, identifier), patient, address)


def _judge(arrived: bytes | None, patient: Patient, address: str) -> Line:
    if arrived is None:
        return doubtful(
            _CHECK,
            "where it arrived cannot be seen from here",
            f"look into the mailbox of {address}: it has to end in {_MASKED.decode('ascii')}",
        )
    if _NUMBER not in arrived and _MASKED in arrived:
        return well(_CHECK, "it has arrived, and its number is masked")
    if patient.config.policy.action == "observe":
        return doubtful(_CHECK, "it has arrived unmasked", 'so it is to be with action = "observe"')
    return failed(_CHECK, "it has not arrived masked", "is the relay on the way to this mailbox?")


def _arrived(patient: Patient, address: str, identifier: str) -> bytes | None:
    """Return the mail as it arrived, nothing if it did not, None if nobody can know."""
    next_hop = patient.config.relay.next_hop
    accounts = [each for each in patient.config.mailbox if each.url.user == address]
    if accounts:
        return _by_imap(accounts[0], patient.state, identifier)
    if next_hop is None:
        return _in_maildir(patient.state / "Maildir", identifier)
    if next_hop.kind is Kind.MAILDIR and next_hop.path is not None:
        return _in_maildir(next_hop.path, identifier)
    return None


def _in_maildir(maildir: Path, identifier: str) -> bytes:
    mark = identifier.encode("ascii")
    for file in (*maildir.glob("new/*"), *maildir.glob("cur/*")):
        content = file.read_bytes()
        if mark in content:
            return content
    return b""


def _by_imap(settings: MailboxSettings, state: Path, identifier: str) -> bytes:
    """Wait for the mail in the inbox; masked by then, if a daemon has to do it."""
    deadline = time.monotonic() + _ARRIVES_WITHIN
    content = b""
    try:
        with Connection(settings.url, credentials(settings, state)) as connection:
            while _NUMBER in content or not content:
                connection.select("INBOX", writable=False)
                found = connection.search("HEADER", "Message-ID", identifier)
                content = next(iter(connection.bodies(found[-1:]).values()), b"")
                if time.monotonic() > deadline:
                    break
                time.sleep(_GLANCE)
    except MailboxError:
        return content
    return content
