"""A copy of each answer in the folder for sent mail, on a real Dovecot."""

from __future__ import annotations

import imaplib
import re
from typing import TYPE_CHECKING, Final

import pytest

from scrubber.addresses import parse_imap
from scrubber.answers.copies import SentFolder
from scrubber.mailboxes.imap_login import Password
from tests.answers.shop import CARD, CONFIG, ORDERS, Shop
from tests.servers.dovecot import PASSWORD, USERS, Dovecot
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.next_hop import NextHop

FOLDERS: Final = r"""
namespace inbox {
  inbox = yes
  mailbox Gesendet {
    special_use = \Sent
    auto = create
  }
}
"""
MAILBOX: Final = """
[[mailbox]]
url = "imap://{user}@127.0.0.1:{port}"
password_file = "orders.password"
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """Return a Dovecot whose folder for sent mail has a name of its own."""
    with Dovecot(settings=FOLDERS) as running:
        yield running


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the configuration lies, with orders and password."""
    made: Path = tmp_path_factory.mktemp("copies")
    (made / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (made / "orders.password").touch(mode=0o600)
    return made


@pytest.fixture
def shop(
    directory: Path, server: Dovecot, next_hop: NextHop, submission: NextHop
) -> Iterator[Shop]:
    """Return a shop that keeps copies, and to which nobody has written yet."""
    (directory / "orders.password").write_text(PASSWORD, encoding="ascii")
    mailbox = MAILBOX.format(user=USERS[0].replace("@", "%40"), port=server.imap_port)
    config = CONFIG.format(port=submission.port)
    config = config.replace("per_hour", f'copy_to = "{USERS[0]}"\nper_hour') + mailbox
    next_hop.play()
    with Relay(directory, f"smtp://127.0.0.1:{next_hop.port}", config=config) as relay:
        yield Shop(relay, submission.play())


def copies(server: Dovecot) -> list[tuple[bytes, bytes]]:
    """Return what lies in the folder: what is told of each mail, and the mail."""
    with imaplib.IMAP4("127.0.0.1", server.imap_port, timeout=20) as connection:
        connection.login(USERS[0], PASSWORD)
        connection.select("Gesendet", readonly=True)
        _, answers = connection.uid("FETCH", "1:*", "(FLAGS INTERNALDATE BODY.PEEK[])")
        return [(answer[0], answer[1]) for answer in answers if isinstance(answer, tuple)]


def test_a_copy_of_what_was_sent_is_kept(shop: Shop, server: Dovecot) -> None:
    """Byte by byte, read already, and dated now."""
    before = len(copies(server))
    shop.send("anna@customer.example", f"card {CARD}", number=1)
    shop.answer()
    wait_until(lambda: len(copies(server)) == before + 1, "the copy")
    told, mail = copies(server)[-1]
    assert mail == shop.answers.mails[0].message
    assert rb"\Seen" in told
    assert re.search(rb'INTERNALDATE "[ 0-3][0-9]-[A-Z][a-z]{2}-20[0-9]{2} ', told)


@pytest.mark.long
def test_a_mailbox_that_cannot_be_used_costs_the_copy_only(
    shop: Shop, server: Dovecot, directory: Path
) -> None:
    """The answer leaves at once, and once; the copy follows when it can."""
    before = len(copies(server))
    (directory / "orders.password").write_text("wrong", encoding="ascii")
    shop.send("anna@customer.example", f"card {CARD}", number=2)
    shop.answer()
    wait_until(lambda: "no copy of an answer" in shop.relay.output, "the log says so")
    assert len(copies(server)) == before
    (directory / "orders.password").write_text(PASSWORD, encoding="ascii")
    wait_until(lambda: len(copies(server)) == before + 1, "the copy")
    assert len(shop.answers.mails) == 1


@pytest.mark.long
def test_a_copy_that_is_there_already_is_not_doubled(shop: Shop, server: Dovecot) -> None:
    """As after a crash between the copy and its note, or where the server keeps one itself."""
    before = len(copies(server))
    shop.send("anna@customer.example", f"card {CARD}", number=3)
    wait_until(lambda: len(copies(server)) == before + 1, "the copy")
    user = USERS[0].replace("@", "%40")
    folder = SentFolder(
        parse_imap(f"imap://{user}@127.0.0.1:{server.imap_port}"), lambda: Password(PASSWORD)
    )
    sent = shop.read(shop.answers.mails[0])
    folder.keep(shop.answers.mails[0].message, sent["Message-ID"], sent["Date"].datetime)
    assert len(copies(server)) == before + 1
