"""``scrubber pay``: links for exactly what is due, and whether they were paid."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.fakes.stripe import KEY, FakeStripe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.calling import Run

ORDERS = """number,emails,name,language,currency,total,paid,label
1042,anna@example.org,Anna,es,EUR,1200.00,720.00,"sofa, 40 %"
1043,bob@example.org,Bob,en,JPY,5000,5000,
"""


@pytest.fixture
def stripe() -> Iterator[FakeStripe]:
    """Run a Stripe."""
    with FakeStripe() as fake:
        yield fake
    assert fake.violations == []


@pytest.fixture
def config(tmp_path: Path, stripe: FakeStripe) -> Path:
    """Return a configuration with orders and a provider."""
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "stripe.key").write_text(KEY, encoding="utf-8")
    (tmp_path / "stripe.key").chmod(0o600)
    file = tmp_path / "scrubber.toml"
    file.write_text(
        '[orders]\ncsv = "orders.csv"\n[payment]\nprovider = "stripe"\nkey_file = "stripe.key"\n'
        f'sandbox = true\napi = "{stripe.base}"\n',
        encoding="utf-8",
    )
    return file


def test_a_link_is_for_exactly_what_is_due(config: Path, run: Run, stripe: FakeStripe) -> None:
    """And the same when it is asked for again."""
    first = run("pay", "link", "--config", config, "#1042")
    again = run("pay", "link", "--config", config, "1042")
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout == again.stdout
    assert first.stdout.decode().splitlines() == [
        "order 1042: 480.00 EUR, Stripe",
        "https://buy.stripe.com/test_plink_1",
    ]
    assert [link["amount"] for link in stripe.links.values()] == [48000]


@pytest.mark.long
def test_status_says_what_became_of_each_link(config: Path, run: Run, stripe: FakeStripe) -> None:
    """Replaced, open, paid."""
    run("pay", "link", "--config", config, "1042")
    orders = config.with_name("orders.csv")
    orders.write_text(ORDERS.replace("720.00", "1000.00"), encoding="utf-8")
    told = json.loads(run("pay", "link", "--json", "--config", config, "1042").stdout)
    assert told == {
        "order": "1042",
        "amount": "200.00",
        "currency": "EUR",
        "provider": "stripe",
        "url": "https://buy.stripe.com/test_plink_2",
        "state": "open",
    }
    shown = run("pay", "status", "--config", config).stdout.decode().splitlines()
    assert [line.split("\t")[1:3] for line in shown] == [
        ["480.00 EUR", "replaced"],
        ["200.00 EUR", "open"],
    ]
    stripe.pay("plink_2")
    states = [
        json.loads(line)["state"]
        for line in run("pay", "status", "--json", "--config", config, "1042").stdout.splitlines()
    ]
    assert states == ["replaced", "paid"]
    assert run("pay", "status", "--config", config, "1043").stdout == b""
    refused = run("pay", "link", "--config", config, "1042")
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"order 1042: 200.00 EUR was paid by the link already" in refused.stderr


@pytest.mark.long
def test_a_paid_order_gets_no_link(config: Path, run: Run, stripe: FakeStripe) -> None:
    """It says so."""
    result = run("pay", "link", "--config", config, "1043")
    assert (result.returncode, result.stdout) == (0, b"order 1043 is paid: nothing is due\n")
    told = json.loads(run("pay", "link", "--json", "--config", config, "1043").stdout)
    assert (told["state"], told["url"], told["amount"]) == ("paid", None, "0")
    assert stripe.links == {}


@pytest.mark.long
def test_a_template_cannot_say_whether_it_was_paid(config: Path, run: Run) -> None:
    """Nor can Stripe of a link that it has not made."""
    run("pay", "link", "--config", config, "1042")
    template = config.with_name("template.toml")
    template.write_text(
        '[orders]\ncsv = "orders.csv"\n[payment]\nprovider = "template"\n'
        'url = "https://pay.shop.example/{order}/{amount}"\n',
        encoding="utf-8",
    )
    shown = run("pay", "link", "--config", template, "1042").stdout.decode()
    assert (
        shown == "order 1042: 480.00 EUR, pay.shop.example\nhttps://pay.shop.example/1042/480.00\n"
    )
    lines = run("pay", "status", "--config", template).stdout.decode().splitlines()
    assert [line.split("\t")[2] for line in lines] == ["unknown", "unknown"]


def test_the_link_is_written_as_a_qr_code(config: Path, run: Run, tmp_path: Path) -> None:
    """As SVG into a file, and drawn on a terminal."""
    run("pay", "link", "--config", config, "--svg", tmp_path / "qr.svg", "1042")
    assert (tmp_path / "qr.svg").read_bytes().startswith(b"<?xml")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "scrubber", "pay", "link", "--config", str(config), "1042"]
    env = {**os.environ, "SCRUBBER_STATE": str(tmp_path / "state")}
    subprocess.run(
        command, stdout=theirs, stderr=subprocess.DEVNULL, check=False, timeout=60, env=env
    )
    os.set_blocking(ours, False)
    assert "█▀" in os.read(ours, 65536).decode()
    refused = run("pay", "link", "--config", config, "--svg", tmp_path / "no" / "qr.svg", "1042")
    assert refused.returncode == 2
    assert b"No such file" in refused.stderr


MISTAKES = {
    "no such order": (("link", "9999"), {}, b"there is no order 9999; look at [orders]"),
    "no orders": (("link", "1042"), {"[orders]": "[shop_]"}, b"[shop_]: is no known key"),
    "no table of orders": (
        ("link", "1042"),
        {'[orders]\ncsv = "orders.csv"\n': ""},
        b"[orders] is missing",
    ),
    "no file of orders": (("status",), {"orders.csv": "none.csv"}, b"none.csv: cannot be read"),
    "a live key": (("status",), {"sandbox = true": "sandbox = false"}, b"expected a live key"),
    "no key": (("status",), {"stripe.key": "none.key"}, b"cannot read the key file"),
}


@pytest.mark.parametrize(("arguments", "changes", "told"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_one_line_that_says_what_to_do(
    arguments: tuple[str, ...], changes: dict[str, str], told: bytes, config: Path, run: Run
) -> None:
    """And exits with 2."""
    text = config.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    config.write_text(text, encoding="utf-8")
    result = run("pay", arguments[0], "--config", config, *arguments[1:])
    assert (result.returncode, result.stdout) == (2, b"")
    assert told in result.stderr
    assert b"Traceback" not in result.stderr


def test_a_transfer_is_told_as_text_and_code(config: Path, run: Run, tmp_path: Path) -> None:
    """With the order as its reference."""
    config.write_text(
        config.read_text(encoding="utf-8")
        + '[shop]\nname = "Roble"\naddress = "shop@shop.example"\nwebsite = "https://shop.example"\n'
        'holder = "Roble SL"\naccount = "ES91 2100 0418 4502 0005 1332"\n',
        encoding="utf-8",
    )
    result = run("pay", "transfer", "--config", config, "--svg", tmp_path / "epc.svg", "1042")
    assert result.stdout.decode().splitlines() == [
        "Roble SL",
        "ES91 2100 0418 4502 0005 1332",
        "480.00 EUR",
        "1042",
    ]
    assert (tmp_path / "epc.svg").read_bytes().startswith(b"<?xml")
    assert b"nothing is due" in run("pay", "transfer", "--config", config, "1043").stdout


def test_the_selftest_makes_and_retires_a_link(config: Path, run: Run, stripe: FakeStripe) -> None:
    """Only at the test system."""
    result = run("pay", "selftest", "--sandbox", "--config", config)
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode().splitlines()[1:] == [
        "Stripe: asked once more: the same link",
        "Stripe: not paid yet",
        "Stripe: what is left is retired",
    ]
    assert stripe.alive() == 0
    live = config.read_text(encoding="utf-8").replace("sandbox = true", "sandbox = false")
    config.write_text(live, encoding="utf-8")
    refused = run("pay", "selftest", "--config", config)
    assert refused.returncode == 2
    assert b"real money; write --sandbox" in refused.stderr


def test_a_template_has_nothing_to_try(config: Path, run: Run) -> None:
    """It is said what to do instead, before anything is made."""
    config.write_text(
        '[payment]\nprovider = "template"\nurl = "https://pay.shop.example/{order}/{amount}"\n',
        encoding="utf-8",
    )
    result = run("pay", "selftest", "--sandbox", "--config", config)
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"open what scrubber pay link prints" in result.stderr
