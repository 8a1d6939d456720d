"""Windows code pages as charsets of MIME."""

from __future__ import annotations

import codecs

_NAMES = {
    20127: "us-ascii",
    20866: "koi8-r",
    20932: "euc-jp",
    21866: "koi8-u",
    50220: "iso-2022-jp",
    50221: "iso-2022-jp",
    50222: "iso-2022-jp",
    50225: "iso-2022-kr",
    51932: "euc-jp",
    51936: "gb2312",
    51949: "euc-kr",
    52936: "hz",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
}
_ISO_8859 = 28590  # and the number of the part


def charset(code_page: int) -> str:
    """Return the name of a code page; where it is not known, that of Western Windows."""
    part = code_page - _ISO_8859
    name = f"iso-8859-{part}" if 1 <= part <= 16 else _NAMES.get(code_page, f"cp{code_page}")  # noqa: PLR2004 - there are 16
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name
