"""Numbers in several mails, through the real relay to a Maildir or a scripted next hop."""

from __future__ import annotations

import re
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pytest

from scrubber.store import recalls
from scrubber.store.store import FILE, Store
from tests.acceptance.canary import canaries
from tests.acceptance.test_maildir import delivered, small_disk
from tests.fakes.script import hold, say
from tests.servers.client import Hangup, send_mail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fakes.next_hop import NextHop
    from tests.servers.postgresql import PostgreSQL
    from tests.servers.relay import Relay

ADA: Final = "ada.lovelace@customer.example"
ADA_AT_WORK: Final = "a.lovelace@work.example"
DIGIT: Final = re.compile(r"\d")


def letter(
    number: int, text: str, sender: str = ADA, subject: str = "My order", name: str = "Ada Lovelace"
) -> bytes:
    """Return the ``number``-th mail of a customer."""
    head = (
        f"From: {name} <{sender}>\r\nTo: orders@shop.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <{number}.{sender}>\r\n\r\n"
    )
    return (head + text + "\r\n").encode()


def body(message: bytes) -> str:
    """Return the text of a message as it was delivered."""
    return message.partition(b"\r\n\r\n")[2].decode().strip()


def send(relay: Relay, *mails: bytes) -> list[int]:
    """Send mails one after the other; the codes of the answers."""
    return [send_mail(relay.port, mail, sender=sender_of(mail)).code for mail in mails]


def sender_of(mail: bytes) -> str:
    """Return the address that a mail is from, as it stands in the envelope too."""
    return mail.partition(b"<")[2].partition(b">")[0].decode()


def pending(relay: Relay, url: str | None = None) -> dict[str, list[tuple[int, int]]]:
    """Return the recalls that the relay has left, by Message-ID."""
    store = Store(relay.directory / "state", url=url)
    try:
        return {
            recall.message_id: [(place.span.start, place.span.end) for place in recall.places]
            for recall in recalls.pending(store.database(), store.pads)
        }
    finally:
        store.close()


def test_the_second_half_is_masked_and_the_first_recalled(
    start_relay: Callable[..., Relay], tmp_path: Path
) -> None:
    """In a Maildir the bare second half stands masked; of the first one a recall is left."""
    relay = start_relay(f"maildir:{tmp_path}/Maildir")
    halves = [letter(1, "4111 1111"), letter(2, "1111 1111", ADA_AT_WORK)]
    assert send(relay, letter(0, "When do you open?"), *halves) == [250] * 3
    assert [body(mail) for mail in delivered(tmp_path / "Maildir")[1:]] == [
        "4111 1111",
        "**** ****",
    ]
    assert pending(relay) == {f"<1.{ADA}>": [(0, 9)]}


@pytest.mark.long
def test_four_mails_of_four_digits(start_relay: Callable[..., Relay], next_hop: NextHop) -> None:
    """At most ten digits were delivered before anybody could know; the rest is masked."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}")
    play = next_hop.play()
    groups = ("5555", "5555", "5555", "4444")
    mails = [letter(number, group, subject="card") for number, group in enumerate(groups)]
    assert send(relay, *mails) == [250] * 4
    texts = [body(received.message) for received in play.mails]
    assert texts[-1] == "****"
    assert len(DIGIT.findall("".join(texts))) <= 10


@pytest.mark.long
def test_a_code_behind_a_card(start_relay: Callable[..., Relay], next_hop: NextHop) -> None:
    """A mail of three digits after one with a card is its code, also from another address."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}")
    play = next_hop.play()
    mails = [letter(1, "My card is 4111 1111 1111 1111."), letter(2, "123", ADA_AT_WORK)]
    assert send(relay, *mails) == [250] * 2
    assert [body(received.message)[-4:] for received in play.mails] == ["111.", "***"]


def test_a_clean_mail_costs_nothing(relay: Relay, next_hop: NextHop) -> None:
    """No database is made before there is something to remember."""
    next_hop.play()
    files = relay.directory / "state"
    before = sorted(path.name for path in files.iterdir())
    assert send(relay, letter(1, "Where is my parcel?")) == [250]
    assert sorted(path.name for path in files.iterdir()) == before


