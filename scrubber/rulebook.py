"""The only reader of ``rules/``: TOML files in, :class:`~scrubber.core.rules.Rules` out.

A checkout's ``rules/`` is read where the package lies beside it, so that an edited rule counts at
once; an installed package brings its own copy.  A directory of the owner's adds to them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from scrubber.core.lexicon import Label, Phrase, phrase, plain, without_apostrophes
from scrubber.core.pan import Pan
from scrubber.core.rules import (
    DIGITS_OF_AN_IIN,
    Lookalike,
    Network,
    Rules,
    SecurityCode,
    compiled,
)
from scrubber.errors import RuleError
from scrubber.keptrules import KeptRules

ROLES = (
    "card",
    "holder",
    "code",
    "code_near_card",
    "expiry",
    "otp",
    "otp_service",
    "first_part",
    "last_part",
    "continued",
    "some_part",
    "handover",
    "question",
)
"""The lists of phrases that a language file may have."""

FOLDERS = ("networks", "languages", "lookalikes")
KINDS = ("pan", "cvv", "expiry", "otp")
STRENGTHS = ("strong", "weak", "allow")
CHECKSUMS = ("none", "luhn", "ean", "iban", "imei")

_RANGE = re.compile(r"[0-9]{1,8}(?:-[0-9]{1,8})?")
_EXAMPLES = "\n[[examples]]"
_OPEN = re.compile(r"\[[^\]]*[0-9][^\]]*\]|\\[dwSD]|(?<!\\)\.")
_NO_DIGITS = re.compile(r"\{[^}]*\}|\[[^\]]*\]|\\?[^0-9#]")
_WRITTEN_OUT = re.compile(r"[0-9]{9}")
"""More digits in a row than an issuer number has (ISO/IEC 7812-1:2017)."""

Table = dict[str, Any]


def directory() -> Path:
    """Return where the rules are: beside the package in a checkout, else within it."""
    package = Path(__file__).parent
    checkout = package.parent / "rules"
    return checkout if (checkout / "networks").is_dir() else package / "_rules"


def load(where: Path | None = None, *, own: Path | None = None) -> Rules:
    """Return the rules below ``where``, by default those in use, with those below ``own`` added.

    Raises :class:`RuleError`, which names file and key.
    """
    if own is None and where is None:
        return _packaged()
    return _read(files(*filter(None, (where or directory(), own))))


@cache
def _packaged() -> Rules:
    texts = list(files(directory()))
    kept = KeptRules(__file__, __spec__.cached, (text for _, text in texts))
    rules = kept.load()
    if rules is None:
        rules = _read(texts)
        kept.save(rules)
    return rules


def files(*directories: Path) -> Iterator[tuple[Path, str]]:
    """Yield each rule file below ``directories`` with its text.

    Raises :class:`RuleError` for one without any.
    """
    for where in directories:
        paths = [path for kind in FOLDERS for path in sorted((where / kind).glob("*.toml"))]
        if not paths:
            expected = "expected networks/, languages/ and lookalikes/ in it"
            message = f"{where}: no rule files; {expected}"
            raise RuleError(message)
        for path in paths:
            try:
                yield path, path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                message = f"{path}: cannot be read as UTF-8 text"
                raise RuleError(message) from None


def _read(texts: Iterable[tuple[Path, str]]) -> Rules:
    """Read files, each with its text."""
    book = _Book()
    for path, text in texts:
        book.add(path, text)
    if not book.networks:
        message = f"{path.parent.parent}: no networks; expected files in networks/"
        raise RuleError(message)
    return Rules(
        networks=tuple(book.networks),
        phrases=tuple(book.phrases),
        lookalikes=tuple(book.lookalikes),
        test_numbers=frozenset(map(Pan, book.test_numbers)),
        fingerprint=book.digest.hexdigest()[:16],
        **book.words,
    )


class _Book:
    """The rules while they are read, file by file."""

    def __init__(self) -> None:
        self.networks: list[Network] = []
        self.lookalikes: list[Lookalike] = []
        self.phrases: list[tuple[Phrase, Label]] = []
        self.words: dict[str, Table] = {"months": {}, "numbers": {}, "repeats": {}}
        self.test_numbers: list[str] = []
        self.digest = hashlib.sha256()

    def add(self, path: Path, text: str) -> None:
        """Add what a file says."""
        self.digest.update(text.encode())
        # Examples stand last and are for `check`; reading them takes longer than all the rest.
        source = _Source(path, text.partition(_EXAMPLES)[0])
        if path.parent.name == "networks":
            self._network(source)
        elif path.parent.name == "languages":
            self._language(source)
        else:
            self._lookalike(source)

    def _network(self, source: _Source) -> None:
        network = _network(source)
        self.networks.append(network)
        self.phrases += source.phrases("words", Label("card", network.name))
        self.test_numbers += source.strings("test_numbers")

    def _language(self, source: _Source) -> None:
        language = source.text("language")
        for role in ROLES:
            self.phrases += source.phrases(role, Label(role, language))
        for name, table in self.words.items():
            wanted, example = (str, '"4"') if name == "numbers" else (int, "4")
            entries = source.table(name)
            if not all(isinstance(value, wanted) for value in entries.values()):
                raise source.wrong(f"[{name}]", f"values like {example}")
            table |= {_spoken(key): value for key, value in entries.items()}

    def _lookalike(self, source: _Source) -> None:
        lookalike = _lookalike(source)
        if lookalike.name in (known.name for known in self.lookalikes):
            raise source.wrong("name", "one that no other look-alike has")
        self.lookalikes.append(lookalike)
        for side in ("before", "after"):
            for key in source.table(side):
                self.phrases += source.phrases(key, Label(side, lookalike.name), side)


def _spoken(word: str) -> str:
    """Return the key under which a number or month is looked up."""
    return without_apostrophes(plain(word))


class _Source:
    """One rule file; every complaint names it and the key."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        try:
            self.data = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            message = f"{path}: not TOML: {error}"
            raise RuleError(message) from None

    def wrong(self, key: str, expected: str) -> RuleError:
        """Return the error that says what ``key`` should be."""
        return RuleError(f"{self.path}: {key}: expected {expected}")

    def text(self, key: str) -> str:
        """Return a string that must be there."""
        value = self.data.get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, f'a text, as in {key} = "..."')
        return value

    def strings(self, key: str, table: str | None = None) -> list[str]:
        """Return a list of strings, empty if it is missing."""
        value = (self.table(table) if table else self.data).get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, f'a list of texts, as in {key} = ["...", "..."]')
        return value

    def numbers(self, key: str) -> list[int]:
        """Return a list of whole numbers, empty if it is missing."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
            raise self.wrong(key, f"a list of whole numbers, as in {key} = [16, 19]")
        return value

    def table(self, key: str) -> Table:
        """Return a table, empty if it is missing."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, f"a table, [{key}]")
        return value

    def phrases(
        self, key: str, label: Label, table: str | None = None
    ) -> list[tuple[Phrase, Label]]:
        """Return the phrases listed under ``key``."""
        try:
            return [(phrase(written), label) for written in self.strings(key, table)]
        except ValueError:
            raise self.wrong(key, "phrases with a token that may not be missing") from None

    def choice(self, key: str, among: tuple[str, ...], default: str | None = None) -> str:
        """Return a string that is one of ``among``."""
        value = self.data.get(key, default)
        if value not in among:
            raise self.wrong(key, "one of " + ", ".join(f'"{item}"' for item in among))
        return str(value)


