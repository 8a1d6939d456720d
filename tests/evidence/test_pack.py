"""The pack: what it says of a quarter, and what it never holds."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scrubber.config import Config
from scrubber.evidence.gathering import gather
from scrubber.evidence.pack import contents
from scrubber.evidence.quarter import Quarter
from scrubber.money import Money
from scrubber.payments.link import PaymentLink
from scrubber.store.diary import Diary
from scrubber.store.evidence import Evidence
from scrubber.store.incident import Incident
from scrubber.store.payment_links import PaymentLinks
from tests.acceptance.canary import canaries
from tests.audit.mails import maildir
from tests.audit.test_canary import left_of, mails

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrubber.store.store import Store
    from tests.evidence.conftest import Scrubber
    from tests.servers.postgresql import PostgreSQL

DAYS = timedelta(days=90)
SEPTEMBER, OCTOBER, NOVEMBER = (datetime(2025, month, 15, 12, tzinfo=UTC) for month in (9, 10, 11))
FILES = {
    "index.html",
    "evidence.json",
    "months.csv",
    "incidents.csv",
    "audits.csv",
    "folders.csv",
    "config.json",
    "chain.log",
    "manifest.json",
}
HASH = re.compile(rb"[0-9a-f]{64}")


def incident(at: datetime, **changes: object) -> Incident:
    """Return a mail that the relay has masked."""
    usual = {
        "removed": {"pan": 1, "cvv": 1},
        "cards": 1,
        "answer": "ab",
        "networks": {"visa": 1},
        "places": {"body": 2},
        "door": "relay",
        "rules": "0123456789abcdef",
    }
    return Incident(at.timestamp(), "anna@customer.example", **{**usual, **changes})  # type: ignore[arg-type]


def table(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as opened:
        return [*csv.DictReader(opened)]


def test_a_quarter_is_told(
    tmp_path: Path, scrubber: Scrubber, store: Store, clock: Callable[[datetime], None]
) -> None:
    """Its own lines alone, month by month, with a record for each mail."""
    diary = Diary(store, DAYS)
    for moment, changes in (
        (SEPTEMBER, {}),
        (OCTOBER, {}),
        (OCTOBER, {"removed": {"pan": 2}, "answer": "", "why_not": "DMARC: fail"}),
        (NOVEMBER, {"door": "mailbox", "masked": False}),
    ):
        clock(moment)
        diary.note(incident(moment - timedelta(seconds=7), **changes))
    result = scrubber("evidence", "--quarter", "2025q4", "--out", tmp_path / "pack")
    assert result.status == 1  # some was left
    assert result.stdout.startswith(f"{tmp_path / 'pack'}: 2025Q4, 3 lines of evidence")
    assert {path.name for path in (tmp_path / "pack").iterdir()} == FILES
    october, november, december = table(tmp_path / "pack" / "months.csv")
    assert (october["month"], october["mails"], october["pan"], october["cvv"]) == (
        "2025-10",
        "2",
        "3",
        "1",
    )
    assert (october["answered"], october["relay"], october["observed"]) == ("1", "2", "0")
    assert (november["mailbox"], november["observed"]) == ("1", "1")
    assert december["mails"] == "0"
    first, second, third = table(tmp_path / "pack" / "incidents.csv")
    assert first["found"] == "1 card number and 1 security code (visa), in a mail"
    assert first["disposition"].startswith("Masked by the relay before")
    assert first["sensitive"] == "Yes: 1 security code, masked with it."
    assert "from an…@customer.example, which arrived 2025-10-15T11:59:53Z" in first["origin"]
    assert first["remediation"].startswith("An answer was written")
    assert second["sensitive"] == "None was found with it."
    assert "no answer (DMARC: fail)" in second["remediation"]
    assert third["disposition"].startswith("Left as it was")
    assert [row["is_open"] for row in (first, second, third)] == ["False", "False", "True"]
    page = (tmp_path / "pack" / "index.html").read_text(encoding="utf-8")
    assert "In 1 record card data was left" in page
    assert "No audit of all stored mail" in page
    assert "no certificate of compliance" in page


def test_a_mailbox_says_how_long_a_number_was_readable(
    store: Store, clock: Callable[[datetime], None]
) -> None:
    """From its arrival to the masked copy; put together from several mails, the record says so."""
    clock(OCTOBER)
    seen = incident(OCTOBER - timedelta(seconds=61), door="mailbox", joined=1, tests=1)
    Diary(store, DAYS).note(seen)
    told = json.loads(files(store)["evidence.json"])
    [record] = told["incidents"]
    assert told["self_test"]["problems"] == 0
    assert told["self_test"]["rule_files"] > 90
    assert "61 seconds after it arrived" in record["disposition"]
    assert "put together from several mails" in record["origin"]
    assert record["found"].endswith("(visa); like published test numbers: 1 of 1, in a mail")


def files(store: Store, config: Config | None = None) -> dict[str, str]:
    """Return the files of the last quarter of 2025."""
    gathered = gather(store, Quarter(2025, 4))
    return contents(gathered, config or Config(), datetime(2025, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_links_and_lines_of_either_database(
    database: str,
    state: Path,
    request: pytest.FixtureRequest,
    clock: Callable[[datetime], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was made and paid is counted by month."""
    from scrubber.store.store import Store as Opened

    url = None
    if database == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.database()
    state.mkdir()
    store = Opened(state, url=url)
    clock(OCTOBER)
    Diary(store, DAYS).note(incident(OCTOBER))
    monkeypatch.setattr("time.time", OCTOBER.timestamp)
    links = PaymentLinks(store.database(), PaymentLink)
    link = PaymentLink("https://pay.example/", "template", "1042", Money.read("9", "EUR"), "1", "r")
    links.keep(link)
    monkeypatch.setattr("time.time", NOVEMBER.timestamp)
    links.note_paid(link)
    told = json.loads(files(store)["evidence.json"])
    october, november, _ = told["months"]
    assert (october["links_made"], october["links_paid"]) == (1, 0)
    assert (november["links_made"], november["links_paid"]) == (0, 1)
    assert told["chain"]["last"] == 2
    store.close()


