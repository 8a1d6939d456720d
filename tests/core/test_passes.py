"""A message is read again until nothing more is found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scrubber import rulebook
from scrubber.core import scrub as passes
from scrubber.core.cards import cards
from scrubber.core.codes import securitycode
from scrubber.core.explain import Verdict, explain
from scrubber.core.scrub import scrub

if TYPE_CHECKING:
    from scrubber.core.codes.search import Search
    from scrubber.core.examined import Reading
    from scrubber.core.judge import Hit
    from scrubber.core.model import Finding

RULES = rulebook.load()
HEAD = b"Subject: x\r\n\r\n"
BESIDE = {
    "a hyphen between": (
        b"5500005555555559-4111111111111111 12/28 123",
        b"************5559-************1111 **/** ***",
    ),
    "letters between": (
        b"card 5500005555555559abc4111111111111111",
        b"card ************5559abc************1111",
    ),
}


@pytest.mark.parametrize(("body", "masked"), BESIDE.values(), ids=list(BESIDE))
def test_what_a_number_hid_is_found_once_that_is_masked(body: bytes, masked: bytes) -> None:
    """Two numbers glued to one another speak against each other only until one is masked."""
    scrubbed = scrub(HEAD + body, RULES)
    assert scrubbed.message.endswith(masked)
    assert [finding.masked for finding in numbers(scrubbed.findings)] == [
        "************1111" if body.startswith(b"5") else "************5559",
        "************5559" if body.startswith(b"5") else "************1111",
    ]
    assert scrub(scrubbed.message, RULES).message is scrubbed.message


@pytest.mark.parametrize(("body", "masked"), BESIDE.values(), ids=list(BESIDE))
def test_places_are_those_of_the_message_as_it_came(body: bytes, masked: bytes) -> None:
    """A later pass sees a message of the same length, and counts nothing that stands on top."""
    del masked
    for finding in numbers(scrub(HEAD + body, RULES).findings):
        shown = body[finding.span.start : finding.span.end]
        assert len(shown) == len(finding.masked)
        assert shown.endswith(finding.masked[-4:].encode())


@pytest.mark.parametrize(("body", "masked"), BESIDE.values(), ids=list(BESIDE))
def test_an_explanation_goes_through_the_same_passes(body: bytes, masked: bytes) -> None:
    """It takes what the scrub takes."""
    del masked
    taken = [
        (place.kind, place.span)
        for place in explain(HEAD + body, RULES).considered
        if place.verdict is Verdict.TAKEN
    ]
    found = scrub(HEAD + body, RULES).findings
    assert sorted(taken, key=str) == sorted(((x.kind, x.span) for x in found), key=str)


def test_hostile_mail_is_not_read_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes more passes than any mail does is left as the last one left it."""
    monkeypatch.setattr("scrubber.core.scrub._MOST_PASSES", 1)
    body, _ = BESIDE["a hyphen between"]
    assert len(numbers(scrub(HEAD + body, RULES).findings)) == 1


def test_stretches_of_a_long_text_that_stay_as_they_are_are_weighed_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To mask a card in one changes nothing of the others; codes are looked for once in each."""
    weighed: list[str] = []
    searched: list[int] = []

    def find_cards(text: str, *rest: Any) -> list[Hit]:  # noqa: ANN401 - as it is given
        if "\u2026" not in text:  # what is left of a text where some of it is in words
            weighed.append(text)
        return cards.find_cards(text, *rest)

    def find_codes(search: Search) -> list[Hit]:
        searched.append(hash(search.text))
        return securitycode.find_codes(search)

    monkeypatch.setattr(passes, "find_cards", find_cards)
    monkeypatch.setattr(passes, "find_codes", find_codes)
    lines = "".join(f"order number 4111 1111 {n:04} 1111 of lamps\n" for n in range(8000))
    body = f"my card is 5500 0055 5555 5559\n{lines}".encode()
    (found,) = scrub(HEAD + body, RULES).findings
    assert found.masked == "**** **** **** 5559"
    assert len(weighed) > 5
    assert len(weighed) == len(set(weighed))
    assert len(searched) == len(set(searched))


def numbers(findings: tuple[Finding, ...]) -> list[Finding]:
    """Return the card numbers among ``findings``."""
    return [finding for finding in findings if finding.kind == "pan"]


def test_nothing_of_a_mail_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither when it is done nor when it fails: what is known of a text has its digits within."""
    body = HEAD + b"my card 4111111111111111, cvv 123"
    scrub(body, RULES)
    assert RULES.lexicon._found is None
    assert RULES.issuers._runs is None
    monkeypatch.setattr(passes, "mask", fail)
    with pytest.raises(RuntimeError):
        scrub(body, RULES)
    assert RULES.lexicon._found is None
    assert RULES.issuers._runs is None


def fail(readings: list[Reading]) -> list[Finding]:
    """Be a mistake of ours, once words were looked for."""
    assert RULES.lexicon._found
    assert readings
    raise RuntimeError
