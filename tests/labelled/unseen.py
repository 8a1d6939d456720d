"""Letters that no rule was written for: each corpus was scored before its misses were read.

A corpus is a folder of ``unseen`` with a file for each language.  Unlike those of
:mod:`tests.labelled.letters` these letters are all kept from tuning by the phrase: what they showed
was mended by its kind; ``kinds`` alone was written to be tuned with.
``python -m tests.labelled.score --unseen NAME`` scores one.

A place of a letter is ``{name}``, ``{name@network}``, ``{name:shape}`` or ``{name=as written}``.
A letter that begins with ``<`` is sent as HTML, one that begins with ``From: `` has that author
and subject; all others go as plain text, as the HTML of some mail program, and quoted.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from tests.labelled import mime
from tests.labelled.everyday import account, article, iccid, imei, siret, tracking
from tests.labelled.generate import ATTEMPTS, plainly_placed
from tests.labelled.numbers import EVERYDAY, cut, figures, luhn_number
from tests.labelled.programs import answered, page
from tests.labelled.stock import LANGUAGES, stock
from tests.labelled.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.labelled.model import Labelled
    from tests.labelled.numbers import Card

FOLDER: Final = Path(__file__).parent / "unseen"
PLACE: Final = re.compile(r"\{([a-z]+)([0-9]*)(?:@([a-z0-9-]+))?(?::([a-z]+))?(?:=([^}]+))?\}")
CUSTOMER: Final = re.compile(rb"<customer[0-9]+@post\.example>")
USUAL: Final = tuple(name for name in EVERYDAY if name != "amex")
CODES: Final = {"code": ("cvv", 3), "cid": ("cvv", 4), "otp": ("otp", 6)}
NUMBERS: Final[Mapping[str, Callable[[Random], str]]] = {
    "track": tracking,
    "imei": imei,
    "iccid": iccid,
    "iban": account,
    "ean": article,
    "siret": siret,
    "ups": lambda rng: f"1Z{figures(rng, 3)}AA{figures(rng, 11)}",
    "usps": lambda rng: f"9400{figures(rng, 18)}",
    "fedex": lambda rng: luhn_number(rng, 15),
    "dpd": lambda rng: f"0{figures(rng, 13)}",
    "inpost": lambda rng: f"6{figures(rng, 23)}",
    "pochta": lambda rng: luhn_number(rng, 14, "80"),
    "dhl": lambda rng: f"00340434{figures(rng, 12)}",
    "colissimo": lambda rng: f"6A{figures(rng, 11)}",
    "correos": lambda rng: f"PQ{figures(rng, 11)}{figures(rng, 5)}X",
    "giftcard": lambda rng: "-".join(cut(luhn_number(rng, 16, "60"), (4, 4, 4))),
}
FULLWIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
LETTERS: Final = str.maketrans("01", "Ol")
SHAPES: Final[Mapping[str, Callable[[Sequence[str]], str]]] = {
    "solid": "".join,
    "spaces": " ".join,
    "dashes": "-".join,
    "dots": ".".join,
    "slashes": "/".join,
    "lines": "\n".join,
    "nbsp": "\u00a0".join,
    "pairs": lambda groups: " ".join(cut("".join(groups), (2,) * 10)),
    "threes": lambda groups: " ".join(cut("".join(groups), (3,) * 7)),
    "fullwidth": lambda groups: " ".join(groups).translate(FULLWIDTH),
    "oh": lambda groups: " ".join(groups).translate(LETTERS),
    "invisible": "\u200b ".join,
    "keycaps": lambda groups: " ".join("".join(d + "\ufe0f\u20e3" for d in g) for g in groups),
    "commas": ", ".join,
    "stars": "*".join,
    "underscores": "_".join,
    "mixed": lambda groups: f"{groups[0]}-{' '.join(groups[1:3])}.{groups[-1]}",
    "wrapped": lambda groups: f"{' '.join(groups[:2])}\n{' '.join(groups[2:])}",
}


def corpora() -> list[str]:
    """Return the names of the corpora."""
    return sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


def unseen(corpus: str) -> Iterator[Labelled]:
    """Return the labelled mails of a corpus, always the same bytes."""
    for language in LANGUAGES:
        content = tomllib.loads((FOLDER / corpus / f"{language}.toml").read_text("utf-8"))
        for kind, ways in (("paid", 2), ("harmless", 1)):
            for number, text in enumerate(content[kind]):
                for way in range(ways):
                    seed = f"{corpus}:{language}:{kind}:{number}:{way}"
                    yield _mail(seed, f"{kind}, unseen", language, text, content["digits"])


def _mail(seed: str, name: str, language: str, text: str, words: Sequence[str]) -> Labelled:
    for attempt in range(ATTEMPTS):
        rng = Random(f"{seed}:{attempt}")  # noqa: S311 - not a secret
        writer = Writer(name, rng, stock(language, held_out=True), held_out=True)
        mail = _sent(writer, _filled(writer, text, words))
        if plainly_placed(mail, subject="\nSubject: " in text):
            return mail
    raise RuntimeError(f"{seed}: its secrets do not stand in one place each")


def _sent(writer: Writer, text: str) -> Labelled:
    if text.startswith("From: "):
        author, subject, content = re.split(r"\n(?:Subject: )?", text, maxsplit=2)
        sender, address = author.removeprefix("From: ").rstrip(">").split(" <")
        body = mime.text(content, encoding=writer.encoding())
        raw = writer.mail(body, subject=mime.field_value(subject), sender=mime.field_value(sender))
        return writer.done(CUSTOMER.sub(f"<{address}>".encode(), raw, count=1))
    if text.startswith("<"):
        return writer.done(writer.mail(mime.text(text, "html", encoding=writer.encoding())))
    way = writer.rng.choice(("plain", "plain", "page", "both", "quoted"))
    if way == "quoted":
        return writer.done(writer.plain(answered(writer, text)))
    if way == "plain":
        return writer.done(writer.plain(text + "\n"))
    shown = mime.text(page(writer, text), "html", encoding=writer.encoding())
    if way == "page":
        return writer.done(writer.mail(shown))
    both = mime.multipart(writer.rng, "alternative", mime.text(text + "\n"), shown)
    return writer.done(writer.mail(both))


def _filled(writer: Writer, text: str, words: Sequence[str]) -> str:
    half: list[Card] = []

    def fill(place: re.Match[str]) -> str:
        name, count, network, shape, written = place.groups()
        if name == "first":
            half.append(writer.card("visa"))
        if name in {"first", "rest"}:
            digits = half[-1].digits[:8] if name == "first" else half[-1].digits[8:]
            return writer.secret("pan", digits, " ".join(cut(digits, (4,))))
        if name == "card":
            return _card(writer, network or writer.rng.choice(USUAL), shape or "", words)
        if name == "expiry":
            return _as_written(writer, "expiry", written) if written else writer.expiry_date()
        if name in CODES:
            kind, length = CODES[name]
            value = written or figures(writer.rng, length)
            return _as_written(writer, kind, value)
        return _number(writer.rng, name, count)

    return PLACE.sub(fill, text)


def _as_written(writer: Writer, kind: str, written: str) -> str:
    found = "".join(sign for sign in written if sign.isdigit())
    return writer.secret(kind, found or "0" * len(written.split()), written)


def _card(writer: Writer, network: str, shape: str, words: Sequence[str]) -> str:
    card = writer.card(network)
    if shape == "words":
        written = " ".join(words[int(digit)] for digit in card.digits)
    elif shape:
        written = SHAPES[shape](card.groups)
    else:
        written = writer.rng.choice((" ", " ", "", "", "-")).join(card.groups)
    return writer.secret("pan", card.digits, written)


def _number(rng: Random, name: str, count: str) -> str:
    """Return a number that is no card's: ``n16`` any, ``g16`` one that could be a card's."""
    if name == "n":
        return figures(rng, int(count))
    if name == "g":
        return luhn_number(rng, int(count), rng.choice(("4", "52")))
    return NUMBERS[name](rng)
