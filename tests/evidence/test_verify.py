"""``scrubber evidence verify``: what was done to the evidence or to a pack is named."""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from scrubber.store.evidence import Evidence
from scrubber.store.store import FILE
from tests.audit.mails import maildir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrubber.store.store import Store
    from tests.evidence.conftest import Scrubber
    from tests.servers.postgresql import PostgreSQL


@pytest.fixture
def head(store: Store) -> str:
    """Write four lines, and return the link of the last."""
    *_, last = [Evidence(store).note("audit", {**AUDIT, "mails": mails}) for mails in (1, 2, 3)]
    return last.link


AUDIT = {
    "complete": True,
    "fix": False,
    "started": "2026-11-22T10:00:00Z",
    "ended": "2026-11-22T10:00:01Z",
    "sources": ["box"],
    "since": "",
    "bytes": 9,
    "oldest": "",
    "newest": "",
    "found": 0,
    "left": 0,
    "findings": {},
    "networks": {},
    "joined": 0,
    "unreadable": 0,
    "unscanned": 0,
    "outcomes": {},
    "folders": [{"name": "box", "mails": 1, "found": 0}],
    "rules": "0123456789abcdef",
}


def test_what_was_left_alone_is_ok(scrubber: Scrubber, head: str) -> None:
    """With a link or without one; then it says what cannot be seen."""
    result = scrubber("evidence", "verify", "--head", head.upper())
    assert (result.status, result.stdout) == (0, f"ok: 4 lines, the newest link is {head}\n")
    result = scrubber("evidence", "verify")
    assert result.status == 0
    assert "cut off at the end, or all made anew, shows only with --head" in result.stdout


SWAPPED = """\
UPDATE evidence_line SET number = 100 WHERE number = 3;
UPDATE evidence_line SET number = 3 WHERE number = 2;
UPDATE evidence_line SET number = 2 WHERE number = 100;
"""
STATEMENTS = {
    "altered": (
        "UPDATE evidence_line SET text = replace(text, '\"mails\": 2', '\"mails\": 5')",
        "line 3 was changed, or is not in its place",
    ),
    "removed": ("DELETE FROM evidence_line WHERE number = 2", "line 2 is missing"),
    "reordered": (SWAPPED, "line 2 was changed, or is not in its place"),
    "cut at the end": ("DELETE FROM evidence_line WHERE number > 2", "no line has the link {head}"),
    "all gone": ("DELETE FROM evidence_line", "no line has the link {head}"),
}


@pytest.mark.parametrize(("statement", "told"), STATEMENTS.values(), ids=list(STATEMENTS))
def test_what_was_done_to_the_store_is_seen(
    statement: str, told: str, scrubber: Scrubber, state: Path, head: str
) -> None:
    """By whoever has the link that was told last."""
    with sqlite3.connect(state / FILE) as connection:
        connection.executescript(statement)
    connection.close()
    result = scrubber("evidence", "verify", "--head", head)
    assert result.status == 1
    assert told.format(head=head) in result.stdout
    assert "CHANGED: " in result.stdout
    as_json = json.loads(scrubber("evidence", "verify", "--json", "--head", head).stdout)
    assert as_json["ok"] is False
    assert told.format(head=head) in as_json["faults"]


def test_it_speaks_json(scrubber: Scrubber, head: str) -> None:
    """One object, whatever there is to say."""
    told = json.loads(scrubber("evidence", "verify", "--json", "--head", head).stdout)
    assert told == {"ok": True, "lines": 4, "head": head, "heads": [head], "faults": []}


def test_the_store_that_a_configuration_names(
    scrubber: Scrubber, tmp_path: Path, postgresql: PostgreSQL
) -> None:
    """An audit with it is a line there, whichever side of the command it stands on."""
    config = tmp_path / "scrubber.toml"
    config.write_text(f'[store]\nurl = "{postgresql.database()}"\n', encoding="utf-8")
    box = maildir(tmp_path / "box", {"1": b"Subject: x\n\nhello\n"})
    assert scrubber("audit", "--jobs", 1, box, "--config", config).status == 0
    assert scrubber("evidence", "--config", config, "--out", tmp_path / "pack").status == 0
    for arguments in (["verify", "--config", config], ["--config", config, "verify"]):
        assert scrubber("evidence", *arguments).stdout.startswith("ok: 3 lines")
    assert scrubber("evidence", "verify").status == 2


USAGE = {
    "a link that is none": (["verify", "--head", "12ab"], "64 hexadecimal digits"),
    "no evidence": (["verify"], "no evidence was written here"),
    "no pack": (["verify", "{tmp}"], "is no pack"),
    "a pack and a store": (["verify", "{tmp}", "--config", "{tmp}/c"], "leave out --config"),
    "a quarter": (["--quarter", "2026Q1", "verify"], "verify takes neither"),
}


@pytest.mark.parametrize(("arguments", "told"), USAGE.values(), ids=list(USAGE))
def test_what_cannot_be_checked_is_told(
    arguments: list[str], told: str, scrubber: Scrubber, tmp_path: Path
) -> None:
    """With 2, so that nobody takes it for an answer."""
    result = scrubber("evidence", *(word.format(tmp=tmp_path) for word in arguments))
    assert result.status == 2
    assert told in result.stderr


