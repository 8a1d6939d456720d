"""What goes of a mail that was read in several ways."""

from __future__ import annotations

import re

from scrubber.core.cards.hints import NOTHING
from scrubber.core.examined import Reading
from scrubber.core.judge import Evidence, Hit, Judge
from scrubber.core.language.words import Words
from scrubber.core.masking import mask
from scrubber.core.message.layers import take_stock
from scrubber.core.message.patch import apply
from scrubber.core.model import Kind
from scrubber.core.reading.view import View
from scrubber.core.rules import Policy
from tests.core.few_rules import RULES


def test_readings_that_show_other_rows_at_one_place_mask_all_of_them() -> None:
    """One shows signs between the digits, the other does not; it is found once."""
    (layer, passage) = take_stock(b"Subject: x\n\n4012-8888-8888-1881").passages[1]
    shown = View(passage.text)
    bare = shown.replaced(re.compile("-"), "")
    readings = []
    for view in (shown, bare, shown):
        hit = Hit(Kind.CVV, None, 0, len(view.text), Evidence())
        words, judge = Words(view.text, RULES.lexicon), Judge(Policy())
        readings.append(Reading(layer, passage, view, words, NOTHING, judge, [], [hit]))
    assert len(mask(readings)) == 1
    layer.settle()
    assert apply(layer.raw, layer.patches).endswith(b"\n****-****-****-****")


def test_what_a_wall_leaves_another_reading_masks() -> None:
    """Though it stands between the digits of the wall, whichever is masked first."""
    body = "4111 four 1111 \uff14 " * 100
    for order in (1, -1):
        (layer, passage) = take_stock(f"Subject: x\n\n{body}".encode()).passages[1]
        shown = View(passage.text).respelled(passage.text.replace("\uff14", "4"))
        words = shown.replaced(re.compile("four"), "4")
        readings = []
        for view, digits in ((shown, r"\d.*\d"), (words, r"4(?= 1)")):
            hits = [
                Hit(Kind.CVV, None, *found.span(), Evidence())
                for found in re.finditer(digits, view.text)
            ]
            near, judge = Words(view.text, RULES.lexicon), Judge(Policy())
            readings.append(Reading(layer, passage, view, near, NOTHING, judge, [], hits))
        mask(readings[::order])
        layer.settle()
        done = apply(layer.raw, layer.patches).decode().partition("\n\n")[2]
        assert done == "**** **** **** \uff0a " * 100
