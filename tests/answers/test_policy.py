"""What a shop tells customers and staff: complete in every language, from its configuration."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
import tomli

from scrubber import config, rulebook, scrub
from scrubber.answers.policy import FOLDER, PIECES, languages, pieces
from scrubber.errors import ConfigError, RuleError
from tests.answers.shop import CONFIG

if TYPE_CHECKING:
    from pathlib import Path

RULES = rulebook.directory()
ALL = ["de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "uk"]
FULL = CONFIG.replace(
    'language = "es"',
    'language = "es"\nin_person = true\naccount = "ES91 2100 0418 4502 0005 1332"',
)


def settings(text: str = FULL) -> config.Config:
    """Return a configuration."""
    return config.parse(tomli.loads(text.format(port=25)), "test")


def test_there_are_ten_languages() -> None:
    """Those of the answers."""
    assert languages(RULES) == ALL == sorted(path.stem for path in (RULES / "replies").glob("*"))


@pytest.mark.parametrize("language", ALL)
def test_every_language_says_everything(language: str) -> None:
    """With the shop's own values, and no text that another language lacks."""
    made = {piece.name: piece for piece in pieces(settings(), RULES, language)}
    assert tuple(made) == PIECES
    policy, genuine = made["policy"].plain, made["genuine"].plain
    for value in ("https://shop.example", "+34 600 000 000", "Muebles Roble", "ES91 2100"):
        assert value in policy
    assert policy.count("\n- ") == 5
    for value in ("shop@shop.example", "pay.shop.example", "https://shop.example"):
        assert value in genuine
    assert made["staff"].plain.count("\n- ") == 7
    assert all("{" not in piece.plain and "  " not in piece.plain for piece in made.values())
    english = tomli.loads((RULES / FOLDER / "en.toml").read_text(encoding="utf-8"))
    other = tomli.loads((RULES / FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    assert {table: set(other[table]) for table in PIECES} == {
        table: set(english[table]) for table in PIECES
    }


@pytest.mark.parametrize("language", ALL)
def test_no_text_looks_like_card_data(language: str) -> None:
    """It would be masked in the shop's own mails."""
    for piece in pieces(settings(), RULES, language):
        assert scrub(b"\r\n\r\n" + piece.plain.encode()).findings == ()


def test_only_what_the_shop_offers_is_named() -> None:
    """Without telephone, account, provider there is the website."""
    bare = FULL.partition("[reply]")[0]
    bare = re.sub(r"(?m)^(?:phone|account|in_person) = .*\n", "", bare)
    made = {piece.name: piece.plain for piece in pieces(settings(bare), RULES, "en")}
    assert made["policy"].count("\n- ") == 1
    assert "telephone" not in made["confirmation"]
    assert "lead to shop.example only" in made["genuine"]


class Tags(HTMLParser):
    """Checks that tags are closed in order."""

    def __init__(self) -> None:
        """Have seen none."""
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, _: object) -> None:
        """Open one."""
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the last one."""
        assert self.open.pop() == tag


def test_the_html_is_simple_and_escaped() -> None:
    """Nothing in it is carried out, whatever the shop is called."""
    shop = settings(FULL.replace("Muebles Roble", "<script>A & B"))
    for piece in pieces(shop, RULES, "fr"):
        tags = Tags()
        tags.feed(piece.page)
        assert tags.open == []
        assert tags.seen <= {
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "h1",
            "p",
            "ul",
            "li",
        }
        assert 'lang="fr"' in piece.page
        assert piece.fragment in piece.page


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    """The shop, a language, a text."""
    with pytest.raises(ConfigError, match="there are no texts in tr; known: de, en,"):
        pieces(settings(), RULES, "tr")
    with pytest.raises(ConfigError, match=r"shop. is missing"):
        pieces(settings("[policy]\n"), RULES, "en")
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "xx.toml").write_text("[policy]\ntitle = 'x'\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"xx.toml: \[policy\] never is missing"):
        pieces(settings(), tmp_path, "xx")
    (tmp_path / FOLDER / "xx.toml").write_text("[policy", encoding="utf-8")
    with pytest.raises(RuleError, match="cannot be read as TOML"):
        pieces(settings(), tmp_path, "xx")