@pytest.mark.parametrize("moment", [pytest.param("held", marks=pytest.mark.long), "refused"])
def test_a_mail_that_was_not_delivered_is_known(
    start_relay: Callable[..., Relay], next_hop: NextHop, moment: str
) -> None:
    """Killed before the next hop's 250, or refused for now: its half is known all the same.

    The other half is masked; when the first one is sent again, so is that.
    """
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}")
    first = letter(1, "4111 1111")
    if moment == "held":
        gate = threading.Event()
        play = next_hop.play({".": hold(gate)})
        with ThreadPoolExecutor() as threads:
            sending = threads.submit(send_mail, relay.port, first, sender=ADA)
            play.wait_for_point(".")
            relay.kill()
            gate.set()
            with pytest.raises((Hangup, ConnectionError)):
                sending.result()
        relay.start()
    else:
        next_hop.play({".": say("451 4.3.0 later")})
        assert send(relay, first) == [451]
    play = next_hop.play()
    assert send(relay, letter(2, "1111 1111"), first) == [250] * 2
    assert [body(received.message) for received in play.mails] == ["**** ****"] * 2


@pytest.mark.long
def test_what_was_refused_for_good_is_forgotten(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """Nobody can read it, so nothing is to be joined with it."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}")
    next_hop.play({".": say("554 5.6.0 never")})
    assert send(relay, letter(1, "4111 1111")) == [554]
    relay.stop()
    connection = sqlite3.connect(relay.directory / "state" / FILE)
    assert connection.execute("SELECT count(*) FROM conversation_mail").fetchone() == (0,)
    connection.close()


@pytest.mark.long
def test_a_locked_database_defers_what_needs_it(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """Other mail passes meanwhile; afterwards the same mail is taken."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}")
    next_hop.play()
    assert send(relay, letter(1, "4111 1111")) == [250]
    other = sqlite3.connect(relay.directory / "state" / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(send, relay, letter(2, "1111 1111"))
        assert send(relay, letter(3, "Where is my parcel?")) == [250]
        assert not waiting.done()
        assert waiting.result() == [451]
    other.execute("ROLLBACK")
    other.close()
    play = next_hop.play()
    assert send(relay, letter(2, "1111 1111")) == [250]
    assert body(play.mails[0].message) == "**** ****"


@pytest.mark.long
def test_a_full_disk_defers_what_needs_it(
    start_relay: Callable[..., Relay], next_hop: NextHop, tmp_path: Path
) -> None:
    """With the code for it; other mail passes."""
    next_hop.play()
    state = tmp_path / "relay0" / "state"
    state.parent.mkdir()
    with small_disk(state, "512k"):
        relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}")
        assert send(relay, letter(1, "4111 1111")) == [250]
        with (state / "ballast").open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(4096))
            except OSError:
                pass
        codes = [send(relay, letter(number, "1111 1111"))[0] for number in range(2, 40)]
        assert set(codes) <= {250, 451, 452}
        assert 452 in codes
        assert send(relay, letter(3, "Where is my parcel?")) == [250]
        (state / "ballast").unlink()
        assert send(relay, letter(50, "1111 1111")) == [250]
        relay.stop()


@pytest.mark.parametrize("when_down", ["defer", pytest.param("deliver", marks=pytest.mark.long)])
def test_a_server_that_is_down(
    start_relay: Callable[..., Relay],
    next_hop: NextHop,
    postgresql: PostgreSQL,
    when_down: str,
) -> None:
    """Mail that needs it waits, or is delivered as if it were alone; later all is as before."""
    config = f'[store]\nurl = "{postgresql.database()}"\nwhen_down = "{when_down}"\n'
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", config)
    play = next_hop.play()
    assert send(relay, letter(1, "4111 1111")) == [250]
    postgresql.stop()
    try:
        passed = when_down == "deliver"
        assert send(relay, letter(2, "Where is my parcel?")) == [250]
        assert send(relay, letter(3, "1111 1111")) == [250 if passed else 451]
        card = letter(4, "Visa 4111 1111 1111 1111")
        assert send(relay, card) == [250 if passed else 451]
        relay.stop()
        relay.start()
        assert send(relay, letter(5, "Where is my parcel?")) == [250]
    finally:
        postgresql.start()
    assert send(relay, letter(6, "1111 1111")) == [250]
    assert body(play.mails[-1].message) == "**** ****"
    assert not any(b"4111 1111 1111" in received.message for received in play.mails)
    assert "the store cannot be used" in relay.output
    assert "Traceback" not in relay.output


