"""What pages show beside their text: the values of a form's fields, digits in cells of their own.

A page that somebody filled in and sent holds the number in ``<input value=...>``, at times a field
for each group or digit of it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.reading.view import Edit, View

INPUT = "<input"

_INPUT = pattern(r"<input\b[^<>]*>")
_VALUE = r"\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s<>\"']+))"
_ATTRIBUTE = pattern(rf"\s(?:(?P<value>value)|name){_VALUE}")
_CELL_GAP = pattern(
    r"[0-9](?!\t\t[0-9])([ \r\n]{0,60}+\t[ \r]{0,60}+\n?[ \r]{0,60}+\t[ \r\n]{0,60}+)(?=[0-9])"
)
_TIGHT = "\t\t"
"""What stands between two cells of a row without white space."""

_LOOSE = ("\t\n\t", "\t\r\n\t", "\t\n ", "\t\r\n ", "\t \t", "\n\t\t", " \t\t")
"""Of what one of is between two cells that have white space between."""

_NEAR = 1 << 12
"""Characters of the markup that are kept before a field and behind it."""

_BETWEEN = "\n\u2026\n"
"""Parts what stands before a gap from what stands behind it."""

_MOST = 256
"""Fields of a form; of more than those no row is one number."""


def filled_in(source: View, folded: str) -> Iterator[View]:
    """Yield the page with the values of its fields as text, and with the fields' names before.

    ``folded`` is its text in lower case.  The page is read by itself, too, so that only what stands
    near its fields is shown once more: most newsletters have a form somewhere, and those took a
    quarter of the time for it.
    """
    values: list[Edit] = []
    fields: list[Edit] = []
    done = 0
    for tag in islice(_INPUT.finditer(folded), _MOST):
        found = _ATTRIBUTE.finditer(folded, *tag.span())
        spans = [(each["value"] is not None, each.span(each.lastindex or 0)) for each in found]
        value = [span for is_value, span in spans if is_value]
        if len(value) == 1 and any(map(str.isdigit, folded[slice(*value[0])])):
            left_out = list(_left_out(folded, done, tag.start()))
            values += [*left_out, *_kept(tag.span(), value)]
            fields += [*left_out, *_kept(tag.span(), [span for _, span in spans])]
            done = tag.end()
    if values:
        left_out = list(_left_out(folded, done, len(folded)))
        yield source.edited(values + left_out)
        if len(fields) > len(values):
            yield source.edited(fields + left_out)


def _left_out(folded: str, start: int, end: int) -> Iterator[Edit]:
    """Yield what stands far from the fields before and behind ``[start, end)``, if some does.

    It is cut where a tag begins.
    """
    last = end == len(folded)
    low = folded.find("<", start + _NEAR, end) if start else 0
    high = end if last else folded.rfind("<", 0, max(end - _NEAR, 0))
    if 0 <= low < high:
        yield low, high, _BETWEEN if start and not last else ""


def _kept(tag: tuple[int, int], spans: list[tuple[int, int]]) -> Iterator[Edit]:
    """Yield what leaves nothing of a tag but some stretches of it."""
    done, end = tag
    for start, stop in spans:
        yield done, start, " " if done == tag[0] else ": "
        done = stop
    yield done, end, " "


def with_tight_cells(view: View) -> View:
    """Return a view in which white space in the markup parts no digits in cells side by side."""
    text = view.text
    if _TIGHT[0] in text and any(sign in text for sign in _LOOSE):
        gaps = [found.span(1) for found in _CELL_GAP.finditer(text)]
        if gaps:
            return view.edited([(*gap, _TIGHT) for gap in gaps])
    return view
