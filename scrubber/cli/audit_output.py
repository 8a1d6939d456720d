"""Where reports are written: a file that is there as a whole or not at all, or standard output."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from scrubber.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

STDOUT = "-"


def check(target: str | None) -> None:
    """Make sure, before hours of work, that a report can be written.  Raises ConfigError."""
    if target is None or target == STDOUT:
        return
    path = Path(target)
    if path.is_dir():
        raise ConfigError(f"{path}: is a directory; name a file for the report")
    place = path if path.exists() else path.parent
    if not os.access(place, os.W_OK):
        raise ConfigError(f"{path}: cannot be written; name another file for the report")


@contextmanager
def opened(target: str) -> Iterator[TextIO]:
    """Open a report for writing in UTF-8; only its owner may read a file.  Raises ConfigError."""
    path = Path(target)
    try:
        if target == STDOUT:
            yield sys.stdout
            sys.stdout.flush()
        elif path.exists() and not path.is_file():  # a pipe or a device
            with path.open("w", encoding="utf-8", newline="") as file:
                yield file
        else:
            with _replacing(path) as file:
                yield file
    except BrokenPipeError:
        raise  # whoever reads it has enough
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    path = path.resolve()  # what a link points to is replaced, not the link
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            yield file  # type: ignore[misc]  # a wrapper that does all a TextIO does
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
