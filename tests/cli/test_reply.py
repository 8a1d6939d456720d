"""``scrubber reply``: what a customer would be answered, and whether it passes the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.answers.shop import CONFIG, ORDERS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.calling import Run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the path of a configuration file with a shop and its orders."""
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    file = tmp_path / "scrubber.toml"
    file.write_text(CONFIG.format(port=2525), encoding="utf-8")
    return file


LINK = "https://pay.shop.example/?order=1042&amount=480.00&currency=PLN"
SHOWN = {
    ("--order", "1042"): ("Dzień dobry, Anna Nowak!", LINK),
    ("--order", "1042", "--language", "de"): ("Guten Tag Anna Nowak,", LINK),
    ("--order", "1042", "--html"): ("<html", LINK.replace("&", "&amp;")),
    ("--order", "1043"): ("vollständig bezahlt",),
    ("--question",): ("Hola", "https://pay.shop.example/\n"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), SHOWN.items())
def test_a_preview_is_what_the_customer_would_read(
    run: Run, config: Path, given: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """In the order's language or in another one, with the link that a template makes."""
    shown = run("reply", "preview", "--config", config, *given)
    assert shown.returncode == 0
    for words in expected:
        assert words in shown.stdout.decode()


@pytest.mark.parametrize("given", [("--order", "9999"), ("--language", "xx")])
def test_what_there_is_not_is_said(run: Run, config: Path, given: tuple[str, ...]) -> None:
    """In one line, and by the exit status."""
    shown = run("reply", "preview", "--config", config, *given)
    assert shown.returncode == 2
    assert shown.stderr.count(b"\n") == 1


@pytest.mark.long
def test_an_own_text_that_fails_a_check_is_named(run: Run, config: Path, tmp_path: Path) -> None:
    """By language, case and number of the check; everything else passes."""
    assert run("reply", "lint", "--config", config).returncode == 0
    own = tmp_path / "own" / "replies" / "en.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[texts]\nclosing = "Pay immediately!"\n', encoding="utf-8")
    config.write_text(CONFIG.format(port=2525).replace("[payment]", 'texts = "own"\n[payment]'))
    checked = run("reply", "lint", "--config", config)
    assert checked.returncode == 1
    lines = checked.stdout.decode().splitlines()
    assert lines
    assert all(line.startswith("en, ") and ": check 3: " in line for line in lines)
