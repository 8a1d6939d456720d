"""``python -m tests.benchmarks memory``: how much memory scrubbing takes beside the mail itself.

Each mail is scrubbed in a process of its own, which has read it from a file and the rules before.
What counts is the most that process ever held above that, in times of the mail's size.
"""

from __future__ import annotations

import base64
import multiprocessing
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrubber import scrub

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

SIZE = 50_000_000
HEADER = b"From: anna@example.org\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
LINE = b"Thank you for the two lamps of order 20417, they arrived on 12 May and cost 129,90.\r\n"
CARD = b"My card is Visa 4111 1111 1111 1111, exp 12/27, cvv 123\r\n"
_STATUS = Path("/proc/self/status")
_RESET_PEAK = Path("/proc/self/clear_refs"), "5"
"""What proc(5) says sets the peak resident set size back."""


def skipped() -> bytes:
    """Return a mail with a picture."""
    content = base64.encodebytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * (SIZE * 3 // 4 // 256))
    kind = b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return HEADER + kind + content


def written() -> bytes:
    """Return a mail that is one long text, as it stands."""
    return HEADER + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + LINE * (SIZE // len(LINE))


def encoded() -> bytes:
    """Return a mail that is one long text in base64."""
    content = base64.encodebytes(LINE * (SIZE * 3 // 4 // len(LINE)))
    kind = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return HEADER + kind + content


def with_card() -> bytes:
    """Return a mail that is one long text with a card in the middle."""
    half = LINE * (SIZE // len(LINE) // 2)
    return HEADER + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + half + CARD + half


def marked_up() -> bytes:
    """Return a mail that is one long page."""
    line = b"<p>" + LINE
    return HEADER + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + line * (SIZE // len(line))


MAILS: dict[str, tuple[Callable[[], bytes], float]] = {
    "an attachment that is not read": (skipped, 0.1),
    "a text": (written, 3.0),
    "a text in base64": (encoded, 3.0),
    "a text with a card": (with_card, 3.0),
    "HTML": (marked_up, 3.0),
}
"""How each is made, and the goal."""


def main() -> None:
    """Measure every mail, and print what it took beside the goal."""
    scrub(b"")  # reads the rules before the processes are forked
    click.echo(f"memory beside a mail of {SIZE // 1_000_000} MB, in times of its size")
    for name, (make, goal) in MAILS.items():
        click.echo(f"{_extra(make) / SIZE:6.2f} x  (goal {goal:.1f})  {name}")


def _extra(make: Callable[[], bytes]) -> int:
    """Return the bytes that scrubbing what ``make`` returns takes at most."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(make())
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_run, args=(file.name, theirs), daemon=True)
        process.start()
        extra = int(ours.recv())
        process.join()
        return extra


def _run(path: str, result: Connection) -> None:
    """Scrub the mail at ``path`` and send what it took."""
    raw = Path(path).read_bytes()
    file, reset = _RESET_PEAK
    file.write_text(reset, encoding="ascii")
    before = _kilobytes("VmRSS")
    scrub(raw)
    result.send((_kilobytes("VmHWM") - before) * 1024)


def _kilobytes(name: str) -> int:
    """Return a value of this process's status (proc(5))."""
    line = next(x for x in _STATUS.read_text(encoding="ascii").splitlines() if x.startswith(name))
    return int(line.split()[1])
