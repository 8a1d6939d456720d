"""Mail as the programs and shops of our day write it."""

# ruff: noqa: D401 - a docstring here is the description of a mail

from __future__ import annotations

from tests.shapes.shape import Table
from tests.shapes.writing import (
    BASE64,
    HTML,
    MIME,
    QUOTED,
    base64_lines,
    mail,
    multipart_mail,
    part,
)

SHAPES = Table()

OUTLOOK = """<html xmlns:v=3D"urn:schemas-microsoft-com:vml" xmlns:o=3D"urn:schemas-micr=
osoft-com:office:office" xmlns=3D"http://www.w3.org/TR/REC-html40"><head>
<meta name=3D"Generator" content=3D"Microsoft Word 15 (filtered medium)">
<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]-->
<style><!--
/* Font Definitions */
@font-face {font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;}
p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri=
",sans-serif;}
--></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext=3D"edit" spidmax=3D=
"1026" /></xml><![endif]--></head><body lang=3D"EN-GB" link=3D"#0563C1">
<div class=3D"WordSection1"><p class=3D"MsoNormal">Hello,<o:p></o:p></p>
<p class=3D"MsoNormal"><span style=3D"mso-fareast-language:EN-US">{}<o:p></o=
:p></span></p><p class=3D"MsoNormal"><o:p>&nbsp;</o:p></p></div></body></html>
"""

GMAIL = """<div dir="ltr"><div>Hello,</div><div><br></div><div>{}<br></div></div><br>
<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Tue,
14 Oct 2025 at 09:12, Shop &lt;<a href="mailto:orders@shop.example">orders@shop.example</a>&gt;
wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;
border-left:1px solid rgb(204,204,204);padding-left:1ex">How would you like to pay?<br>
</blockquote></div>
"""

APPLE = (
    '<html aria-label="message body"><head><meta http-equiv="content-type" '
    'content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word; '
    '-webkit-nbsp-mode: space; line-break: after-white-space;">Hello,<div><br></div>'
    '<div>{}</div><div><br><blockquote type="cite"><div>On 14. Oct 2025, at 09:12, Shop '
    "wrote:</div></blockquote></div></body></html>"
)

NEWSLETTER = """<!doctype html><html lang="de"><head><style type="text/css">
@media only screen and (max-width:480px) {{ .c {{ width:100% !important }} }}
</style></head><body bgcolor="#f4f4f4"><!-- preheader -->
<div style="display:none;max-height:0;overflow:hidden">Nur noch heute&#847;&zwnj;&nbsp;</div>
<table role="presentation" width="600" cellpadding="0"><tr><td>Artikel</td><td>Preis</td></tr>
<tr><td><a href="https://shop.example/p?id=4111111111111111&amp;utm=1">Vase</a></td>
<td>129,00&nbsp;&euro;</td></tr><tr><td colspan="2">{}</td></tr></table>
<img src="https://shop.example/o/1760425964123456.gif" width="1" height="1"></body></html>
"""


@SHAPES.shape(places=2)
def outlook(text: str) -> bytes:
    """Word's HTML in quoted-printable, and a text twin."""
    return multipart_mail(
        "alternative",
        "_000_AM0PR04MB411111111111_",
        part(f"Hello,\n\n{text}\n\n", 'Content-Type: text/plain; charset="us-ascii"', QUOTED),
        part(OUTLOOK.replace("{}", text), 'Content-Type: text/html; charset="us-ascii"', QUOTED),
    )


@SHAPES.shape(places=2)
def gmail(text: str) -> bytes:
    """Gmail's twins with a quote below."""
    return multipart_mail(
        "alternative",
        "0000000000004111111111111111",
        part(
            f"Hello,\n\n{text}\n\nOn Tue, 14 Oct 2025 at 09:12, Shop wrote:\n\n> How?\n",
            'Content-Type: text/plain; charset="UTF-8"',
        ),
        part(GMAIL.replace("{}", text), 'Content-Type: text/html; charset="UTF-8"'),
    )


@SHAPES.shape()
def apple_mail(text: str) -> bytes:
    """Apple Mail's HTML in base64, in one line."""
    return mail(
        base64_lines(APPLE.replace("{}", text)),
        "Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))",
        HTML,
        BASE64,
        "X-Mailer: Apple Mail (2.3826.200.121)",
    )


@SHAPES.shape()
def newsletter(text: str) -> bytes:
    """Tables, tracking links with digit runs, a line that nobody sees."""
    return mail(NEWSLETTER.format(text), MIME, HTML, "List-Unsubscribe-Post: List-Unsubscribe=One")


@SHAPES.shape()
def web_form(text: str) -> bytes:
    """A contact form's mail: names and values."""
    return mail(
        f"name: Anna Keller\nemail: anna@example.org\nmessage: {text}\nIP: 192.0.2.77\n",
        MIME,
        "Content-Type: text/plain; charset=UTF-8",
        "X-PHP-Originating-Script: 0:form.php",
    )


@SHAPES.shape()
def automatic_reply(text: str) -> bytes:
    """An answer that nobody wrote (RFC 3834)."""
    return mail(
        f"I am away until Monday.\n\n> {text}\n",
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: All",
        "Precedence: bulk",
    )


@SHAPES.shape()
def phone_with_picture(text: str) -> bytes:
    """A few words and a photograph from a telephone."""
    photo = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 30
    return multipart_mail(
        "mixed",
        "Apple-Mail-8A1C",
        part(f"\n{text}\n\nSent from my phone", "Content-Type: text/plain;\n\tcharset=us-ascii"),
        part(
            base64_lines(photo),
            "Content-Type: image/jpeg;\n\tname=IMG_4111.jpeg",
            "Content-Disposition: inline;\n\tfilename=IMG_4111.jpeg",
            BASE64,
        ),
    )
