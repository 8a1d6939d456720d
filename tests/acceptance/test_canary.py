"""No digit of a card is left anywhere, and no security code can be won back.

Relay, redact and scan run at DEBUG with numbers made up for the test, with next hops that fail and
mail that is broken. Then everything that was printed, logged, stored, sent and replied is searched.
"""

from __future__ import annotations

import base64
import hashlib
import quopri
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.canary import Canary, canaries, digests, gives_away, traces, windows
from tests.acceptance.mails import mail
from tests.cli.calling import in_this_process
from tests.fakes.script import DROP, GARBAGE, KEEP_AND_DROP, say
from tests.servers.client import Client, send_mail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fakes.next_hop import NextHop
    from tests.fakes.script import Script
    from tests.servers.relay import Relay

SCRIPTS: list[Script] = [
    {},
    {".": say("451 4.3.0 later")},
    {".": say("554 5.6.0 never")},
    {".": DROP},
    {".": KEEP_AND_DROP},
    {".": GARBAGE},
    {"BODY": DROP},
    {"DATA": say("452 4.3.1 full")},
    {"RCPT": say("550 5.1.1 nobody")},
    {"CONNECT": DROP},
]


def text(canary: Canary) -> bytes:
    """Return what a customer writes."""
    return f"My card: {canary.spaced}, valid thru 12/29, CVV {canary.code}. Thanks!\r\n".encode()


def shapes(canary: Canary) -> list[bytes]:
    """Return mails with the number, whole and broken, as bytes of CRLF lines."""
    words = text(canary)
    encoded = base64.encodebytes(words).replace(b"\n", b"\r\n")
    quoted = quopri.encodestring(words.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    number = canary.number.encode()
    html = words.replace(b" ", b"&nbsp;")
    return [
        mail(words),
        mail(encoded, b"Content-Transfer-Encoding: base64"),
        mail(encoded[:-5] + b"\r\n", b"Content-Transfer-Encoding: base64"),
        mail(quoted, b"Content-Transfer-Encoding: quoted-printable"),
        mail(b"<p>" + html + b"</p>\r\n", b"Content-Type: text/html"),
        mail(words, b"Content-Type: text/plain; charset=klingon"),
        mail(b"\xff\xfe" + words, b"Content-Type: text/plain; charset=utf-8"),
        mail(b"as above\r\n", subject=b"card " + number),
        mail(b"--x\r\n\r\n" + words, b"Content-Type: multipart/mixed; boundary=x"),
        mail(b"no part\r\n" + words, b"Content-Type: multipart/mixed"),
        words,
    ]


def run(folder: Path, *arguments: str) -> bytes:
    """Run a command at DEBUG; all that it has printed."""
    ended = subprocess.run(
        [sys.executable, "-m", "scrubber", *arguments, "--log-level", "debug"],
        capture_output=True,
        check=False,
        cwd=folder,
        env={
            "PYTHONPATH": ":".join(filter(None, sys.path)),
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "SCRUBBER_STATE": str(folder / "state"),
        },
        timeout=120,
    )
    return ended.stdout + ended.stderr


def files_below(folder: Path) -> list[bytes]:
    """Return the content and the name of every file."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return [path.read_bytes() for path in paths] + [str(path).encode() for path in paths]


def relay_all(relay: Relay, next_hop: NextHop, birds: list[Canary]) -> list[bytes]:
    """Send mails of every shape under every script; the replies, and what reached the next hop."""
    seen: list[bytes] = []
    for script, bird in zip(SCRIPTS, cycle(birds)):
        play = next_hop.play(script)
        with ThreadPoolExecutor(4) as threads:
            replies = threads.map(lambda message: send_mail(relay.port, message), shapes(bird))
            seen += [str(reply).encode() for reply in replies]
        seen += [received.message for received in play.mails]
        seen += [command.encode() for command in play.commands]
    return seen


def stop_half_way(relay: Relay, message: bytes) -> None:
    """Hang up in the middle of a mail, and kill the worker that has one."""
    with Client(relay.port) as client:
        client.envelope()
        client.send(message[: len(message) - 20])
        client.reset()
    relay.freeze()
    with Client(relay.port) as client:
        client.envelope()
        client.send(message + b".\r\n")
        with pytest.raises(TimeoutError):
            client.reply_within(0.3)
        relay.kill()


@pytest.fixture(scope="module")
def birds() -> list[Canary]:
    """Return the canaries of this module."""
    return canaries(4, seed=20250901)


def test_the_relay_leaves_no_digit(
    start_relay: Callable[..., Relay], next_hop: NextHop, birds: list[Canary]
) -> None:
    """Whatever fails, outputs, files, replies and delivered mail show no canary."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", log_level="debug")
    seen = relay_all(relay, next_hop, birds)
    # A next hop that quotes the mail.
    next_hop.play({".": [say("550 5.7.1 what is " + bird.spaced) for bird in birds]})
    seen += [str(send_mail(relay.port, mail(text(bird)))).encode() for bird in birds]
    stop_half_way(relay, mail(text(birds[0])))
    relay.start()
    seen += files_below(relay.directory)
    state = files_below(relay.directory / "state")
    keys = [key for content in state for key in spellings(content)]
    stored = windows(seen)
    for bird in birds:
        assert {run for output in set(seen) for run in traces(bird, output)} == set()
        assert not gives_away(hashable(bird), stored, keys)