def test_an_audit_is_told_with_what_it_left(tmp_path: Path, scrubber: Scrubber) -> None:
    """Its folders too; masked later, nothing is left."""
    box = maildir(
        tmp_path / "anna@shop.example",
        {"one": b"Subject: x\n\nVisa 4111 1111 1111 1111, cvv 123\n", "two": b"Subject: x\n\nhi\n"},
    )
    assert scrubber("audit", "--jobs", 1, box).status == 1
    assert scrubber("evidence", "--out", tmp_path / "first").status == 1
    assert scrubber("audit", "--jobs", 1, box, "--fix", "--yes").status == 0
    scrubber("evidence", "--out", tmp_path / "second")
    rows = table(tmp_path / "second" / "audits.csv")
    assert [(row["mails"], row["found"], row["left"]) for row in rows] == [
        ("2", "1", "1"),
        ("2", "1", "0"),
    ]
    [folder, *_] = table(tmp_path / "second" / "folders.csv")
    assert folder["name"] == "an…@shop.example"
    found, masked = table(tmp_path / "second" / "incidents.csv")
    assert found["disposition"] == "1 mail left as found."
    assert found["remediation"] == "A later audit of the same mail, line 4, has left nothing."
    assert (found["is_open"], masked["is_open"]) == ("False", "False")
    assert masked["disposition"] == "1 mail masked where found; nothing left."
    assert masked["sensitive"] == "Yes: 1 security code, masked with it."
    page = (tmp_path / "second" / "index.html").read_text(encoding="utf-8")
    assert "No audit of all stored mail" not in page
    assert "anna@" not in "".join(
        path.read_text("utf-8") for path in (tmp_path / "second").iterdir()
    )


def test_nothing_of_a_card_gets_into_a_pack(tmp_path: Path, scrubber: Scrubber) -> None:
    """Wherever a sender puts the number, and whoever named a folder after one."""
    found = canaries(10, seed=7)
    box = maildir(tmp_path / "box", mails(found))
    named = tmp_path / f"cards {found[9].spaced}"
    named.mkdir()
    (named / f"{found[9].number}.eml").write_bytes(mails(found)["body"])
    scrubber("audit", "--jobs", 1, box, named)
    scrubber("audit", "--jobs", 1, box, named, "--fix", "--yes")
    scrubber("evidence", "--out", tmp_path / "pack")
    outputs = [HASH.sub(b"", path.read_bytes()) for path in (tmp_path / "pack").iterdir()]
    for canary in found:
        assert {part for output in outputs for part in left_of(canary.number, output)} == set()
    assert b"cards **** **** **** " in (tmp_path / "pack" / "folders.csv").read_bytes()


