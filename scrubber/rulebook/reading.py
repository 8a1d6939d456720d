"""Rule files to values: networks, languages, look-alikes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.language import once
from scrubber.core.language.described import phrases
from scrubber.core.language.describing import Describing
from scrubber.core.language.lexicon import Label, Phrase, phrase
from scrubber.core.language.plain import plain, without_apostrophes
from scrubber.core.language.senses import SENSES
from scrubber.core.numbers.issuers import DIGITS_OF_AN_IIN, Network, SecurityCode
from scrubber.core.numbers.pan import Pan
from scrubber.core.rules import Lookalike, Rules
from scrubber.rulebook import fingerprint_of
from scrubber.rulebook.source import Source, Table

if TYPE_CHECKING:
    from pathlib import Path

ROLES = (
    "card",
    "card_known",
    "holder",
    "code",
    "code_near_card",
    "expiry",
    "otp",
    "otp_service",
    "first_part",
    "last_part",
    "goes_on",
    "continued",
    "some_part",
    "starts",
    "goes_first",
    "unfinished",
    "finished",
    "handover",
    "question",
)
"""The lists of phrases that a language file may have."""

KINDS = ("pan", "cvv", "expiry", "otp")
STRENGTHS = ("strong", "weak", "allow")
CHECKSUMS = ("none", "luhn", "ean", "iban", "imei")

_RANGE = re.compile(r"[0-9]{1,8}(?:-[0-9]{1,8})?")
_EXAMPLES = "\n[[examples]]"
_OPEN = re.compile(r"\[[^\]]*[0-9][^\]]*\]|\\[dwSD]|(?<!\\)\.")
_NO_DIGITS = re.compile(r"\{[^}]*\}|\[[^\]]*\]|\\?[^0-9#]")
_WRITTEN_OUT = re.compile(r"[0-9]{9}")
"""More digits in a row than an issuer number has (ISO/IEC 7812-1:2017)."""


class Book:
    """The rules while they are read, file by file."""

    def __init__(self) -> None:
        """Begin with no rules."""
        self.networks: list[Network] = []
        self.lookalikes: list[Lookalike] = []
        self.phrases: list[tuple[Phrase, Label]] = []
        self.words: dict[str, Table] = {"months": {}, "numbers": {}, "repeats": {}}
        self.compounds: dict[str, str] = {}
        self.describing: dict[str, tuple[str, ...]] = {}
        self.once: dict[str, tuple[str, ...]] = {}
        self.test_numbers: list[str] = []
        self.texts: list[str] = []

    def add(self, path: Path, text: str) -> None:
        """Add what a file says."""
        self.texts.append(text)
        # Examples stand last and are for `check`; reading them takes longer than all the rest.
        source = Source(path, text.partition(_EXAMPLES)[0])
        if path.parent.name == "networks":
            self._network(source)
        elif path.parent.name == "languages":
            self._language(source)
        else:
            self._lookalike(source)

    def _network(self, source: Source) -> None:
        network = _network(source)
        self.networks.append(network)
        self.phrases += source.phrases("words", Label("card", network.name))
        self.test_numbers += source.strings("test_numbers")

    def _language(self, source: Source) -> None:
        language = source.text("language")
        for role in ROLES:
            self.phrases += source.phrases(role, Label(role, language))
        for name, table in self.words.items():
            wanted, example = (str, '"4"') if name == "numbers" else (int, "4")
            entries = source.table(name)
            if not all(isinstance(value, wanted) for value in entries.values()):
                raise source.wrong(f"[{name}]", f"values like {example}")
            table |= {_spoken(key): value for key, value in entries.items()}
        compounds = source.table("compounds")
        if not all(isinstance(value, str) for value in compounds.values()):
            raise source.wrong("[compounds]", 'values like "hundert"')
        self.compounds |= compounds
        self._describing(source, language)

    def _describing(self, source: Source, language: str) -> None:
        senses = source.table("describing")
        if not senses.keys() <= set(SENSES):
            raise source.wrong("[describing]", f"keys from {', '.join(SENSES)}")
        words = {sense: source.words(sense, "describing") for sense in senses}
        for sense, spoken in words.items():
            for word in map(plain, spoken):
                known = self.describing.get(word, ())
                self.describing[word] = (*known, f"{language} {sense}")
        for role, written in phrases(words):
            self.phrases.append((phrase(written), Label(role, language)))
        self._once(source, language, words)

    def _once(self, source: Source, language: str, describing: dict[str, list[str]]) -> None:
        senses = source.table("once")
        if not senses.keys() <= set(once.SENSES):
            raise source.wrong("[once]", f"keys from {', '.join(once.SENSES)}")
        own = {sense: source.words(sense, "once") for sense in senses}
        words = once.words_of(own, describing)
        for sense, spoken in words.items():
            for word in spoken:
                self.once[word] = (*self.once.get(word, ()), f"{language} {sense}")
        for written in once.phrases(words):
            self.phrases.append((phrase(written), Label("otp_told", language)))

    def _lookalike(self, source: Source) -> None:
        lookalike = _lookalike(source)
        if lookalike.name in (known.name for known in self.lookalikes):
            raise source.wrong("name", "one that no other look-alike has")
        self.lookalikes.append(lookalike)
        for side in ("before", "after"):
            for key in source.table(side):
                self.phrases += source.phrases(key, Label(side, lookalike.name), side)

    def rules(self) -> Rules:
        """Return all that was added."""
        return Rules(
            networks=tuple(self.networks),
            phrases=tuple(self.phrases),
            lookalikes=tuple(self.lookalikes),
            test_numbers=frozenset(map(Pan, self.test_numbers)),
            compounds=self.compounds,
            describing=Describing(self.describing),
            once=self.once,
            fingerprint=fingerprint_of(self.texts),
            **self.words,
        )


def _spoken(word: str) -> str:
    """Return the key under which a number or month is looked up."""
    return without_apostrophes(plain(word))


def _network(source: Source) -> Network:
    """Read a file of ``rules/networks``."""
    code = source.table("code")
    if code and not (isinstance(code.get("name"), str) and isinstance(code.get("digits"), int)):
        raise source.wrong("code", 'a table, as in code = { name = "CVV2", digits = 3 }')
    for key in ("ranges", "lengths"):
        if not source.data.get(key):
            raise source.wrong(key, "a list that is not empty")
    try:
        ranges = tuple(_range(written) for written in source.strings("ranges"))
        groupings = frozenset(tuple(map(int, x.split("-"))) for x in source.strings("groupings"))
    except ValueError:
        raise source.wrong("ranges, groupings", '"4", "2221-2720" and "4-4-4-4"') from None
    return Network(
        name=source.text("name"),
        title=source.text("title"),
        ranges=ranges,
        lengths=frozenset(source.numbers("lengths")),
        groupings=groupings,
        luhn=source.choice("luhn", ("always", "unknown")) == "always",
        needs_word=frozenset(source.numbers("needs_word")),
        code=SecurityCode(code["name"], code["digits"]) if code else None,
    )


def _range(written: str) -> tuple[int, int]:
    """Read a prefix or an inclusive range of prefixes, scaled to eight digits."""
    low, _, high = written.partition("-")
    high = high or low
    if not _RANGE.fullmatch(written) or len(low) != len(high) or low > high:
        raise ValueError(written)
    return int(low.ljust(DIGITS_OF_AN_IIN, "0")), int(high.ljust(DIGITS_OF_AN_IIN, "9"))


def _lookalike(source: Source) -> Lookalike:
    """Read a file of ``rules/lookalikes``."""
    against = source.strings("against")
    if not against or not set(against) <= set(KINDS):
        raise source.wrong("against", 'a list of some of "pan", "cvv", "expiry", "otp"')
    strength = source.choice("strength", STRENGTHS)
    pattern = _pattern(source)
    if strength == "allow":
        _check_own(source, pattern)
    return Lookalike(
        name=source.text("name"),
        strong=strength == "strong",
        against=frozenset(against),
        pattern=pattern,
        checksum=source.choice("checksum", CHECKSUMS, "none"),
        allows=strength == "allow",
    )


def _check_own(source: Source, pattern: str | None) -> None:
    """Refuse what would let card numbers go: a pattern without words, words without a pattern.

    So is a list of numbers: what is known to be a card number is not to be written down.
    """
    if pattern is None:
        raise source.wrong("pattern", "the shape of your numbers, as in pattern = '9[0-9]{15}'")
    if not any(source.table(side) for side in ("before", "after")):
        raise source.wrong("[before]", 'words beside your numbers, as in en = ["gift card"]')
    if _WRITTEN_OUT.search(_NO_DIGITS.sub("", _OPEN.sub("#", pattern))):
        expected = "a shape, as in pattern = '9[0-9]{15}'; numbers are not to be listed here"
        raise source.wrong("pattern", expected)


def _pattern(source: Source) -> str | None:
    """Read a regular expression; `check` tries to compile it, everybody else does on first use."""
    return source.text("pattern") if "pattern" in source.data else None
