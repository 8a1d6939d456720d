"""Ways to set the digits of a card number apart in plain text, each a class of its own.

A shape is a list of variants, of which every third is held out; a variant turns the groups of a
number into what the customer types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.labelled.numbers import cut

if TYPE_CHECKING:
    from collections.abc import Callable

    Variant = Callable[[list[str]], str]


def joined(separator: str) -> Variant:
    """Return the variant that puts ``separator`` between the groups."""
    return separator.join


def wrapped(separator: str, *, inside: int = 0) -> Variant:
    """Return the variant with one break in the middle, ``inside`` digits into a group."""

    def write(groups: list[str]) -> str:
        half = len(groups) // 2
        left, middle, right = groups[:half], groups[half], groups[half + 1 :]
        start = " ".join([*left, middle[:inside]]).rstrip()
        return start + separator + " ".join([middle[inside:], *right])

    return write


def regrouped(width: int, separator: str = " ") -> Variant:
    """Return the variant with groups of ``width`` digits."""
    return lambda groups: separator.join(cut("".join(groups), (width,) * (20 // width)))


def around(opening: str, closing: str, separator: str = " ") -> Variant:
    """Return the variant that brackets each group."""
    return lambda groups: separator.join(f"{opening}{group}{closing}" for group in groups)


def zipped(*separators: str) -> Variant:
    """Return the variant that uses several separators in turn."""

    def write(groups: list[str]) -> str:
        pieces = [g + separators[place % len(separators)] for place, g in enumerate(groups[:-1])]
        return "".join(pieces) + groups[-1]

    return write


SHAPES: Final[dict[str, list[Variant]]] = {
    "plain": [joined("")],
    "spaces": [joined(" ")],
    "dashes": [joined("-"), joined(" - "), joined("--"), joined("- ")],
    "dots": [joined("."), joined(". "), joined(" . ")],
    "slashes": [joined("/"), joined(" / "), joined("//"), joined("\\")],
    "underscores": [joined("_"), joined(" _ "), joined("__")],
    "pipes": [joined(" | "), joined("|"), joined("||")],
    "commas": [joined(", "), joined(","), joined(" , "), joined("; ")],
    "brackets": [around("(", ")"), around("[", "]"), around("(", ")", ""), around("( ", " )")],
    "stars and plus": [joined("*"), joined("+"), joined(" + "), joined("·"), joined(":")],
    "tabs": [joined("\t"), joined(" \t"), joined("\t\t")],
    "double spaces": [joined("  "), joined("   "), joined("    "), joined("     ")],
    "mixed separators": [zipped(" ", "-"), zipped("", " "), zipped("-", "."), zipped(" ", "", "")],
    "odd groups": [regrouped(2), regrouped(8), regrouped(3), regrouped(1), regrouped(5, "-")],
    "single digits": [regrouped(1), regrouped(1, "-"), regrouped(1, ". "), regrouped(1, ",")],
    "unicode spaces": [joined(s) for s in "\u00a0\u2009\u202f\u2007\u2002\u3000\u2003\u200a\u205f"],
    "unicode dashes": [joined(s) for s in "\u2013\u2011\u2014\u2010\u2212\u2012\uff0d\ufe63\u2015"],
    "line wrap": [wrapped("\n"), wrapped("\n", inside=2), wrapped("\n  "), wrapped("\n\n")],
    "quoted wrap": [wrapped(f"\n{marks} ") for marks in (">", ">>", "> >", "> > >")],
    "quoted wrap in a group": [wrapped("\n> ", inside=inside) for inside in (1, 2, 3)],
    "group a line": [joined("\n"), joined("\n> "), joined("\n\n"), joined(" \n")],
    "percent": [joined("%20")],
}
