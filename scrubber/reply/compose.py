"""A letter in words: paragraphs by language, as plain text and as a simple HTML twin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrubber.core.patterns import compiled
from scrubber.reply.letter import Occasion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrubber.reply.letter import Letter
    from scrubber.reply.texts import Texts

_LONGEST_SUBJECT = 80  # characters
_REPLY = re.compile(
    r"^(?:\s*(?:re|aw|antw|sv|odp|rif|res|r|fwd?|wg|tr|vs|отв|відп)\s*:)+", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"\S+@\S+|https?://\S+|(?<![\w.-])(?:[\w-]{1,63}\.){1,9}[^\W\d_]{2,}(?![\w.])\S*", re.IGNORECASE
)
"""Mail programs make links of them, of bare host names too."""

_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_MASKED = compiled(r"(?:[*\uff0a\u00d7][^\w*\uff0a\u00d7]{0,3}+){2,24}+(?:\d{4}(?!\w))?")
"""What was masked in a subject, with the last digits of a card: an answer holds none of them."""

_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
<title>{title}</title></head>
<body style="margin:0;padding:24px 16px;background:#ffffff;color:#1b1f23;\
font:16px/1.55 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="max-width:34em;margin:0 auto;overflow-wrap:anywhere">
{body}
</div>
</body>
</html>
"""
_RULE = '<hr style="border:0;border-top:1px solid #d8dee4;margin:28px 0">'


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text, or a bare https address on a line of its own."""

    text: str
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A rendered letter; ``sections`` are its languages, each a list of paragraphs."""

    subject: str
    sections: tuple[tuple[str, tuple[Paragraph, ...]], ...]

    @property
    def plain(self) -> str:
        """The text twin."""
        blocks = ["\n\n".join(p.text for p in paragraphs) for _, paragraphs in self.sections]
        return "\n\n* * *\n\n".join(blocks) + "\n"

    @property
    def html(self) -> str:
        """The HTML twin: no picture, no script, no address but those that can be read."""
        from markupsafe import escape

        language = self.sections[0][0]
        blocks = (
            f'<div lang="{code}">' + "\n".join(_paragraph(p) for p in paragraphs) + "</div>"
            for code, paragraphs in self.sections
        )
        return _PAGE.format(
            language=language, title=escape(self.subject), body=f"\n{_RULE}\n".join(blocks)
        )


def compose(letter: Letter, texts: Mapping[str, Texts]) -> Answer:
    """Return a letter in words."""
    chosen = [texts[code] for code in letter.languages]
    sections = tuple((text.language, tuple(_paragraphs(letter, text))) for text in chosen)
    fallback = chosen[0].templates["subject"]
    return Answer(f"Re: {bare_subject(letter.subject) or fallback}", sections)


def bare_subject(subject: str) -> str:
    """Return a subject without reply marks, addresses, controls, masks; 80 characters at most."""
    text = _ADDRESS.sub("", _MASKED.sub(" ", _NO_TEXT.sub(" ", subject)))
    text = " ".join(_REPLY.sub("", text).split())
    return text if len(text) <= _LONGEST_SUBJECT else text[: _LONGEST_SUBJECT - 1].rstrip() + "…"


def _paragraphs(letter: Letter, texts: Texts) -> Iterator[Paragraph]:
    """Yield the paragraphs of one language, in the order in which they are read."""
    say = _Speaker(letter, texts)
    sender = letter.sender
    yield say("greeting_by_name" if letter.due and letter.due.name else "greeting")
    yield say(letter.occasion)
    yield from _payment(letter, say)
    yield from _other_ways(letter, say)
    yield say("why", "never")
    yield say("delete" if letter.occasion is Occasion.CARD else "delete_question")
    if sender.genuine:
        yield say("genuine")
        yield Paragraph(sender.genuine, is_link=True)
    imprint = (sender.name, *sender.imprint, sender.address, sender.phone, sender.website)
    yield Paragraph("\n".join((say("closing").text, *filter(None, imprint))))


def _payment(letter: Letter, say: _Speaker) -> Iterator[Paragraph]:
    """Yield what is due and where to pay it."""
    due, link = letter.due, letter.link
    if due is not None and not due.amount:
        yield say("paid")
        return
    if due is not None:
        yield say("due")
    if due is not None and link is not None:
        yield say("link")
        yield Paragraph(link.url, is_link=True)
        yield say("host", "expires", "bank") if link.expires else say("host", "bank")
    else:
        yield say("general")
        yield Paragraph(link.url if link else letter.sender.website, is_link=True)


def _other_ways(letter: Letter, say: _Speaker) -> Iterator[Paragraph]:
    """Yield the ways to pay for which nobody has to trust a link, where anything is due."""
    if letter.due is not None and not letter.due.amount:
        return
    sender = letter.sender
    ways = {
        "own_way": sender.website,
        "phone": sender.phone,
        "in_person": sender.in_person,
        "transfer": sender.account,
    }
    yield say(*(name for name, offered in ways.items() if offered))


class _Speaker:
    """Renders texts of one language with the values of one letter."""

    def __init__(self, letter: Letter, texts: Texts) -> None:
        from jinja2 import StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment

        # A shop writes its own texts: a mistyped value is an error, and no template can do harm.
        self._environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        self._templates = texts.templates
        self._values = _values(letter, texts.language)

    def __call__(self, *names: str) -> Paragraph:
        """Return the named texts as one paragraph.  Raises jinja2.TemplateError."""
        templates = (self._environment.from_string(self._templates[name]) for name in names)
        return Paragraph(" ".join(template.render(self._values).strip() for template in templates))


def _values(letter: Letter, language: str) -> dict[str, Any]:
    """Return what a text may name; money and dates as the language writes them."""
    from babel.dates import format_date
    from babel.numbers import format_currency

    sender, due, link = letter.sender, letter.due, letter.link
    return {
        "name": due.name if due else "",
        "order": due.order if due else "",
        "label": due.label if due else "",
        "amount": format_currency(due.amount, due.currency, locale=language) if due else "",
        "provider": link.provider if link else "",
        "host": urlsplit(link.url).hostname if link else "",
        "date": format_date(link.expires, "long", language) if link and link.expires else "",
        "website": sender.website,
        "phone": sender.phone,
        "holder": sender.holder or sender.name,
        "account": sender.account,
    }


def _paragraph(paragraph: Paragraph) -> str:
    from markupsafe import escape

    text = escape(paragraph.text)
    if paragraph.is_link:
        link = f'<a href="{text}" style="color:#0b57d0">{text}</a>'
        return f'<p style="margin:0 0 16px">{link}</p>'
    lines = str(text).replace("\n", "<br>\n")
    return f'<p style="margin:0 0 16px">{lines}</p>'
