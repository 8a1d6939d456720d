"""Two ways to call the program: within this process, and as its users do."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Protocol

import pytest

from scrubber.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Run(Protocol):
    """Run ``scrubber`` with arguments and bytes on standard input."""

    def __call__(
        self, *arguments: object, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Return the exit status and what was written on both outputs."""
        ...


def in_this_process(state: Path) -> Run:
    """Return a way to call the program that pays for imports and rules only once."""

    def call(
        *arguments: object, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        line = [*map(str, arguments)]
        outputs = BytesIO(), BytesIO()
        given = {"SCRUBBER_STATE": str(state), **environment}
        with _standard_streams(stdin, *outputs, given), pytest.raises(SystemExit) as ended:
            main(line)
        assert isinstance(ended.value.code, int)
        stdout, stderr = (output.getvalue() for output in outputs)
        return subprocess.CompletedProcess(line, ended.value.code, stdout, stderr)

    return call


def as_a_process(state: Path) -> Run:
    """Return a way to run the program in a process of its own."""

    def call(
        *arguments: object, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "scrubber", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
            env={**os.environ, "SCRUBBER_STATE": str(state), **environment},
        )

    return call


@contextmanager
def _standard_streams(
    stdin: bytes, stdout: BytesIO, stderr: BytesIO, environment: dict[str, str]
) -> Iterator[None]:
    """Give the program streams and environment, and undo what it does to a process of its own."""
    streams = {
        "stdin": TextIOWrapper(BytesIO(stdin), encoding="utf-8"),
        "stdout": TextIOWrapper(stdout, encoding="utf-8"),
        "stderr": TextIOWrapper(stderr, encoding="utf-8", errors="backslashreplace"),
    }
    handlers = logging.getLogger().handlers[:]
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(gc, "freeze", lambda: None)  # what lies here is not only the program's
        try:
            yield
        finally:
            for name in ("stdout", "stderr"):
                streams[name].flush()
                streams[name].detach()
            logging.getLogger().handlers[:] = handlers
            gc.enable()
