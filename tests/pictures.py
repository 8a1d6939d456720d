"""``python -m tests.pictures``: makes the pictures of the README anew, from the program as it is.

The terminal is drawn by rich, from what ``scrubber demo`` prints.  The page is that of an audit of
a made-up mailbox, as Chromium shows it.
"""

from __future__ import annotations

import io
import os
import random
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.servers.programs import need

PICTURES = Path(__file__).parent.parent / "docs/pictures"
_BOX = "orders@shop.example"
_WIDTH = 96  # columns
_SHOWN = ("01-everything-in-one-mail", "05-digits-in-words", "08-order-full-of-numbers")
_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)  # from elsewhere; any fixed width will do
_PAGE = (1000, 1180)  # pixels
_CARDS = ("4111 1111 1111 1111", "5555 5555 5555 4444", "3782 822463 10005", "4012888888881881")
_SENDERS = ("anna@mail.example", "bauer@post.example", "carmen@correo.example", "dave@web.example")
_TEXTS = (
    "Please charge my card {card}, valid thru 09/28.\n\nKind regards",
    "As agreed on the phone: {card}, cvv 123.",
    "Card number: {card}\nSecurity code: 123\nExpiry: 12/27",
)


def demo() -> str:
    """Return the first mails of the demonstration as SVG."""
    from rich.console import Console
    from rich.text import Text

    environment = {
        **os.environ,
        "FORCE_COLOR": "1",
        "COLUMNS": str(_WIDTH),
        "TERM": "xterm-256color",
    }
    printed = subprocess.run(
        [sys.executable, "-m", "scrubber", "demo"],
        env=environment,
        capture_output=True,
        check=True,
    ).stdout.decode()
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("$ scrubber demo\n"))
    for block in re.split(r"\n(?=\S*(?:\x1b\[[0-9;]*m)*[0-9]{2}-)", printed):
        text = Text.from_ansi(block.rstrip() + "\n")
        if text.plain.startswith(_SHOWN):
            console.print(text)
    picture = console.export_svg(title="scrubber demo", unique_id="demo")
    return _FONT.sub("", picture)


def audit(folder: Path) -> bytes:
    """Return the upper part of an audit's page as PNG."""
    _mailbox(folder / _BOX)
    page, picture = folder / "report.html", folder / "page.png"
    subprocess.run(
        [sys.executable, "-m", "scrubber", "audit", _BOX, "--html", str(page)],
        cwd=folder,
        env={**os.environ, "SCRUBBER_STATE": str(folder / "state")},
        capture_output=True,
        check=False,  # card data is found
    )
    subprocess.run(
        [
            *(need("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            f"--user-data-dir={folder / 'browser'}",
            f"--window-size={_PAGE[0]},{_PAGE[1]}",
            f"--screenshot={picture}",
            page.as_uri(),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return picture.read_bytes()


def _mailbox(box: Path) -> None:
    """Make a Maildir with mails of two years, of which some hold a card."""
    chance = random.Random(1)  # noqa: S311 - the same picture each time
    now = datetime.now(UTC)
    for number in range(240):
        mail = EmailMessage()
        arrived = now - timedelta(days=chance.triangular(0, 720, 60))
        mail["From"] = chance.choice(_SENDERS)
        mail["Subject"] = f"Order {1000 + number}"
        mail["Date"] = format_datetime(arrived)
        mail["Message-ID"] = f"<{number}@mail.example>"
        card = chance.random() < 0.2
        text = chance.choice(_TEXTS).format(card=chance.choice(_CARDS)) if card else "Thank you!"
        mail.set_content(text)
        folder = box / chance.choice(("", ".Sent", ".Archive"))
        for name in ("cur", "new", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        file = folder / f"cur/{number}.host:2,S"
        file.write_bytes(mail.as_bytes())
        os.utime(file, (arrived.timestamp(), arrived.timestamp()))


def main() -> None:
    """Write the pictures."""
    (PICTURES / "demo.svg").write_text(demo(), encoding="utf-8")
    with TemporaryDirectory(prefix="scrubber-pictures-") as name:
        (PICTURES / "audit.png").write_bytes(audit(Path(name)))


if __name__ == "__main__":
    main()
