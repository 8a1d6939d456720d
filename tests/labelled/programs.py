"""How the mail programs of the world wrap what somebody wrote: their HTML, their quotations."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.labelled.writer import Writer

WIDTH: Final = 72
OUTLOOK_HEAD: Final = (
    '<html xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name="Generator" '
    'content="Microsoft Word 15 (filtered medium)"><style><!--\n@font-face\n\t{'
    "font-family:Calibri;\n\tpanose-1:2 15 5 2 2 2 4 3 2 4;}\np.MsoNormal\n\t{margin:0cm;"
    "font-size:11.0pt;}\n--></style><!--[if gte mso 9]><xml>\n"
    '<o:shapedefaults v:ext="edit" spidmax="1026" />\n</xml><![endif]-->'
    '</head><body lang="EN-GB" link="#0563C1" vlink="#954F72"><div class="WordSection1">'
)
OUTLOOK_WORDS: Final = {
    "en": ("From", "Sent", "To", "Subject", "Original Message"),
    "de": ("Von", "Gesendet", "An", "Betreff", "Ursprüngliche Nachricht"),
    "fr": ("De", "Envoyé", "À", "Objet", "Message d'origine"),
    "es": ("De", "Enviado", "Para", "Asunto", "Mensaje original"),
    "it": ("Da", "Inviato", "A", "Oggetto", "Messaggio originale"),
    "pt": ("De", "Enviada", "Para", "Assunto", "Mensagem original"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", "Oorspronkelijk bericht"),
    "pl": ("Od", "Wysłano", "Do", "Temat", "Wiadomość oryginalna"),
    "ru": ("От", "Отправлено", "Кому", "Тема", "Исходное сообщение"),
    "uk": ("Від", "Надіслано", "Кому", "Тема", "Оригінал повідомлення"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět", "Původní zpráva"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu", "Özgün İleti"),
}


def page(writer: Writer, text: str) -> str:
    """Return ``text`` as the HTML that one of the mail programs makes of it."""
    lines = [escape(line, quote=False) for line in text.splitlines()]
    return writer.pick((_gmail, _outlook, _apple, _thunderbird, _yahoo, _webmail))(lines)


def _gmail(lines: list[str]) -> str:
    return '<div dir="ltr">' + "".join(f"<div>{line or '<br>'}</div>" for line in lines) + "</div>"


def _outlook(lines: list[str]) -> str:
    paragraphs = (
        '<p class="MsoNormal"><span style="font-size:10.5pt;color:#1F497D;mso-fareast-language:'
        f'EN-US">{line or "<o:p>&nbsp;</o:p>"}</span><o:p></o:p></p>'
        for line in lines
    )
    return OUTLOOK_HEAD + "\n".join(paragraphs) + "</div></body></html>"


def _apple(lines: list[str]) -> str:
    shown = "<br>".join(line or "" for line in lines)
    return (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        '<body style="word-wrap: break-word; -webkit-nbsp-mode: space;" class="">'
        f"{shown}<br><br><div>Sent from my iPhone 13</div></body></html>"
    )


def _thunderbird(lines: list[str]) -> str:
    shown = "".join(f"    <p>{line or '<br>'}\n    </p>\n" for line in lines)
    return (
        '<!DOCTYPE html>\n<html>\n  <head>\n    <meta http-equiv="content-type" '
        'content="text/html; charset=UTF-8">\n  </head>\n'
        '  <body text="#000000" bgcolor="#FFFFFF">\n'
        f'{shown}    <pre class="moz-signature" cols="72">-- \nTel. 020 7946 0123</pre>\n'
        "  </body>\n</html>\n"
    )


def _yahoo(lines: list[str]) -> str:
    shown = "".join(
        f'<div id="yiv{9000 + place}" dir="ltr" data-setdir="false">'
        f"{line or '<br clear=none>'}</div>"
        for place, line in enumerate(lines)
    )
    return (
        '<html><head></head><body><div class="ydp1a2b3c4dyahoo-style-wrap" style="font-family:'
        f'Helvetica Neue, Helvetica, Arial, sans-serif;font-size:16px;">{shown}</div></body></html>'
    )


def _webmail(lines: list[str]) -> str:
    shown = "".join(
        f'<div style="font-family: Verdana;font-size: 12.0px;">{line or "&nbsp;"}</div>\n'
        for line in lines
    )
    return f"<html><head></head><body>{shown}</body></html>"


def answered(writer: Writer, text: str) -> str:
    """Return an answer with ``text`` quoted below it."""
    answer = f"{writer.chatter('shop')}\n\n"
    return answer + writer.pick((_marked, _outlook_block, _twice))(writer, text)


def _marked(writer: Writer, text: str) -> str:
    body = "\n".join("> " + line for line in _wrapped(text, WIDTH))
    return f"{writer.chatter('wrote')}\n{body}\n"


def _twice(writer: Writer, text: str) -> str:
    body = "\n".join(">> " + line for line in _wrapped(text, WIDTH - 2))
    return f"> {writer.chatter('closing')}\n>\n> {writer.chatter('wrote')}\n{body}\n"


def _outlook_block(writer: Writer, text: str) -> str:
    sender, sent, to, subject, title = OUTLOOK_WORDS[writer.stock.language]
    rule = writer.rng.choice((f"-----{title}-----", "_" * 32))
    return (
        f"{rule}\n{sender}: {writer.person} <customer@post.example>\n{sent}: 12.11.2026 09:41\n"
        f"{to}: info@hartwood.example\n{subject}: {writer.phrase('subject')}\n\n{text}\n"
    )


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of ``text`` broken at spaces as they get too long."""
    lines = []
    for line in text.splitlines():
        rest = line
        while len(rest) > width and " " in rest[1:width]:
            at = rest.rindex(" ", 1, width)
            lines.append(rest[:at])
            rest = rest[at + 1 :]
        lines.append(rest)
    return lines
