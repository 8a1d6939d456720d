"""Plots as SVG within the page: they take their colours from it, and print as they are."""

from __future__ import annotations

from math import ceil, log10
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrubber.audit.timeline import Period

_HEIGHT = 200  # pixels; the width is that of the page, so x is told in per cent
_TOP, _BASE = 16, 172
_GAP = 0.28  # of a column's width
_WIDTH = 94.0  # per cent; the scale stands beside it
_LABELS = 8  # below the columns
_SHORTEST = 2.0  # pixels of a column that is not empty


def columns(periods: Sequence[Period]) -> Markup:
    """Return columns for findings over time, "" if there is nothing to show."""
    if not periods:
        return Markup()
    most = max(period.findings for period in periods)
    top = scale(most)
    parts = [_grid(top, value) for value in (0, top // 2, top)]
    width = _WIDTH / len(periods)
    labelled = _labelled(periods)
    for index, period in enumerate(periods):
        x = index * width
        if period.findings:
            parts.append(_column(period, x + width * _GAP / 2, width * (1 - _GAP), top))
        if index in labelled:
            parts.append(
                Markup('<text x="{:.2f}%" y="{}">{}</text>').format(
                    x + width * _GAP / 2, _HEIGHT - 8, period.label
                )
            )
    label = f"Findings from {periods[0].name} to {periods[-1].name}, at most {most:,} in one column"
    return Markup('<svg class="columns" role="img" aria-label="{}" height="{}">{}</svg>').format(
        label, _HEIGHT, Markup().join(parts)
    )


def share(number: int, most: int) -> Markup:
    """Return a bar as long as ``number`` is of ``most``; the number itself stands beside it."""
    part = 100 * number / most if most else 0
    return Markup(
        '<svg class="bar" aria-hidden="true" focusable="false">'
        '<rect width="{:.1f}%" height="100%" rx="2"/></svg>'
    ).format(part)


def scale(most: int) -> int:
    """Return the next even number with one or two digits and zeros behind them."""
    step: int = 10 ** max(0, int(log10(max(most, 1))) - 1)
    return max(2, 2 * ceil(most / (2 * step)) * step)


def _grid(top: int, value: int) -> Markup:
    y = _y(top, value)
    return Markup(
        '<line x1="0" x2="100%" y1="{0:.1f}" y2="{0:.1f}"/>'
        '<text class="scale" x="100%" y="{1:.1f}">{2:,}</text>'
    ).format(y, y - 5, value)


def _column(period: Period, x: float, width: float, top: int) -> Markup:
    height = max(_BASE - _y(top, period.findings), _SHORTEST)
    return Markup(
        '<rect x="{:.2f}%" y="{:.1f}" width="{:.2f}%" height="{:.1f}">'
        "<title>{}: {:,}</title></rect>"
    ).format(x, _BASE - height, width, height, period.name, period.findings)


def _y(top: int, value: int) -> float:
    return _BASE - (_BASE - _TOP) * value / top


def _labelled(periods: Sequence[Period]) -> set[int]:
    """Return which columns have a label below them; not all, where there are many."""
    labels = [index for index, period in enumerate(periods) if period.label]
    return set(labels[:: ceil(len(labels) / _LABELS)]) if labels else set()
