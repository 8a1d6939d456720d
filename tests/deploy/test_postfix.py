"""deploy/postfix on a real instance: applied, undone, and what lies in its queue meanwhile."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.mails import CARD_MAIL, CLEAN, assert_masked, assert_unchanged
from tests.fakes.next_hop import NextHop
from tests.servers.client import Client, send_mail
from tests.servers.ports import free_port, is_listening
from tests.servers.postfix import Postfix, Service
from tests.servers.relay import Relay
from tests.servers.systemd import ROOT
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.play import Play

SCRIPTS: Final = ROOT / "deploy" / "postfix"
MODES: Final = ("before-queue", "after-queue")
ALIASES: Final = "inline:{{orders@shop.example=orders@shop.example,second@shop.example}}"
# Every recipient once: that of the mail, its alias, and the archive.
RECIPIENTS: Final = ["archive@shop.example", "orders@shop.example", "second@shop.example"]
NUMBER: Final = b"4111 1111 1111 1111"


class Shop:
    """A Postfix with aliases and an archive, and the ports that scrubber is to have beside it."""

    def __init__(self, next_hop: int) -> None:
        """Prepare it; `port` is where mail comes in."""
        self.port, self.filter, self.back = free_port(), free_port(), free_port()
        settings = {"virtual_alias_maps": ALIASES, "always_bcc": "archive@shop.example"}
        self.postfix = Postfix(next_hop, [Service(self.port)], settings)
        self.conf = self.postfix.directory / "conf"

    @property
    def master(self) -> str:
        """The content of master.cf."""
        return (self.conf / "master.cf").read_text(encoding="ascii")

    def apply(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run `apply` for the port where mail comes in."""
        return run(
            "apply",
            *("--service", f"127.0.0.1:{self.port}/inet"),
            *("--filter", f"127.0.0.1:{self.filter}", "--back", f"127.0.0.1:{self.back}"),
            *(*options, str(self.conf)),
        )

    def revert(self) -> subprocess.CompletedProcess[str]:
        """Run `revert`."""
        return run("revert", str(self.conf))


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts."""
    return subprocess.run(
        [str(SCRIPTS / script), *arguments],
        capture_output=True,
        check=False,
        timeout=60,
        text=True,
    )


@pytest.fixture(scope="module")
def sink() -> Iterator[NextHop]:
    """Return where Postfix delivers."""
    with NextHop() as server:
        yield server


@pytest.fixture(scope="module")
def shop(sink: NextHop) -> Iterator[Shop]:
    """Return a shop whose Postfix runs."""
    prepared = Shop(sink.port)
    with prepared.postfix:
        yield prepared


@pytest.fixture(autouse=True)
def reverted(shop: Shop) -> Iterator[None]:
    """Leave Postfix as it was, whatever a test has done."""
    before = shop.master
    yield
    if shop.master != before:
        shop.revert()
        (shop.conf / "master.cf").write_text(before, encoding="ascii")
        subprocess.run(["rm", "-rf", str(shop.conf / "scrubber")], check=True)


def has_all_recipients(play: Play) -> bool:
    """Whether a play's mails went to as many recipients as one mail has."""
    return len(recipients(play)) >= len(RECIPIENTS)


def recipients(play: Play) -> list[str]:
    """Return to whom a play's mails went, sorted."""
    return sorted(to.mailbox for received in play.mails for to in received.recipients)


@pytest.mark.parametrize("mode", MODES)
def test_applied_it_masks_and_undone_all_is_as_before(
    shop: Shop, sink: NextHop, tmp_path: Path, mode: str
) -> None:
    """Masked for each recipient once; then the file has its old bytes, and mail passes by."""
    before = shop.master
    applied = shop.apply(*(["--after-queue"] if mode == "after-queue" else []))
    assert applied.returncode == 0, applied.stderr
    with Relay(tmp_path, f"smtp://127.0.0.1:{shop.back}", port=shop.filter):
        wait_until(lambda: is_listening(shop.back), "Postfix listens behind the filter")
        for mail, check in ((CARD_MAIL, assert_masked), (CLEAN, None)):
            play = sink.play()
            assert send_mail(shop.port, mail).code == 250
            wait_until(partial(has_all_recipients, play), "Postfix has delivered")
            assert recipients(play) == RECIPIENTS
            for received in play.mails:
                if check is None:
                    assert_unchanged(received.message, CLEAN)
                else:
                    check(received.message)
    undone = shop.revert()
    assert undone.returncode == 0, undone.stderr
    assert shop.master == before
    assert not (shop.conf / "scrubber").exists()
    play = sink.play()
    wait_until(lambda: send_mail(shop.port, CARD_MAIL).code == 250, "Postfix has read it")
    play.wait_for_mails(1)
    assert NUMBER in play.mails[0].message


def in_clear(shop: Shop) -> bool:
    """Whether a file of Postfix's queue holds the number; one that goes meanwhile does not."""
    for path in (shop.conf.parent / "spool").rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file() and NUMBER in path.read_bytes():
                return True
    return False


