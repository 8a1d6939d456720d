"""A Maildir as next hop, and a disk that is full."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.acceptance.mails import CARD_MAIL, CLEAN, assert_masked, assert_unchanged, big
from tests.servers.client import send_mail
from tests.servers.programs import need_root, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.fakes.next_hop import NextHop
    from tests.servers.relay import Relay


def delivered(maildir: Path) -> list[bytes]:
    """Return the new messages of a Maildir in the order in which they came, CRLF for newlines."""
    paths = sorted((maildir / "new").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    return [path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for path in paths]


@contextmanager
def small_disk(directory: Path, size: str = "1m") -> Iterator[Path]:
    """Return a file system of a size of its own, mounted on a folder."""
    need_root("a small disk can be mounted")
    directory.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(directory)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        unavailable("a small disk cannot be mounted: run the tests with CAP_SYS_ADMIN")
    try:
        yield directory
    finally:
        subprocess.run(["umount", "--lazy", str(directory)], check=True)


def test_mail_is_delivered_to_a_maildir(start_relay: Callable[..., Relay], tmp_path: Path) -> None:
    """Each mail is a file in new, and nothing is left in tmp."""
    maildir = tmp_path / "Maildir"
    relay = start_relay(f"maildir:{maildir}")
    assert send_mail(relay.port, CLEAN).code == 250
    assert send_mail(relay.port, CARD_MAIL).code == 250
    clean, card = delivered(maildir)
    assert_unchanged(clean, CLEAN)
    assert_masked(card)
    assert list((maildir / "tmp").iterdir()) == []


def test_a_full_disk_is_temporary(start_relay: Callable[..., Relay], tmp_path: Path) -> None:
    """A mail that does not fit stays with the client, a smaller one still gets in."""
    with small_disk(tmp_path / "disk") as disk:
        relay = start_relay(f"maildir:{disk}/Maildir")
        reply = send_mail(relay.port, big(2_000_000))
        assert (reply.code, reply.enhanced) == (452, "4.3.1")
        assert delivered(disk / "Maildir") == []
        assert list((disk / "Maildir" / "tmp").iterdir()) == []
        assert send_mail(relay.port, CARD_MAIL).code == 250
        assert_masked(delivered(disk / "Maildir")[0])
        relay.stop()


def test_a_full_state_directory_loses_no_mail(
    start_relay: Callable[..., Relay], tmp_path: Path, next_hop: NextHop
) -> None:
    """Mail passes or is refused for now; it is neither lost nor sent in clear."""
    play = next_hop.play()
    state = tmp_path / "relay0" / "state"
    state.parent.mkdir()
    with small_disk(state, "64k"):
        (state / "ballast").write_bytes(bytes(40_000))
        relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}")
        with (state / "more").open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(4096))
            except OSError:
                pass
        code = send_mail(relay.port, CARD_MAIL).code
        assert code in {250, 451, 452}
        assert len(play.mails) == (code == 250)
        for received in play.mails:
            assert_masked(received.message)
        assert relay.is_serving()
        relay.stop()
