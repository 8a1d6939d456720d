"""Fields of a form, and digits in cells of a table."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.reading.text import readings
from scrubber.core.scrub import scrub

RULES = rulebook.load()
NUMBER = "4111111111111111"
HIDDEN = "************1111"
FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789*"}
GROUPS = ("4111", "1111", "1111", "1111")
OUTLOOK = (
    "\r\n  <td width=20 valign=top>\r\n  <p class=MsoNormal>{}<o:p></o:p></p>\r\n  </td>",
    "<tr style='height:1'>{}\r\n </tr>",
)
CELLS = {
    "tight": ("<td>{}</td>", "<tr>{}</tr>"),
    "a line each": ("\n    <td align=center>{}</td>", "<tr>{}</tr>"),
    "of Outlook": OUTLOOK,
    "with odd spaces": ("<td><span>&nbsp;{}&nbsp;</span></td> ", "<tr>{}</tr>"),
    "fields in cells": ('\n      <td>\n<input size=1 value="{}"></td>', "<tr>{}</tr>"),
    "fields": ('<input size=1 name=a value="{}">', "<p>{}</p>"),
}


def page(text: str) -> str:
    """Return what is left of a page after scrubbing, which a second scrub does not change."""
    head = b"From: anna@x.example\nContent-Type: text/html; charset=utf-8\n\n"
    done = scrub(head + text.encode(), RULES).message
    assert scrub(done, RULES).message == done
    return done.decode().partition("utf-8\n\n")[2]


@pytest.mark.parametrize(("cell", "row"), CELLS.values(), ids=list(CELLS))
@pytest.mark.parametrize("groups", [GROUPS, tuple(NUMBER)], ids=["groups", "digits"])
def test_a_number_in_cells(groups: tuple[str, ...], cell: str, row: str) -> None:
    """A group or a digit in each."""
    kept = len(groups) // 4
    hidden = ["*" * len(group) for group in groups[:-kept]] + list(groups[-kept:])
    frame = f"<p>Card number</p><table>{row}</table>"
    written, becomes = ("".join(map(cell.format, each)) for each in (groups, hidden))
    assert page(frame.format(written)) == frame.format(becomes)


@pytest.mark.parametrize(("cell", "row"), CELLS.values(), ids=list(CELLS))
@pytest.mark.parametrize(("name", "hidden"), [("CVV", "***"), ("Room", "123")])
def test_a_code_in_cells(name: str, hidden: str, cell: str, row: str) -> None:
    """Named by what stands before them."""
    frame = f"<table><tr><td>{name}</td></tr>{row}</table>"
    written, becomes = ("".join(map(cell.format, each)) for each in ("123", hidden))
    assert page(frame.format(written)) == frame.format(becomes)


FIELDS = {
    "labelled": (
        '<label>CVV</label> <input type=text name=x value="123">',
        '<label>CVV</label> <input type=text name=x value="***">',
    ),
    "called so": ("<input name='cvv' value='123'>", "<input name='cvv' value='***'>"),
    "in figures of another script": (
        "<input name=cvv value=\u0661\u0662\u0663>",
        "<input name=cvv value=\u00d7\u00d7\u00d7>",
    ),
    "a number in such figures": (
        f'<input name=card value="{NUMBER.translate(FULL_WIDTH)}">',
        f'<input name=card value="{HIDDEN.translate(FULL_WIDTH)}">',
    ),
    "value first": ("<INPUT value=123 name=cvv>", "<INPUT value=*** name=cvv>"),
    "the date in two": (
        f"<input value={NUMBER}><input name=exp_month value=12> <input name=exp_year value=27>",
        f"<input value={HIDDEN}><input name=exp_month value=**> <input name=exp_year value=**>",
    ),
}


@pytest.mark.parametrize(("written", "hidden"), FIELDS.values(), ids=list(FIELDS))
def test_fields_are_told_by_their_labels_and_names(written: str, hidden: str) -> None:
    """As their reader sees them, and as the program does that they are sent to."""
    assert page(f"<form>{written}</form>") == f"<form>{hidden}</form>"


@pytest.mark.parametrize(
    "written",
    [
        '<input name="room" value="123">',
        '<input name="cvv" value="none"> 123',
        '<input name="cvv" title="123">',
        '<input name="cvv" value="" value="123">',
        '<inputs name="cvv" value="123">',
        "<table><tr><td>4111</td>\n\n\n\n\n<td>of</td>\n\n\n\n<td>1111</td></tr></table>",
    ],
)
def test_other_fields_and_cells_stay(written: str) -> None:
    """Other names, other attributes."""
    assert page(written) == written


def test_rows_of_a_table_are_no_cells_side_by_side() -> None:
    """What stands above each other stays apart."""
    cell = OUTLOOK[0].format
    rows = "".join(OUTLOOK[1].format(cell(one) + cell(two)) for one, two in ("41", "11"))
    (view,) = readings(f"<table>{rows}</table>", html=True)
    assert "4\t\t1" in view.text
    assert view.text.count("\t\t") == len(("4 1", "1 1"))


def test_of_very_many_fields_each_is_read_by_itself() -> None:
    """No row of them is one number."""
    few, many = (list(readings("<input value=4111>" * n, html=True)) for n in (3, 1000))
    assert few[1].text.split() == ["4111"] * 3
    assert many[1].text.split() == ["4111"] * 256


def test_only_what_is_near_the_fields_of_a_form_is_read_once_more() -> None:
    """Most newsletters have one; the page is read by itself, too."""
    far, field = "<p>news</p>" * 2000, "<p>Card <input value=4111></p>"
    first, second = list(readings(far + field + far + field + far, html=True))[:2]
    assert first.text.split().count("news") == 6000
    assert second.text.split().count("news") < 2500
    assert [word for word in second.text.split() if word != "news"] == (
        ["Card", "4111", "\u2026", "Card", "4111"]
    )
