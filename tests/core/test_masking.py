"""What goes of a mail that was read in several ways."""

from __future__ import annotations

import re

from scrubber.core.gate import NOTHING
from scrubber.core.hit import Hit
from scrubber.core.judge import Evidence, Judge
from scrubber.core.layers import take_stock
from scrubber.core.masking import mask
from scrubber.core.model import Kind
from scrubber.core.patch import apply
from scrubber.core.rules import Policy
from scrubber.core.scrub import Reading
from scrubber.core.view import View
from scrubber.core.words import Words
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