def test_before_the_queue_nothing_lies_in_it(shop: Shop, sink: NextHop, tmp_path: Path) -> None:
    """While a mail is scanned, no file of Postfix holds it, as `apply` says."""
    assert "nothing lies in Postfix's queue in clear" in shop.apply().stdout
    play = sink.play()
    with Relay(tmp_path, f"smtp://127.0.0.1:{shop.back}", port=shop.filter) as relay:
        wait_until(lambda: is_listening(shop.back), "Postfix listens behind the filter")
        relay.freeze()
        with Client(shop.port) as client:
            client.envelope()
            client.send(CARD_MAIL + b".\r\n")
            with pytest.raises(TimeoutError):
                client.reply_within(1.0)
            assert not in_clear(shop)
            relay.thaw()
            assert client.reply().code == 250
        play.wait_for_mails(1)


@pytest.mark.long
def test_after_the_queue_all_lies_in_it(shop: Shop, sink: NextHop, tmp_path: Path) -> None:
    """While a mail is scanned it lies there in clear, as `apply` says."""
    assert "lie in Postfix's queue in clear" in shop.apply("--after-queue").stdout
    play = sink.play()
    with Relay(tmp_path, f"smtp://127.0.0.1:{shop.back}", port=shop.filter) as relay:
        wait_until(lambda: is_listening(shop.back), "Postfix listens behind the filter")
        relay.freeze()
        assert send_mail(shop.port, CARD_MAIL).code == 250
        assert in_clear(shop)
        relay.thaw()
        play.wait_for_mails(1)
        wait_until(lambda: not in_clear(shop), "the queue is clean")


def test_what_was_changed_since_stays(shop: Shop) -> None:
    """Undoing takes out what `apply` has put in, and nothing else."""
    before = shop.master
    shop.apply()
    (shop.conf / "master.cf").write_text(
        shop.master.replace("pickup    unix  n - n 60 1 pickup", "pickup unix n - n 30 1 pickup"),
        encoding="ascii",
    )
    assert shop.revert().returncode == 0
    assert shop.master == before.replace(
        "pickup    unix  n - n 60 1 pickup", "pickup unix n - n 30 1 pickup"
    )


def test_a_change_of_the_same_line_is_left_to_its_owner(shop: Shop) -> None:
    """Then nothing is touched, and it is said where the original lies."""
    shop.apply()
    theirs = shop.master.replace("smtpd_proxy_filter=127.0.0.1", "smtpd_proxy_filter=192.0.2.1")
    (shop.conf / "master.cf").write_text(theirs, encoding="ascii")
    undone = shop.revert()
    assert (undone.returncode, shop.master) == (1, theirs)
    assert str(shop.conf / "scrubber" / "master.cf") in undone.stderr


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--service", "nosuch/inet"], "has no service nosuch/inet"),
        (["--nosuch"], "unknown option --nosuch"),
    ],
)
def test_what_cannot_be_done_is_said(shop: Shop, options: list[str], reason: str) -> None:
    """And nothing is changed."""
    before = shop.master
    refused = shop.apply(*options)
    assert refused.returncode == 1
    assert reason in refused.stderr
    assert shop.master == before


def test_a_second_time_is_refused(shop: Shop) -> None:
    """The original must not be overwritten by what was applied."""
    shop.apply()
    applied = shop.master
    assert "revert first" in shop.apply().stderr
    assert shop.master == applied


@pytest.mark.long
def test_milters_are_not_passed_over_silently(shop: Shop) -> None:
    """Before the queue no milter sees the text of a mail, so the owner has to choose."""
    main = shop.conf / "main.cf"
    before = main.read_text(encoding="ascii")
    main.write_text(f"{before}smtpd_milters = inet:127.0.0.1:{free_port()}\n", encoding="ascii")
    try:
        refused = shop.apply()
        assert (refused.returncode, "no milter sees" in refused.stderr) == (1, True)
        assert shop.apply("--without-milters").returncode == 0
    finally:
        main.write_text(before, encoding="ascii")


def test_an_instance_is_known_by_its_name(shop: Shop, tmp_path: Path) -> None:
    """As postmulti lists it: name, group, whether it is enabled, directory (postmulti(1))."""
    postmulti = tmp_path / "postmulti"
    postmulti.write_text(f"#!/bin/sh\necho 'shop  -  y  {shop.conf}'\n", encoding="ascii")
    postmulti.chmod(0o755)
    path = f"{tmp_path}:/usr/sbin:/usr/bin:/sbin:/bin"
    answers = [
        subprocess.run(
            [str(SCRIPTS / "revert"), name],
            env={"PATH": path},
            capture_output=True,
            check=False,
            text=True,
        ).stderr
        for name in ("shop", "another")
    ]
    assert f"{shop.conf} was not changed by apply" in answers[0]
    assert "no instance of Postfix is called another" in answers[1]
