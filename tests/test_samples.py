"""The golden corpus: real-looking mails, what becomes of them, and what is found where.

The samples are stored with LF.  Mail arrives with CRLF, so each is tried with both.
"""

from __future__ import annotations

import tomllib
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scrubber import scrub

if TYPE_CHECKING:
    from email.message import Message

    from scrubber import Finding

Row = dict[str, str | int]

SAMPLES = sorted(path.parent for path in Path(__file__).parents[1].glob("samples/*/message.eml"))
LINE_ENDS = {"LF": b"\n", "CRLF": b"\r\n"}

every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
both_line_ends = pytest.mark.parametrize("end", LINE_ENDS.values(), ids=LINE_ENDS)


def read(sample: Path, name: str, end: bytes) -> bytes:
    """Return a message of a sample with ``end`` as line end."""
    return (sample / name).read_bytes().replace(b"\n", end)


def stated(sample: Path) -> list[Row]:
    """Return the findings that a sample states, for LF."""
    rows: list[Row] = tomllib.loads((sample / "findings.toml").read_text("utf-8"))["findings"]
    return rows


def row(finding: Finding) -> Row:
    """Return a finding as findings.toml states it."""
    found: Row = {
        "kind": str(finding.kind),
        "masked": finding.masked,
        "part": finding.part,
        "start": finding.span.start,
        "end": finding.span.end,
    }
    return found | ({"network": finding.network} if finding.network else {})


def with_crlf(finding: Row, message: Message) -> Row:
    """Return where a finding stands once the lines of ``message``, now LF, end with CRLF.

    Only lines that are not encoded in base64 grow; a header field is counted unfolded.
    """
    if ":" in str(finding["part"]):
        return finding
    text = decoded(message, str(finding["part"]))
    start, end = int(finding["start"]), int(finding["end"])
    return finding | {
        "start": start + text.count("\n", 0, start),
        "end": end + text.count("\n", 0, end),
    }


def decoded(message: Message, number: str) -> str:
    """Return the text of a part by its IMAP number, without the line ends that cannot change."""
    part = message
    for step in number.split("."):
        if part.get_content_type() == "message/rfc822":
            part = part.get_payload(0)  # type: ignore[assignment]
        if part.is_multipart():
            part = part.get_payload(int(step) - 1)  # type: ignore[assignment]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    text = content.decode(part.get_content_charset("ascii"))
    return text.replace("\n", " ") if part["Content-Transfer-Encoding"] == "base64" else text


def places(rows: list[Row]) -> list[Row]:
    """Return findings in the order of the places where they stand."""
    return sorted(rows, key=lambda found: (str(found["part"]), int(found["start"])))


@every_sample
@both_line_ends
def test_what_becomes_of_it(sample: Path, end: bytes) -> None:
    """The mailbox gets the bytes of redacted.eml."""
    assert scrub(read(sample, "message.eml", end)).message == read(sample, "redacted.eml", end)


@every_sample
@both_line_ends
def test_what_is_found(sample: Path, end: bytes) -> None:
    """The findings are those of findings.toml, in their places, and nothing stays unread."""
    expected = stated(sample)
    if end == b"\r\n":
        message = message_from_bytes(read(sample, "message.eml", b"\n"))
        expected = [with_crlf(finding, message) for finding in expected]
    scrubbed = scrub(read(sample, "message.eml", end))
    assert places([row(finding) for finding in scrubbed.findings]) == places(expected)
    assert (scrubbed.unreadable, scrubbed.unscanned) == ((), ())


@every_sample
@both_line_ends
def test_a_second_time_changes_nothing(sample: Path, end: bytes) -> None:
    """A redacted mail is clean: scrubbing returns the very same object."""
    redacted = read(sample, "redacted.eml", end)
    assert scrub(redacted).message is redacted


@every_sample
@both_line_ends
def test_clean_mail_keeps_every_byte(sample: Path, end: bytes) -> None:
    """A message is the same object afterwards exactly where findings.toml states nothing."""
    message = read(sample, "message.eml", end)
    assert (scrub(message).message is message) == (not stated(sample))


@every_sample
def test_it_is_complete(sample: Path) -> None:
    """A sample is a message with LF alone, what becomes of it, what is found, and why."""
    assert {path.name for path in sample.iterdir()} == {
        "message.eml",
        "redacted.eml",
        "findings.toml",
        "why.md",
    }
    assert all(b"\r" not in path.read_bytes() for path in sample.iterdir())
    assert (sample / "why.md").read_text("utf-8").startswith("# ")
