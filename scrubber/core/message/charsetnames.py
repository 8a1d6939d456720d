"""Names of charsets: those that Python knows, and those that other programs have for the same."""

from __future__ import annotations

import codecs
from functools import lru_cache

from scrubber.core.patterns import pattern

_PREFIX = pattern(r"^(?:x-)+|^cs(?=[a-z])")
_ALIASES = {
    "cp50220": "iso-2022-jp-ext",
    "cp50221": "iso-2022-jp-ext",
    "cp50222": "iso-2022-jp-ext",
    "iso-2022-jp-ms": "iso-2022-jp-ext",
    "unicode-2-0-utf-7": "utf-7",
    "ucs-4": "utf-32",
}
"""Names without the "x-" before them."""


@lru_cache(maxsize=256)
def codec(name: str) -> str:
    """Return Python's name for the charset ``name``, "" if it knows none that decodes bytes."""
    name = name.replace("\0", "").lower()
    bare = _PREFIX.sub("", name)
    for each in (name, _ALIASES.get(bare, bare.replace("windows-", "cp"))):
        try:
            known = codecs.lookup(each).name
            b"\xff".decode(known, "replace")  # neither idna nor base64 can do this
        except (LookupError, UnicodeError, TypeError, ValueError):
            continue
        return "utf-8" if known == "utf-8-sig" else known
    return ""
