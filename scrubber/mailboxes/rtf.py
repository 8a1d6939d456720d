"""The text of a body that Outlook keeps as RTF.

Only what a reader sees is wanted: control words that make a gap become one, groups that hold no
text of the document are left out, and everything else is the text (RTF specification 1.9.1).  Of
HTML that is encapsulated in RTF (MS-OXRTFEX) the tags are such groups.  The core reads RTF that is
attached to a mail by itself, where it stands; here a body is made anew, so it may as well be good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scrubber.errors import MailboxError
from scrubber.mailboxes.mapi_charset import charset

_TOKEN = re.compile(
    r"\\(?:(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?|'(?P<byte>[0-9A-Fa-f]{2})"
    r"|(?P<sign>[^A-Za-z]))|(?P<brace>[{}])|(?P<text>[^\\{}]+)",
    re.DOTALL,
)
_GAPS = {"par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "column": "\n"}
_SIGNS = {
    **_GAPS,
    "tab": "\t",
    "cell": "\t",
    "nestcell": "\t",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
_SYMBOLS = {"~": "\u00a0", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}"}
_SYMBOLS |= {"\r": "\n", "\n": "\n"}
_NO_TEXT = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pict", "object"})
_MOST = 0x10000


@dataclass(slots=True)
class _Reader:
    """The state of reading; ``fallback`` counts the characters that stand for a Unicode one."""

    code_page: str = "cp1252"
    text: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    groups: list[tuple[bool, int]] = field(default_factory=list)
    silent: bool = False
    fallback: int = 1
    skip: int = 0

    def settle(self) -> None:
        """Decode the bytes that were given one by one: a character may take two."""
        if self.pending:
            self.text.append(self.pending.decode(self.code_page, "replace"))
            self.pending.clear()

    def add(self, text: str) -> None:
        """Take a piece of text, less what only stands for a character that is known already."""
        self.settle()
        skipped = min(self.skip, len(text))
        self.skip -= skipped
        if not self.silent:
            self.text.append(text[skipped:])

    def byte(self, digits: str) -> None:
        """Take a byte of the document's code page."""
        if self.skip:
            self.skip -= 1
        elif not self.silent:
            self.pending.append(int(digits, 16))

    def brace(self, brace: str) -> None:
        """Begin or end a group."""
        self.settle()
        self.skip = 0
        if brace == "{":
            self.groups.append((self.silent, self.fallback))
        elif self.groups:
            self.silent, self.fallback = self.groups.pop()

    def word(self, word: str, number: int | None) -> None:
        """Obey a control word."""
        if word in _SIGNS:
            self.add(_SIGNS[word])
        elif word == "u" and number is not None:
            self.settle()
            if not self.silent:
                self.text.append(_character(number))
            self.skip = self.fallback
        elif word == "uc" and number is not None:
            self.fallback = max(0, number)
        elif word == "ansicpg" and number is not None:
            self.code_page = charset(number)
        elif word in _NO_TEXT:
            self.silent = True


def plain_text(compressed: bytes) -> str:
    """Return the text of a compressed RTF body (MS-OXRTFCP).  Raises MailboxError."""
    import compressed_rtf

    try:
        markup = compressed_rtf.decompress(compressed).decode("latin-1")
    except Exception:  # noqa: BLE001 - whatever a damaged body makes the library do
        raise MailboxError("its RTF body is damaged") from None
    return text_of(markup)


def text_of(markup: str) -> str:
    """Return the text of RTF, given as one character a byte."""
    reader = _Reader()
    position = 0
    while found := _TOKEN.match(markup, position):
        position = found.end()
        if found["text"]:
            reader.add(found["text"].replace("\r", "").replace("\n", ""))
        elif found["brace"]:
            reader.brace(found["brace"])
        elif found["byte"]:
            reader.byte(found["byte"])
        elif found["sign"] == "*":
            reader.silent = True  # a group for programs that know it
        elif found["sign"]:
            reader.add(_SYMBOLS.get(found["sign"], ""))
        elif found["word"] == "bin":
            position += max(0, int(found["number"] or 0))
        else:
            reader.word(found["word"], int(found["number"]) if found["number"] else None)
    reader.settle()
    # Pairs of surrogates are one character, as Windows counts.
    return "".join(reader.text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(number: int) -> str:
    """Return a character by its number, which is given as 16 bits with a sign."""
    return chr(number % _MOST) if number else ""