def hashable(bird: Canary) -> list[bytes]:
    """Return the texts with the security code in them that a hash might have been made of."""
    body = text(bird)
    message = mail(body)
    return [
        message,
        message.replace(b"\r\n", b"\n"),
        body,
        body.strip(),
        bird.code.encode(),
        (bird.number + bird.code).encode(),
    ]


def spellings(content: bytes) -> list[bytes]:
    """Return what a file may hold as a key: as it is, stripped, and read as hex digits."""
    found = [content[:4096], content.strip()[:4096]]
    with suppress(ValueError):
        found.append(bytes.fromhex(content.decode("ascii")))
    return found


def test_redact_leaves_no_digit(tmp_path: Path, birds: list[Canary]) -> None:
    """Neither on stdout nor in the log, for whole mail and broken mail."""
    redact = in_this_process(tmp_path / "state")
    for place, bird in zip(range(len(shapes(birds[0]))), cycle(birds)):
        ended = redact("--log-level", "debug", "redact", stdin=shapes(bird)[place])
        output = ended.stdout + ended.stderr
        assert b"Traceback" not in output
        assert traces(bird, output) == set()
    for left in files_below(tmp_path):
        assert [traces(bird, left) for bird in birds] == [set() for _ in birds]


def test_scan_leaves_no_digit(tmp_path: Path, birds: list[Canary]) -> None:
    """Neither in the report nor in the log, nor beside what cannot be read."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number, bird in enumerate(birds):
        for place, shape in enumerate(shapes(bird)):
            (inbox / f"mail{number}-{place}.eml").write_bytes(shape)
    (inbox / "nothing.eml").write_bytes(b"")
    for arguments in (["scan"], ["scan", "--json"]):
        output = run(tmp_path, *arguments, str(inbox), str(tmp_path / "missing"))
        assert b"Traceback" not in output
        stored = windows([output, *files_below(tmp_path / "state")])
        for bird in birds:
            assert traces(bird, output) == set()
            assert not gives_away(hashable(bird), stored, [])


def test_the_search_finds_what_is_there(birds: list[Canary]) -> None:
    """A canary in any guise is found, and so is a hash of what it stood in."""
    bird = birds[0]
    number = bird.number.encode()
    for leak in (
        number,
        bird.spaced.encode(),
        b"pan=" + number[2:7] + b" more",
        number[:12].hex().encode(),
        base64.b64encode(b"xx" + number),
    ):
        assert traces(bird, b"2025-09-01 10:00:00,123 INFO " + leak) != set()
    assert traces(bird, b"**** **** **** " + number[-4:]) == set()
    key = b"a key of the installation"
    forms: list[Callable[[bytes], bytes]] = [
        bytes,
        base64.b64encode,
        lambda raw: raw.hex().encode(),
    ]
    other = Canary(bird.number, f"{(int(bird.code) + 1) % 1000:03d}")
    for digest, form in zip(digests(mail(text(bird)), [key]), cycle(forms), strict=False):
        stored = windows([b"mark: " + form(digest[:16])])
        assert gives_away(hashable(bird), stored, [key])
        assert not gives_away(hashable(other), stored, [key])
    assert not gives_away(hashable(bird), windows([hashlib.sha256(b"x").digest()]), [])
