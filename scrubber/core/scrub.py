"""A message in, the same message with card data masked out: the steps, in order."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards.cards import Known, are_all_found, find_cards, find_known
from scrubber.core.cards.hints import NOTHING
from scrubber.core.cards.walls import beside, bricks, leavings
from scrubber.core.codes.onetime import find_one_time_codes
from scrubber.core.codes.search import Mail, Search
from scrubber.core.codes.securitycode import find_codes
from scrubber.core.dialogue.asking import questions
from scrubber.core.dialogue.mentions import mentions
from scrubber.core.dialogue.newtext import NewTexts
from scrubber.core.dialogue.orders import orders
from scrubber.core.dialogue.pieces import find_pieces, merged, whole_number
from scrubber.core.dialogue.recalled import recalled
from scrubber.core.examined import Examined, Reading
from scrubber.core.gate import Gate, Stretches
from scrubber.core.judge import Judge
from scrubber.core.language.words import Words
from scrubber.core.masking import mask
from scrubber.core.message import layers
from scrubber.core.message.patch import apply
from scrubber.core.model import Finding, Kind, PieceKind, Scrubbed, Unscanned
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.patience import MOST_CARDS, Patience
from scrubber.core.reading.quoting import Quoting
from scrubber.core.reading.text import readings as readings_of
from scrubber.core.reading.text import unquoted
from scrubber.core.redact import mark
from scrubber.core.rules import Policy, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrubber.core.dialogue.pieces import Taken
    from scrubber.core.judge import Hit
    from scrubber.core.message.layer import Layer
    from scrubber.core.message.layers import Inventory
    from scrubber.core.message.passage import Passage
    from scrubber.core.model import Piece, Place
    from scrubber.core.reading.view import View

_MOST_WHOLE = 4
"""Whole numbers of one mail that codes and dates of other mails may go with."""

_MOST_PASSES = 8


class Pass(NamedTuple):
    """One pass over a message: what it saw, and the message with ``findings`` masked and marked."""

    inventory: Inventory
    readings: list[Reading]
    pieces: tuple[Piece, ...]
    findings: list[Finding]
    message: bytes

    def forget_texts(self) -> None:
        """Let go of what was read, so that it is not in memory beside what the next pass reads."""
        self.inventory.sources.clear()
        self.readings.clear()


def scrub(
    raw: bytes, rules: Rules, policy: Policy | None = None, also: tuple[Place, ...] = ()
) -> Scrubbed:
    """Return ``raw`` with every card number, security code and expiry of a card masked.

    ``also`` are places that other mails showed to be card data.  Without a finding the very same
    bytes come back.  With one, only bytes that stand for masked characters change, the length
    stays, and one ``X-Scrubber`` field is put on top.
    """
    judge = Judge(policy or Policy())
    found: list[Finding] = []
    pieces: tuple[Piece, ...] = ()
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    with rules.lexicon, rules.issuers, rules.describing:
        for number, done in enumerate(passes(raw, rules, lambda: judge, also)):
            found += done.findings
            if not number:
                pieces = done.pieces
                if all(piece.quoted for piece in pieces):
                    pieces += questions(done.inventory, rules)
                names = orders(done.inventory.texts, rules) if pieces else ()
                people = mentions(done.inventory.texts, rules) if pieces else ()
            done.forget_texts()
    return Scrubbed(
        message=done.message,
        findings=tuple(found),
        pieces=pieces,
        orders=names,
        mentions=people,
        unreadable=tuple(done.inventory.unreadable),
        unscanned=tuple(_unscanned(done.inventory)),
    )


def passes(
    raw: bytes,
    rules: Rules,
    judge: Callable[[], Judge],
    also: tuple[Place, ...] = (),
    *,
    curious: bool = False,
) -> Iterator[Pass]:
    """Yield passes over a message until one finds nothing; each reads what the last one left.

    What was masked no longer stands beside the rest and speaks against it, so that a second pass
    may see more than the first.  In the mail that people write it hardly ever does.
    """
    known = Stretches()
    for number in range(_MOST_PASSES):
        inventory = layers.take_stock(raw)
        readings, pieces = examine(
            inventory, rules, judge, known, curious=curious, again=bool(number)
        )
        findings = mask([*_told(inventory, also, rules, judge()), *readings])
        if not findings:
            yield Pass(inventory, readings, pieces, findings, raw)
            return
        for layer in reversed(inventory.layers):
            layer.settle()
        outer = inventory.layers[0]
        # Marked, since the next pass is to read what the next reader will.
        raw = mark(raw, outer.structure, findings, outer.patches)
        yield Pass(inventory, readings, pieces, findings, raw)
        also = ()


def examine(
    inventory: Inventory,
    rules: Rules,
    judge: Callable[[], Judge],
    stretches: Stretches,
    *,
    curious: bool = False,
    again: bool = False,
) -> Examined:
    """Return what may be card data; each reading asks for a judge.  Nothing is changed yet.

    What is known of ``stretches`` of long texts is added to.  ``curious`` asks for readings with
    numbers that no network issued, too.  Where something was found before ``again`` says so: what
    spoke of it is there still, so that the mail as a whole is not let go.
    """
    needed, by_people = judge().needed, not inventory.automatic
    gate = Gate(rules, needed=needed, by_people=by_people, curious=curious, known=stretches)
    if not again and gate.glance_over(inventory.sources):
        return Examined([], ())
    patience = Patience(len(inventory.layers[0].raw))
    readings = _cards(inventory, gate, stretches, rules, judge, patience)
    numbers = frozenset([card.pan for reading in readings for card in reading.cards if card.pan])
    known = Known(numbers, patience)
    if numbers:
        for reading in readings:
            _find_known(reading, rules, known)
    mail = _mail(readings, inventory, patience)
    for reading in readings:
        _find_codes(reading, rules, mail)
    if numbers or patience.worn_out:
        readings += _further(inventory, gate, readings, rules, judge, known)
    parts, pieces = _pieces(inventory, gate, readings, rules, judge, patience)
    return Examined([*readings, *parts], pieces)


def _cards(
    inventory: Inventory,
    gate: Gate,
    stretches: Stretches,
    rules: Rules,
    judge: Callable[[], Judge],
    patience: Patience,
) -> list[Reading]:
    """Return every reading that may hold card data, with the card numbers in it."""
    taken: list[Reading] = []
    for source in inventory.sources:
        for passage in () if gate.lets_go(source) else source.passages:
            for start, text in passage.stretches():
                whole = text is passage.text
                if not whole and stretches.holds_nothing(text):
                    continue
                before = len(taken)
                views = gate.views(text, html=passage.html)
                for shown, hints in views if whole else gate.views_of_stretch(text):
                    view = shown.moved(start)
                    words = Words(view.text, rules.lexicon)
                    reading = Reading(source.layer, passage, view, words, hints, judge(), [], [])
                    reading.cards = find_cards(
                        view.text, words, rules, reading.judge, hints, patience
                    )
                    gate.is_wall = patience.over
                    some = reading.cards or hints.named or patience.over
                    if some or whole:
                        taken.append(reading)
                if len(taken) == before:
                    stretches.note_nothing(text)
    return taken


def _further(
    inventory: Inventory,
    gate: Gate,
    readings: list[Reading],
    rules: Rules,
    judge: Callable[[], Judge],
    known: Known,
) -> Iterator[Reading]:
    """Yield the readings that only count in a mail with cards, with the ``known`` ones in it.

    What is a card number in one place is one wherever the mail repeats it, and with a card in the
    mail a mere "code: 123" in another part means something.  Of a long text only that is kept in
    which something was found.
    """
    texts: dict[int, set[str]] = {}
    for reading in readings:
        texts.setdefault(id(reading.passage), set()).add(reading.view.text)
    mail = _mail(readings, inventory, known.patience)
    for reading in tuple(readings):
        if (said := gate.said_near(reading.view, reading.words, reading.cards)) is not None:
            told = _read(reading.layer, reading.passage, said, [], rules, judge())
            _find_codes(told, rules, mail)
            yield told
    for layer, passage in inventory.passages:
        for start, text in passage.stretches():
            views = list(map(unquoted, readings_of(text, html=passage.html)))
            if not passage.is_whole(text):
                shown = {view.text for view in views}
                further = (view for view, _ in gate.views_of_stretch(text))
                views += [view for view in further if view.text not in shown]
            for view in views:
                if view.text not in texts.get(id(passage), ()):
                    words = Words(view.text, rules.lexicon)
                    moved = view.moved(start)
                    reading = Reading(layer, passage, moved, words, NOTHING, judge(), [], [])
                    _find_known(reading, rules, known)
                    _find_codes(reading, rules, mail)
                    if reading.cards or reading.codes or passage.is_whole(text):
                        yield reading


def _find_known(reading: Reading, rules: Rules, known: Known) -> None:
    """Find the ``known`` numbers of the mail in one reading, in a wall all that look like one."""
    text, words, judge, hints = reading.view.text, reading.words, reading.judge, reading.hints
    if not known.patience.over:
        if hints.uneven and are_all_found(reading.cards, text, known.numbers):
            return
        reading.cards = find_known(text, words, rules, judge, hints, known)
    if known.patience.over:
        reading.cards = list(filter(judge.convicts, bricks(text, rules.issuers, known.patience)))


def _mail(readings: list[Reading], inventory: Inventory, patience: Patience) -> Mail:
    """Return what codes and dates need to know of the whole mail."""
    found = [card for reading in readings for card in reading.cards]
    if not found and not any(reading.hints.named for reading in readings):
        return Mail(patience=patience)
    amex = any(card.network == "amex" for card in found)
    return Mail(len(found), amex, inventory.automatic, patience)


def _find_codes(reading: Reading, rules: Rules, mail: Mail) -> None:
    """Find codes and expiry dates, now that the card numbers of the whole mail are known.

    Where nobody has the patience to look for them they are all digits that are left.
    """
    if mail.patience.worn_out:
        whole = [(0, len(reading.view.text))]
        rest = leavings(reading.view.text, whole, Ranges(reading.cards))
        reading.codes = list(filter(reading.judge.convicts, rest))
        return
    if not (mail.cards or reading.hints.named):
        return
    cards = Ranges(reading.cards)
    text, words, judge, hints = reading.view.text, reading.words, reading.judge, reading.hints
    if mail.patience.over:
        reading.codes = list(filter(judge.convicts, leavings(text, beside(cards), cards)))
        cards = Ranges(reading.cards + reading.codes)
    search = Search(
        *(text, words, rules, judge, cards, mail, hints.named),
        in_words=hints.in_words,
        view=reading.view,
        weighed=hints.weighed,
        dated=hints.dated,
    )
    codes = [] if mail.patience.over_codes else find_codes(search) + find_one_time_codes(search)
    if mail.patience.over_codes:
        codes = list(filter(judge.convicts, leavings(text, search.zones_of_wall, cards)))
        for _ in codes:
            mail.patience.noted_stretch()
    reading.codes += codes


def _pieces(
    inventory: Inventory,
    gate: Gate,
    readings: list[Reading],
    rules: Rules,
    judge: Callable[[], Judge],
    patience: Patience,
) -> Examined:
    """Return what other mails may complete, and its readings: some of it is masked at once.

    Where all digits of the mail go there is nothing left to complete.
    """
    nothing = all(map(gate.lets_pieces_go, inventory.sources))
    if nothing and not readings:
        return Examined([], ())
    numbers = _whole_numbers(readings, rules)
    if nothing or inventory.automatic or patience.worn_out:
        return Examined([], numbers)
    taken: Taken = {}
    known: Taken = {}
    unnamed: Taken = {}
    for reading in readings:
        for hit in reading.cards + reading.codes:
            half = hit.kind is Kind.PAN and hit.pan is None
            may_go_on = hit.unnamed and not numbers
            for spans in (known, unnamed) if may_go_on else (known,) if half else (taken,):
                span = reading.view.span(hit.start, hit.end)
                spans.setdefault(id(reading.passage), []).append(span)
    own = any(not number.quoted for number in numbers)
    wordless = {id(x) for s in inventory.sources if gate.is_wordless(s) for x in s.passages}
    answers = inventory.answers and not numbers
    texts = NewTexts(inventory.texts, wordless, gate.likeliest, rules, whole=own, answers=answers)
    found = find_pieces(texts, taken, unnamed, rules, judge())
    layer_of = {id(passage): layer for layer, passage in inventory.passages}
    parts = []
    for each in (each for each in found if each.piece.kind is not PieceKind.ANOTHER):
        reading = _read(layer_of[id(each.passage)], each.passage, each.view, [], rules, judge())
        span = each.view.span(each.hit.start, each.hit.end)
        told = span in known.get(id(each.passage), ())
        if reading.judge.convicts(each.hit) and each.piece.masked and not told:
            reading.codes.append(each.hit)
        reading.waits = not reading.codes
        parts.append(reading)
    return Examined(parts, (*numbers, *merged(found)))


def _whole_numbers(readings: list[Reading], rules: Rules) -> tuple[Piece, ...]:
    """Return the card numbers that ``readings`` hold whole, a few."""
    whole = ((card, reading) for reading in readings for card in reading.cards if card.pan)
    cards = list(islice(whole, MOST_CARDS))
    quotings = {
        id(reading.passage): Quoting(reading.passage.text, html=reading.passage.html)
        for _, reading in cards
    }
    coded = any(code.kind is Kind.CVV for reading in readings for code in reading.codes)
    kind = PieceKind.COMPLETE if coded else PieceKind.WHOLE
    numbers = (
        whole_number(card, reading.view, quotings[id(reading.passage)], rules, kind)
        for card, reading in cards
    )
    return tuple(dict.fromkeys(numbers))[:_MOST_WHOLE]


def _told(
    inventory: Inventory, also: tuple[Place, ...], rules: Rules, judge: Judge
) -> list[Reading]:
    """Return the readings of what other mails showed to be card data."""
    if not also:
        return []
    layer_of = {id(passage): layer for layer, passage in inventory.passages}
    return [
        _read(layer_of[id(x.passage)], x.passage, x.view, x.hits, rules, judge)
        for x in recalled(inventory.texts, also, rules)
    ]


def _read(
    layer: Layer, passage: Passage, view: View, hits: list[Hit], rules: Rules, judge: Judge
) -> Reading:
    """Return a reading of which only ``hits`` count."""
    return Reading(layer, passage, view, Words(view.text, rules.lexicon), NOTHING, judge, [], hits)


def _unscanned(inventory: Inventory) -> list[Unscanned]:
    """Return what was not read, named as the masked message names it."""
    if not inventory.unread:
        return []
    masked = {id(layer): apply(layer.raw, layer.patches) for layer in inventory.layers}
    return [
        Unscanned(unread.part, unread.type, unread.name(masked[id(unread.layer)]))
        for unread in inventory.unread
    ]
