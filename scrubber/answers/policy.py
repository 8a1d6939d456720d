"""What a shop tells customers and staff about card details, in words and as simple HTML.

The texts stand in ``rules/policy``, one file a language; their values come from the configuration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import tomli

from scrubber.errors import ConfigError, RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrubber.config import Config, PaymentSettings, ShopSettings

FOLDER = "policy"
PIECES = ("policy", "confirmation", "signature", "staff", "privacy", "genuine")
"""The policy page, the sentence for order confirmations, the line for signatures, the sheet for
payments by telephone, the paragraph for the privacy policy, the page "is this mail from us?"."""

_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ max-width: 40em; margin: 2em auto; padding: 0 1em; font: 1em/1.5 sans-serif }}
</style></head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """One text: a title, then paragraphs, of which tuples are lists of points."""

    name: str
    language: str
    title: str
    blocks: tuple[str | tuple[str, ...], ...]

    @property
    def plain(self) -> str:
        """The piece as text."""
        texts = [
            block if isinstance(block, str) else "\n".join(f"- {point}" for point in block)
            for block in self.blocks
        ]
        return "\n\n".join([self.title, *texts]) + "\n"

    @property
    def fragment(self) -> str:
        """The piece as HTML for a page that exists."""
        from markupsafe import escape

        return "\n".join([f"<h1>{escape(self.title)}</h1>", *map(_html, self.blocks)])

    @property
    def page(self) -> str:
        """The piece as an HTML page of its own."""
        from markupsafe import escape

        return _PAGE.format(language=self.language, title=escape(self.title), body=self.fragment)


def languages(rules: Path) -> list[str]:
    """Return the languages that there are texts in."""
    return sorted(path.stem for path in (rules / FOLDER).glob("*.toml"))


def pieces(config: Config, rules: Path, language: str) -> list[Piece]:
    """Return all pieces.  Raises ConfigError without a shop, RuleError for a broken file."""
    if config.shop is None:
        raise ConfigError("[shop] is missing; scrubber config example shows one")
    if language not in (known := languages(rules)):
        raise ConfigError(f"there are no texts in {language}; known: {', '.join(known)}")
    say = _Speaker(rules / FOLDER / f"{language}.toml", config.shop, config.payment)
    blocks: dict[str, tuple[str | tuple[str, ...], ...]] = {
        "policy": (
            *say("policy", "never", "why", "ways"),
            _ways(say, config),
            *say("policy", "removed"),
        ),
        "confirmation": say("confirmation", "text"),
        "signature": say("signature", "text"),
        "staff": (say("staff", "steps"),),
        "privacy": say("privacy", "text"),
        "genuine": (*say("genuine", "intro"), say("genuine", "points"), *say("genuine", "doubt")),
    }
    return [Piece(name, language, say(name, "title")[0], blocks[name]) for name in PIECES]


def _ways(say: _Speaker, config: Config) -> tuple[str, ...]:
    """Return the ways to pay that the shop offers."""
    shop = config.shop
    offered = {
        "website": True,
        "link": config.payment is not None,
        "phone": bool(shop and shop.phone),
        "in_person": bool(shop and shop.in_person),
        "transfer": bool(shop and shop.account),
    }
    return say("policy", *(name for name, is_offered in offered.items() if is_offered))


class _Speaker:
    """Fills in the texts of one language."""

    def __init__(self, file: Path, shop: ShopSettings, payment: PaymentSettings | None) -> None:
        from jinja2 import StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment

        try:
            self._texts: dict[str, Any] = tomli.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError):
            raise RuleError(f"{file}: cannot be read as TOML in UTF-8") from None
        self._file = file
        self._values = dict(_values(shop, payment))
        self._environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)

    def __call__(self, table: str, *names: str) -> tuple[str, ...]:
        """Return texts, a list point by point.  Raises RuleError where one is missing."""
        found: list[str] = []
        for name in names:
            text = self._texts.get(table, {}).get(name)
            if not text:
                raise RuleError(f"{self._file}: [{table}] {name} is missing")
            found += [text] if isinstance(text, str) else text
        return tuple(self._environment.from_string(text).render(self._values) for text in found)


def _values(shop: ShopSettings, payment: PaymentSettings | None) -> Iterator[tuple[str, str]]:
    """Yield what a text may name."""
    from scrubber.payments.hosts import name_and_hosts

    provider, hosts = name_and_hosts(payment) if payment is not None else ("", ())
    own = urlsplit(shop.website).hostname or ""
    yield "provider", provider
    yield "hosts", ", ".join(dict.fromkeys((*hosts, *(() if hosts else (own,)))))
    yield "website", shop.website
    yield "address", shop.address
    yield "phone", shop.phone
    yield "holder", shop.holder or shop.name
    yield "account", shop.account


def _html(block: str | tuple[str, ...]) -> str:
    from markupsafe import escape

    if isinstance(block, str):
        return f"<p>{escape(block)}</p>"
    return "\n".join(["<ul>", *(f"<li>{escape(point)}</li>" for point in block), "</ul>"])