def _network(source: _Source) -> Network:
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


def _lookalike(source: _Source) -> Lookalike:
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


def _check_own(source: _Source, pattern: str | None) -> None:
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


def _pattern(source: _Source) -> str | None:
    """Read a regular expression; `check` tries to compile it, everybody else does on first use."""
    return source.text("pattern") if "pattern" in source.data else None


def check(where: Path | None = None, *, own: Path | None = None) -> list[str]:
    """Return what is wrong with the rules of :func:`load`, one line a problem.

    Every example in every file is tried with all the rules together, so that a rule of the owner's
    cannot spoil another one unseen.
    """
    directories = tuple(filter(None, (where or directory(), own)))
    try:
        rules = _read(files(*directories))
    except RuleError as error:
        return [error.public]
    problems = [
        f"{own or where or directory()}: pattern of {lookalike.name}: expected a regular expression"
        for lookalike in rules.lookalikes
        if lookalike.pattern and not _compiles(lookalike.pattern)
    ]
    if problems:
        return problems
    for path, text in files(*directories):
        try:
            data = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            problems.append(f"{path}: not TOML: {error}")
            continue
        examples = _numbers if path.parent.name == "networks" else _texts
        problems += [f"{path}: {problem}" for problem in examples(data, _scan(rules))]
    return problems


def _compiles(pattern: str) -> bool:
    """Say whether ``pattern`` is a regular expression."""
    import regex

    try:
        compiled(pattern)
    except regex.error:
        return False
    return True


Scan = Callable[[str], tuple[str, set[str | None]]]


def _scan(rules: Rules) -> Scan:
    """Return a function that masks a text and names the networks found."""
    from scrubber.core.scrub import scrub

    head = b"Subject: example\nContent-Type: text/plain; charset=utf-8\n\n"

    def scan(text: str) -> tuple[str, set[str | None]]:
        scrubbed = scrub(head + text.encode(), rules)
        body = scrubbed.message.partition(b"\n\n")[2].decode()
        return body, {x.network for x in scrubbed.findings if x.kind == "pan"}

    return scan


def _numbers(data: Table, scan: Scan) -> Iterator[str]:
    """Try the examples of a network."""
    for key in ("examples", "counterexamples"):
        if not all(isinstance(number, str) for number in data.get(key, [])):
            yield f'{key}: expected a list of texts, as in {key} = ["4111111111111111"]'
            return
    for number in (*data.get("examples", []), *data.get("test_numbers", [])):
        if data["name"] not in scan(f"card number {number}")[1]:
            yield f"example {_masked(number)} is not taken"
    for number in data.get("counterexamples", []):
        if data["name"] in scan(f"card number {number}")[1]:
            yield f"counterexample {_masked(number)} is taken"


def _texts(data: Table, scan: Scan) -> Iterator[str]:
    """Try the examples of a language or look-alike."""
    for count, example in enumerate(data.get("examples", []), 1):
        if not (isinstance(example.get("text"), str) and isinstance(example.get("becomes"), str)):
            yield f"example {count}: expected text and becomes, both texts"
            continue
        became = scan(example["text"])[0]
        if became != example["becomes"]:
            yield f'example {count}: expected "{example["becomes"]}", got "{became}"'


def _masked(number: str) -> str:
    """Show a number of a rule file as findings show one."""
    return "*" * (len(number) - 4) + number[-4:]
