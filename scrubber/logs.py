"""The only set-up of logging, and the only way in which an exception is put into words.

A log never holds a byte of a mail.  Exceptions of other people's code often do (``UnicodeError``
holds its whole input), so of an exception only its type and its place are written.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

KEY: ContextVar[str] = ContextVar("KEY", default="")
"""The mail that is being worked on, by a random name of ours that its Received line has too."""

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# Libraries that log what they are given: mail.log is aiosmtpd (every line of DATA, and every
# unknown command even as a warning), the others file names, whole literals and header fields.
_TALKATIVE = {
    "mail.log": logging.CRITICAL,
    "mailparser": logging.WARNING,
    "imapclient": logging.WARNING,
    "distributed": logging.CRITICAL,
    "distributed.client": logging.CRITICAL,
    "extract_msg": logging.CRITICAL,
    "olefile": logging.CRITICAL,
    "urllib3": logging.ERROR,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "asyncio": logging.CRITICAL,  # reports forgotten exceptions with their text and traceback
}


def set_up(level: str) -> None:
    """Log on stderr from ``level`` up (debug, info, warning or error).

    With ``SCRUBBER_LOG_FORMAT=json`` in the environment each line is a JSON object.
    """
    logging.basicConfig(stream=sys.stderr, level=level.upper(), format=FORMAT, force=True)
    if os.environ.get("SCRUBBER_LOG_FORMAT") == "json":
        for handler in logging.getLogger().handlers:
            handler.setFormatter(_Json())
    cap_libraries()


def cap_libraries() -> None:
    """Keep libraries from logging what they are given, or see.

    To be called again behind the import of one that sets its own levels.
    """
    for name, least in _TALKATIVE.items():
        logging.getLogger(name).setLevel(least)


class _Json(logging.Formatter):
    """A line of JSON: when, how grave, where in the program, which mail, what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; an exception's text never comes into it."""
        when = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": when.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "mail": KEY.get(),
            "message": record.getMessage(),
        }
        return json.dumps({key: value for key, value in line.items() if value})


def describe(error: BaseException) -> str:
    """Say what kind of exception ``error`` is and where it was raised, never its text."""
    kind = type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return kind
    last = frames[-1]
    return f"{kind} at {Path(last.filename).name}:{last.lineno}"
