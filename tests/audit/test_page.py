"""The page: it carries nothing out, everybody can read it, and it says what is so."""

from __future__ import annotations

import re
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from scrubber.audit.plots import scale
from tests.audit.mails import CARD, CLEAN, maildir
from tests.servers.programs import need

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Audit

EVIL = '"><script>document.title="caught"</script><img src=x onerror="document.title=1">'
HOSTILE = (
    f"From: {EVIL} <b{EVIL.replace(' ', '')}@evil.example>\n"
    f"Subject: {EVIL} \u202egpj.exe \x1b[31m\n"
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nMy Visa is 4111 1111 1111 1111, cvv 123.\n"
    f'--b\nContent-Type: image/"{EVIL}; name="{EVIL}"\n\nx\n--b--\n'
).encode()
CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
VOID = {"meta", "link", "br", "img", "line", "rect"}


class Reader(HTMLParser):
    """Notes what stands on a page."""

    def __init__(self, page: str) -> None:
        """Read it."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that elements are closed in their order."""
        assert tag in VOID or self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Maildir with what a sender and a file system may come up with."""
    box = maildir(
        tmp_path_factory.mktemp("page") / f"<b>{EVIL.replace('/', '')}", {"1.host": HOSTILE}
    )
    maildir(box, {"2.host": CARD, "3.host": CLEAN})
    (box / "cur/4.host<i>").mkdir()
    return box


@pytest.fixture
def page(folder: Path, tmp_path: Path, audit: Audit) -> Path:
    """Return the page of an audit."""
    audit(folder, "--html", tmp_path / "page.html")
    return tmp_path / "page.html"


def test_the_page_of_hostile_mail_in_a_real_browser(page: Path, tmp_path: Path) -> None:
    """Nothing that a sender wrote becomes an element or is carried out; the browser agrees."""
    text = page.read_text(encoding="utf-8")
    reader = Reader(text)
    assert reader.open == []
    assert not {"script", "img", "b", "i", "iframe", "object", "form"} & {
        tag for tag, _ in reader.tags
    }
    assert not [key for _, attributes in reader.tags for key in attributes if key.startswith("on")]
    assert not any(hidden in text for hidden in ("\u202e", "\x1b"))
    seen = subprocess.run(
        [
            need("chromium"),
            *CHROMIUM,
            f"--user-data-dir={tmp_path / 'browser'}",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    ).stdout.decode()
    assert "<title>Card data in 2 of 3 mails" in seen
    assert "caught&lt;/script&gt;" in seen or "&lt;script&gt;" in seen
    assert "<script" not in seen
    assert "<img" not in seen


def test_everybody_can_read_the_page(page: Path) -> None:
    """Language, one first heading, captions, scopes, and words for every plot."""
    reader = Reader(page.read_text(encoding="utf-8"))
    assert reader.all("html") == [{"lang": "en"}]
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(reader.all("caption")) == len(reader.all("table"))
    assert all(attributes.get("scope") in {"row", "col"} for attributes in reader.all("th"))
    for svg in reader.all("svg"):
        assert svg.get("aria-hidden") == "true" or (svg.get("role") == "img" and svg["aria-label"])
    anchors = {attributes["href"] for attributes in reader.all("a")}
    names = {f"#{attributes['id']}" for _, attributes in reader.tags if "id" in attributes}
    assert anchors <= names


def test_the_page_needs_nothing_from_elsewhere(page: Path) -> None:
    """No address is loaded, and the page forbids it."""
    text = page.read_text(encoding="utf-8")
    reader = Reader(text)
    assert not [a for _, a in reader.tags if {"src", "srcset", "data", "action"} & a.keys()]
    assert not re.search(r"url\(|@import|https?://", text)
    (policy,) = [a["content"] for a in reader.all("meta") if "http-equiv" in a]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_colours_are_told_apart(page: Path) -> None:
    """Text and bars have a contrast of 4.5 to the paper, light, dark and printed (WCAG 2.2)."""
    palettes = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", block))
        for block in re.findall(r":root \{(.*?)\}", page.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert len(palettes) == 3
    for palette in palettes:
        for name in ("ink", "soft", "accent"):
            assert contrast(palette[name], palette["paper"]) >= 4.5


def test_a_clean_mailbox_says_so(tmp_path: Path, audit: Audit) -> None:
    """Without a finding the page says what was read, and still what was not."""
    audit(maildir(tmp_path / "box", {"a": CLEAN}), "--html", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<h1>No card data was found</h1>" in text
    assert "1 mail was read." in text
    assert "What this report does not say" in text


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (1, 2), (2, 2), (7, 8), (58, 58), (119, 120), (1234, 1400)]
)
def test_the_scale_ends_above_the_highest_column(most: int, top: int) -> None:
    """It ends with an even number of one or two digits, so its half is a whole number."""
    assert scale(most) == top


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, contrast ratio)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return how light a colour is (WCAG 2.2, relative luminance)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
