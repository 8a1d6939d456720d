"""`scrubber watch` and `scrubber login` as their users meet them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from scrubber.cli.watch import _Screen, _summary
from scrubber.store.store import FILE
from scrubber.watch.service import Ended, Mode
from tests.cli.calling import in_this_process
from tests.servers.client import send_mail
from tests.servers.dovecot import PASSWORD, USERS, Dovecot
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until
from tests.servers.watcher import Watcher
from tests.watch.watching import Box, mail

WATCHED = "imaps://me%40shop.example@host/Archive"
SAMPLES = Path(__file__).parent.parent.parent / "samples"
HEADER = (
    b"From: Ada <ada@customer.example>\r\nTo: orders@shop.example\r\nMessage-ID: <%d@c.example>\r\n"
    b"%bSubject: order 1042, my card\r\n\r\n%b\r\n"
)
FIRST = HEADER % (1, b"", b"4111 1111")
SECOND = HEADER % (
    2,
    b"References: <1@c.example>\r\nIn-Reply-To: <1@c.example>\r\n",
    b"and 1111 1111 is the rest of the card number",
)


def test_a_day_with_the_daemon(server: Dovecot, tmp_path: Path) -> None:
    """A piece of a number is masked when a later mail shows what it is; no second one starts."""
    box = Box(server, tmp_path / "box")
    box.put("INBOX", mail("old"), mail("old too", card=False))
    watcher = Watcher(tmp_path / "watcher", server.imap_port, USERS[0], "INBOX")
    assert watcher.run("--dry-run", "--once") == 0
    user = USERS[0]
    found = f"{user}, INBOX, mail of 2026-02-01 03:04 UTC (UID 1): would be masked: card number\n"
    assert found in watcher.output
    counted = "2 mails looked at, 1 would be masked; nothing was changed\n"
    assert f"{user} at 127.0.0.1: {counted}" in watcher.output
    assert len(set(box.bodies("INBOX"))) == 2
    store = watcher.directory / "state" / FILE
    assert not store.exists()
    process = watcher.start()
    wait_until(lambda: "2 mails here already" in watcher.output, "it watches")
    assert store.exists(), "the first mail with a card does not wait for it"
    box.put("INBOX", FIRST, SECOND)
    wait_until(lambda: b"**** ****" in box.bodies("INBOX"), "the first half is recalled")
    assert watcher.run() == 2
    assert "another scrubber is at work on this account" in watcher.output
    process.terminate()
    assert process.wait(30) == 0
    assert watcher.output.count("INBOX: watched from now on\n") == 1
    last = watcher.output.splitlines()[-1]
    assert last == "scrubber watch: stopped; the next start goes on where this one has ended"
    assert any(b"4111 1111 1111 1111" in body for body in box.bodies("INBOX"))
    for secret in ("4111", PASSWORD, "ada@", "Traceback"):
        assert secret not in watcher.output
    box.other.shutdown()


def test_a_relay_masks_an_earlier_mail_in_the_mailbox(server: Dovecot, tmp_path: Path) -> None:
    """What went through as a few digits is masked where it lies, once they are known to be more."""
    box = Box(server, tmp_path / "box", USERS[1])
    password = tmp_path / "password"
    password.write_text(PASSWORD, encoding="ascii")
    password.chmod(0o600)
    config = (
        f'[[mailbox]]\nurl = "imap://{quote(USERS[1])}@127.0.0.1:{server.imap_port}"\n'
        f'password_file = "{password}"\n'
    )
    with Relay(tmp_path / "relay", f"lmtp://127.0.0.1:{server.lmtp_port}", config=config) as relay:
        assert send_mail(relay.port, FIRST, "ada@customer.example", [USERS[1]]).code == 250
        wait_until(lambda: box.bodies("INBOX") == [b"4111 1111"], "the first half has arrived")
        assert send_mail(relay.port, SECOND, "ada@customer.example", [USERS[1]]).code == 250
        wait_until(lambda: b"**** ****" in box.bodies("INBOX"), "the first half is recalled")
    assert len(box.bodies("INBOX")) == 2
    box.other.shutdown()


def test_a_folder_that_is_not_there_is_no_mail_for_later(server: Dovecot, tmp_path: Path) -> None:
    """It is told which there are, and the status is 2."""
    watcher = Watcher(tmp_path / "watcher", server.imap_port, USERS[0], "Inbx")
    assert watcher.run("--once") == 2
    assert "Inbx: there is no such folder; there are: INBOX" in watcher.output
    counted = "0 mails looked at, 0 masked; folders that could not be opened: 1\n"
    assert watcher.output.endswith(counted)


def test_what_could_not_be_read_is_told(server: Dovecot, tmp_path: Path) -> None:
    """An encrypted mail may hold anything; a dry run says which mails are such."""
    box = Box(server, tmp_path / "box", USERS[1])
    server.empty(USERS[1])
    encrypted = (
        b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; "
        b"smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n"
    )
    box.put("INBOX", mail("1", card=False), encrypted)
    watcher = Watcher(tmp_path / "watcher", server.imap_port, USERS[1], "INBOX")
    assert watcher.run("--once", "--dry-run") == 0
    assert watcher.output.count("): could not be read, or not wholly\n") == 1
    assert watcher.run("--once") == 0
    assert watcher.output.endswith("0 masked, 1 could not be read, or not wholly\n")
    box.other.shutdown()


def test_observing_is_not_taken_for_finding_nothing(server: Dovecot, tmp_path: Path) -> None:
    """It is said what would be masked, mail by mail, and how many there are."""
    box = Box(server, tmp_path / "box")
    box.put("INBOX", mail("observed"))
    before = box.bodies("INBOX")
    config = tmp_path / "scrubber.toml"
    config.write_text('[policy]\naction = "observe"\n', encoding="utf-8")
    watcher = Watcher(tmp_path / "watcher", server.imap_port, USERS[0], "INBOX")
    assert watcher.run("--once", "--config", str(config)) == 0
    assert 'Nothing is changed: [policy] action is "observe"' in watcher.output
    assert "mail of 2026-02-01 03:04 UTC (UID" in watcher.output
    assert "would be masked: card number\n" in watcher.output
    assert watcher.output.endswith(" would be masked; nothing was changed\n")
    assert box.bodies("INBOX") == before
    box.other.shutdown()


def test_what_was_only_observed_is_not_taken_for_masked(server: Dovecot, tmp_path: Path) -> None:
    """Each start that does not look at it says so, until somebody has it looked at."""
    box = Box(server, tmp_path / "box", USERS[1])
    server.empty(USERS[1])
    config = tmp_path / "scrubber.toml"
    config.write_text('[policy]\naction = "observe"\n', encoding="utf-8")
    watcher = Watcher(tmp_path / "watcher", server.imap_port, USERS[1], "INBOX")
    process = watcher.start("--config", str(config))
    wait_until(lambda: "INBOX: watched from now on" in watcher.output, "it observes")
    box.put("INBOX", mail("observed"))
    wait_until(lambda: "would be masked: card number" in watcher.output, "it has observed")
    process.terminate()
    process.wait(30)
    for start in (1, 2):
        process = watcher.start()
        wait_until(lambda: watcher.output.count("watched from now on") == start + 1, "it watches")  # noqa: B023
        process.terminate()
        process.wait(30)
        assert watcher.output.count("INBOX: 1 mail here already; --old looks at old mail") == start
    assert watcher.run("--once") == 0
    assert watcher.output.endswith("1 mail looked at, 1 masked\n")
    process = watcher.start()
    wait_until(lambda: watcher.output.count("watched from now on") == 4, "it watches")
    process.terminate()
    process.wait(30)
    assert watcher.output.count("here already") == 2
    box.other.shutdown()


def test_a_copy_is_not_masked_again(server: Dovecot, tmp_path: Path) -> None:
    """A letter with a table of measures loses its card, and the measures never."""
    letter = (SAMPLES / "03-table-cells" / "message.eml").read_bytes()
    box = Box(server, tmp_path / "box", USERS[1])
    server.empty(USERS[1])
    box.put("INBOX", letter.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    watcher = Watcher(tmp_path / "watcher", server.imap_port, USERS[1], "INBOX")
    for masked in ("1 mail looked at, 1 masked\n", "1 mail looked at, 0 masked\n"):
        assert watcher.run("--once") == 0
        assert watcher.output.endswith(masked)
    [body] = box.bodies("INBOX")
    assert b">450<" in body
    assert b">820<" in body
    box.other.shutdown()


def test_a_run_that_was_stopped_says_that_it_did_not_see_all() -> None:
    """With the status of Ctrl-C."""
    with pytest.raises(KeyboardInterrupt, match="not all mail was looked at"):
        _summary(_Screen(), Ended((), stopped=True), Mode(once=True), observes=False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["watch"], "which mailbox?"),
        (["watch", "imaps://me@host"], "--password-file"),
        (["watch", "imaps://me:hunter2@host"], "without a password"),
        (["watch", "pop3://me@host"], "expected imaps://USER@HOST"),
        (["watch", WATCHED, "--password-file", "FILE", "--config", "FILE"], "leave the URL out"),
        (["login", "me"], "--config"),
        (["login", "you@shop.example", "--config", "FILE"], "no [[mailbox]] has the user"),
        (["login", "me@shop.example", "--config", "FILE"], "there is nothing to do"),
    ],
)
def test_what_is_missing_is_told(arguments: list[str], words: str, tmp_path: Path) -> None:
    """In a line, with exit status 2."""
    file = tmp_path / "scrubber.toml"
    file.write_text(
        '[[mailbox]]\nurl = "imaps://me%40shop.example@host"\npassword_file = "scrubber.toml"\n',
        encoding="utf-8",
    )
    file.chmod(0o600)
    run = in_this_process(tmp_path / "state")
    ended = run(*(file if each == "FILE" else each for each in arguments))
    assert ended.returncode == 2
    assert words in ended.stderr.decode()
    assert b"hunter2" not in ended.stderr
    assert b"Traceback" not in ended.stderr