@pytest.mark.long
def test_two_relays_share_one_memory(
    start_relay: Callable[..., Relay], next_hop: NextHop, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    """The halves come in by different doors; who has another key is not let in."""
    key = tmp_path / "key"
    config = f'[store]\nurl = "{postgresql.database()}"\nkey_file = "{key}"\n'
    address = f"smtp://127.0.0.1:{next_hop.port}"
    one, two = start_relay(address, config), start_relay(address, config)
    play = next_hop.play()
    assert send(one, letter(1, "4111 1111")) + send(two, letter(2, "1111 1111")) == [250] * 2
    assert [body(received.message) for received in play.mails] == ["4111 1111", "**** ****"]
    with pytest.raises(RuntimeError, match="copy the key file") as caught:
        start_relay(address, config.replace(str(key), f"{key}2"))
    assert "Traceback" not in str(caught.value)


@pytest.mark.long
def test_a_mail_of_mere_digits_may_have_to_wait(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """If the owner wants it, and of nobody who is known."""
    config = "[conversation]\nhold = 5\n"
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", config)
    play = next_hop.play()
    assert send(relay, letter(1, "4111"), letter(1, "4111")) == [451] * 2
    card = letter(2, "Visa 5555 5555 5555 4444", "bob@other.example")
    assert send(relay, card, letter(3, "123", "bob@other.example")) == [250] * 2
    assert [body(received.message)[-3:] for received in play.mails] == ["444", "***"]


def test_no_digit_is_left(start_relay: Callable[..., Relay], next_hop: NextHop) -> None:
    """Neither in the database nor in any log, in however many mails a number came."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}", log_level="debug")
    next_hop.play()
    birds = canaries(6, 20250901)
    for number, bird in enumerate(birds):
        sender = f"canary{chr(97 + number)}@host{number}.example"
        groups = bird.number[:8], bird.number[8:], bird.code
        if number % 2:
            groups = f"The first part: {groups[0]}", f"The rest is {groups[1]}", f"cvv {bird.code}"
        send(relay, *(letter(place, text, sender) for place, text in enumerate(groups)))
    live = [path.read_bytes() for path in (relay.directory / "state").iterdir()]
    relay.stop()
    files = [path for path in relay.directory.rglob("*") if path.is_file()]
    stored = [*live, *(path.read_bytes() for path in files)]
    for bird in birds:
        runs = {bird.number[start : start + 5].encode() for start in range(12)}
        assert [run for run in runs for content in stored if run in content] == []


@pytest.mark.long
def test_rows_of_two_numbers_differ_in_nothing_but_chance(
    start_relay: Callable[..., Relay], next_hop: NextHop
) -> None:
    """What is not under the pad is the same for any digits of the same shape."""
    relay = start_relay(f"smtp://127.0.0.1:{next_hop.port}")
    next_hop.play()
    numbers = {"robert": "4111 1111", "miranda": "4929 0001", "quentin": "5555 5555"}
    for name, digits in numbers.items():
        send(relay, letter(1, digits, f"{name}@{name}.example", name, name))
    relay.stop()
    columns = "ordinal, kind, length, length(openings), position, grounds, spots, masked, joined"
    connection = sqlite3.connect(relay.directory / "state" / FILE)
    rows = connection.execute(f"SELECT {columns} FROM conversation_piece").fetchall()  # noqa: S608
    connection.close()
    assert len(rows) == 3
    assert len(set(rows)) == 1