def test_nothing_in_a_name_is_carried_out(tmp_path: Path, scrubber: Scrubber) -> None:
    """By a browser or a spreadsheet; names that are no text are told as well as can be."""
    for name in (b"<script>x<|script>", b"=cmd()", b"\xff\xfe", b"a\nb"):
        folder = os.path.join(os.fsencode(tmp_path / "mails"), name)  # noqa: PTH118 - bytes
        os.makedirs(folder)  # noqa: PTH103
        mail = os.path.join(folder, b"1.eml")  # noqa: PTH118
        with open(mail, "wb") as file:  # noqa: PTH123
            file.write(b"Subject: x\n\nVisa 4111 1111 1111 1111\n")
    with contextlib.chdir(tmp_path / "mails"):
        names = sorted(os.listdir())  # noqa: PTH208
        assert scrubber("audit", "--jobs", 1, *(f"./{name}" for name in names)).status == 1
    assert scrubber("evidence", "--out", tmp_path / "pack").status == 1
    page = (tmp_path / "pack" / "index.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    names = [row["name"] for row in table(tmp_path / "pack" / "folders.csv")]
    assert len(names) == 4
    assert "'=cmd()" in names
    assert scrubber("evidence", "verify", tmp_path / "pack").status == 0


CONFIG = """\
[shop]
name = "Muebles Roble"
address = "shop@shop.example"
website = "https://shop.example"
[reply]
submission = "smtps://anna%40shop.example@mail.shop.example"
password_file = "very.password"
[[mailbox]]
url = "imaps://orders%40shop.example@imap.example"
password_file = "other.password"
[orders]
csv = "orders.csv"
"""


def test_the_configuration_is_told_without_secrets(tmp_path: Path, scrubber: Scrubber) -> None:
    """Nor where they stand; addresses are shortened; what customers are told is added."""
    (tmp_path / "scrubber.toml").write_text(CONFIG, encoding="utf-8")
    for name in ("very.password", "other.password"):
        (tmp_path / name).write_text("hunter2\n", encoding="ascii")
    out = tmp_path / "pack"
    assert scrubber("evidence", "--config", tmp_path / "scrubber.toml", "--out", out).status == 0
    told = (out / "config.json").read_text(encoding="utf-8")
    assert '"password_file": "(a file)"' in told
    assert json.loads(told)["orders"]["csv"] == "orders.csv"
    assert json.loads(told)["reply"]["submission"]["host"] == "mail.shop.example"
    everything = "".join(path.read_text("utf-8") for path in out.iterdir() if path.suffix != ".txt")
    for word in ("hunter2", "very.password", "other.password", "anna%40", "orders%40", "shop@shop"):
        assert word not in everything
    assert "no card number" in (out / "policy.txt").read_text(encoding="utf-8")


def test_a_quarter_without_anything_is_told_as_such(tmp_path: Path, scrubber: Scrubber) -> None:
    """No record, no audit, and a warning that there was none; later packs have the line on it."""
    result = scrubber("evidence", "--quarter", "2025Q1", "--out", tmp_path / "pack")
    assert result.status == 0
    told = json.loads((tmp_path / "pack" / "evidence.json").read_text(encoding="utf-8"))
    assert (told["incidents"], told["audits"], told["evidence_since"]) == ([], [], "")
    assert (tmp_path / "pack" / "chain.log").read_bytes() == b""
    assert "No audit of all stored mail" in (tmp_path / "pack" / "index.html").read_text("utf-8")
    assert scrubber("evidence", "verify", tmp_path / "pack").status == 0
    assert scrubber("evidence", "--quarter", "2025Q1", "--out", tmp_path / "next").status == 0


def test_a_pack_is_a_line_of_the_evidence(tmp_path: Path, scrubber: Scrubber, store: Store) -> None:
    """With the hash of its manifest; the link that is printed is that of the line."""
    result = scrubber("evidence", "--out", tmp_path / "pack")
    *_, line = Evidence(store).lines()
    assert json.loads(line.text)["kind"] == "pack"
    assert line.link in result.stdout


MISTAKES = {
    "no directory": ([], "--out DIR"),
    "no quarter": (["--quarter", "Q4", "--out", "{new}"], "no quarter"),
    "a quarter to come": (["--quarter", "2099Q4", "--out", "{new}"], "has not begun"),
    "a directory with something in it": (["--out", "{full}"], "never overwritten"),
    "a file": (["--out", "{full}/x"], "never overwritten"),
    "below a file": (["--out", "{full}/x/y"], "cannot be written|never overwritten"),
    "where nobody may write": (["--out", "/proc/pack"], "cannot be written"),
    "no configuration": (["--config", "{new}", "--out", "{new}"], "No such file|cannot be read"),
}


@pytest.mark.parametrize(("arguments", "told"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_told(
    arguments: list[str], told: str, tmp_path: Path, scrubber: Scrubber
) -> None:
    """And nothing is written."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("mine", encoding="ascii")
    places = {"new": tmp_path / "new", "full": tmp_path / "full"}
    result = scrubber("evidence", *(word.format(**places) for word in arguments))
    assert result.status == 2
    assert re.search(told, result.stderr), result.stderr
    assert "Traceback" not in result.stderr
    assert (tmp_path / "full" / "x").read_text(encoding="ascii") == "mine"
    assert {path.name for path in tmp_path.iterdir()} <= {"full", "state"}


def test_an_empty_directory_is_taken(tmp_path: Path, scrubber: Scrubber) -> None:
    """It may have been made for the pack."""
    (tmp_path / "pack").mkdir()
    assert scrubber("evidence", "--out", tmp_path / "pack").status == 0
    assert {path.name for path in (tmp_path / "pack").iterdir()} == FILES
