"""What lies on this machine: rules, secrets, the state directory, the clock."""

from __future__ import annotations

import ctypes
import shutil
import stat
import sys
from typing import TYPE_CHECKING

from scrubber import rulebook
from scrubber.config.secrets import secret_files
from scrubber.doctor.model import Line, Patient, doubtful, failed, well
from scrubber.errors import ConfigError
from scrubber.secret import read_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEBIBYTE = 1024 * 1024
_LITTLE = 1024 * _MEBIBYTE
_TOO_LITTLE = 100 * _MEBIBYTE
_UNSYNCHRONIZED = 5  # TIME_ERROR of adjtimex(2)
_TIMEX = 256  # bytes, more than struct timex has


def rules(patient: Patient) -> Iterator[Line]:
    """Load the rules in use.  Raises RuleError."""
    loaded = rulebook.load(own=patient.config.policy.rules)
    yield well("rules", f"{len(loaded.networks)} networks, fingerprint {loaded.fingerprint[:16]}")


def secrets(patient: Patient) -> Iterator[Line]:
    """Read each file with a secret: it is there, not empty, and nobody else's to read."""
    config = patient.config
    tables = (*config.mailbox, config.reply, config.payment, config.orders)
    for file in dict.fromkeys(secret_files(*tables)):
        try:
            read_secret(file, "file")
        except ConfigError as error:
            yield failed("secrets", error.public, f"put the secret into {file}, chmod 600")
        else:
            yield well("secrets", f"{file}: readable by us alone")


def state(patient: Patient) -> Iterator[Line]:
    """Look at the rights and the room of the state directory."""
    directory = patient.state
    if stat.S_IMODE(directory.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        yield failed("state directory", f"{directory} is open to others", f"chmod 700 {directory}")
    else:
        yield well("state directory", f"{directory}: ours alone")
    free = shutil.disk_usage(directory).free
    text = f"{free // _MEBIBYTE} MiB free at {directory}"
    if free < _TOO_LITTLE:
        yield failed("disk", text, "make room: without it mail with card data is answered with 452")
    elif free < _LITTLE:
        yield doubtful("disk", text, "make room")
    else:
        yield well("disk", text)


def clock(_patient: Patient) -> Iterator[Line]:
    """Ask the kernel whether somebody keeps its clock right (adjtimex(2))."""
    if not sys.platform.startswith("linux"):
        return
    if ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX)) == _UNSYNCHRONIZED:
        yield doubtful(
            "clock",
            "nobody keeps the clock of this machine right",
            "run systemd-timesyncd or chrony: tokens, links and windows of time depend on it",
        )
    else:
        yield well("clock", "is kept right")