def test_a_link_of_a_store_that_is_gone_is_missed(scrubber: Scrubber) -> None:
    """An empty store is no excuse."""
    result = scrubber("evidence", "verify", "--head", "0" * 64)
    assert result.status == 1
    assert "no line has the link" in result.stdout


@pytest.fixture
def pack(scrubber: Scrubber, tmp_path: Path, head: str) -> Path:
    """Make a pack of the four lines."""
    told = scrubber("evidence", "--out", tmp_path / "pack").stdout
    assert f"the pack's last link: {head}\n" in told
    assert scrubber("evidence", "verify", tmp_path / "pack", "--head", head).status == 0
    return tmp_path / "pack"


@pytest.mark.usefixtures("head")
def test_what_is_printed_of_a_pack_can_be_checked(scrubber: Scrubber, tmp_path: Path) -> None:
    """One link is the end of the pack, the other that of the evidence, which tells of the pack."""
    pack = tmp_path / "pack"
    told = scrubber("evidence", "--out", pack).stdout.splitlines()
    of_pack, of_evidence = (line.rpartition(" ")[2] for line in told[-2:])
    assert scrubber("evidence", "verify", pack, "--head", of_pack).status == 0
    assert scrubber("evidence", "verify", "--head", of_evidence).status == 0
    assert scrubber("evidence", "verify", pack, "--head", of_evidence).status == 1


def rows(pack: Path) -> list[str]:
    """Return the rows of the chain in a pack."""
    return (pack / "chain.log").read_text(encoding="utf-8").splitlines(keepends=True)


def altered(pack: Path) -> None:
    """Have an audit read more mails than it did."""
    chain = (pack / "chain.log").read_text(encoding="utf-8")
    (pack / "chain.log").write_text(chain.replace('"mails": 2', '"mails": 5'), encoding="utf-8")


def removed(pack: Path) -> None:
    """Take the second row out."""
    first, _, *rest = rows(pack)
    (pack / "chain.log").write_text("".join([first, *rest]), encoding="utf-8")


def reordered(pack: Path) -> None:
    """Have the rows change places."""
    first, second, third, fourth = rows(pack)
    (pack / "chain.log").write_text(first + third + second + fourth, encoding="utf-8")


def cut(pack: Path) -> None:
    """Take the last row away."""
    (pack / "chain.log").write_text("".join(rows(pack)[:-1]), encoding="utf-8")


def scribbled(pack: Path) -> None:
    """Write something that is no line."""
    (pack / "chain.log").write_bytes(b"\xff nonsense\n" + (pack / "chain.log").read_bytes())


def gone(pack: Path) -> None:
    """Take the whole chain away."""
    (pack / "chain.log").unlink()


def embellished(pack: Path) -> None:
    """Change a report."""
    page = (pack / "index.html").read_text(encoding="utf-8")
    (pack / "index.html").write_text(page.replace("3 audits", "9 audits"), encoding="utf-8")


def added(pack: Path) -> None:
    """Put a file of one's own in."""
    (pack / "certificate.html").write_text("compliant", encoding="ascii")


def shortened(pack: Path) -> None:
    """Cut the last row off, and have the manifest say that this is right."""
    cut(pack)
    manifest = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    number, link, _ = rows(pack)[-1].split(" ", 2)
    manifest["head"] = {"line": int(number), "link": link}
    manifest["files"]["chain.log"] = sha256((pack / "chain.log").read_bytes()).hexdigest()
    (pack / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


TAMPERINGS: dict[Callable[[Path], None], tuple[str, ...]] = {
    altered: ("chain.log was changed", "line 3 was changed, or is not in its place"),
    removed: ("chain.log was changed", "line 2 is missing"),
    reordered: ("chain.log was changed", "line 2 is not in its place"),
    cut: ("chain.log was changed", "line 4 has to be the last"),
    scribbled: ("chain.log was changed", "line 0 is not in its place"),
    gone: ("chain.log is missing", "line 4 has to be the last"),
    embellished: ("index.html was changed",),
    added: ("certificate.html does not belong to the pack",),
    shortened: ("no line has the link",),
}


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda each: each.__name__)
def test_what_was_done_to_a_pack_is_seen(
    tamper: Callable[[Path], None], pack: Path, scrubber: Scrubber, head: str
) -> None:
    """By its manifest, its links, or the link that was told elsewhere."""
    tamper(pack)
    result = scrubber("evidence", "verify", pack, "--head", head)
    assert result.status == 1
    for told in TAMPERINGS[tamper]:
        assert told in result.stdout


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"before": {}, "head": {}, "files": {}}'])
def test_a_damaged_manifest_is_told(manifest: str, pack: Path, scrubber: Scrubber) -> None:
    """It is no pack then."""
    (pack / "manifest.json").write_text(manifest, encoding="ascii")
    result = scrubber("evidence", "verify", pack)
    assert result.status == 2
    assert "manifest.json is damaged" in result.stderr
