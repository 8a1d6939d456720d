"""A few rules, so that these tests do not hang on what the rule files happen to say."""

from __future__ import annotations

from typing import Final

from scrubber.core.cards.cards import find_cards
from scrubber.core.cards.hints import Hints
from scrubber.core.codes.search import Mail, Search
from scrubber.core.gate import Gate
from scrubber.core.judge import Judge
from scrubber.core.language import described, once
from scrubber.core.language.describing import Describing
from scrubber.core.language.lexicon import Label, phrase
from scrubber.core.language.words import Words
from scrubber.core.numbers.issuers import Network, SecurityCode
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.patience import Patience
from scrubber.core.rules import Lookalike, Policy, Rules


def network(
    name: str,
    *ranges: tuple[int, int],
    lengths: tuple[int, ...] = (16,),
    groupings: tuple[tuple[int, ...], ...] = ((4, 4, 4, 4),),
    luhn: bool = True,
    needs_word: tuple[int, ...] = (),
    digits: int = 3,
) -> Network:
    """Return a network with the usual habits."""
    return Network(
        name=name,
        title=name.title(),
        ranges=ranges,
        lengths=frozenset(lengths),
        groupings=frozenset(groupings),
        luhn=luhn,
        needs_word=frozenset(needs_word),
        code=SecurityCode("CVV2", digits),
    )


VISA: Final = network("visa", (40000000, 49999999), lengths=(13, 16, 19), needs_word=(13, 19))
COBRAND: Final = network("cobrand", (41110000, 41119999))
AMEX: Final = network("amex", (37000000, 37999999), lengths=(15,), groupings=((4, 6, 5),), digits=4)
MAESTRO: Final = network(
    "maestro", (63040000, 63049999), lengths=(12, 19), groupings=((4, 4, 4),), needs_word=(12, 19)
)
OPEN: Final = network("open", (20000000, 21999999), luhn=False, needs_word=(16,))

PHRASES: Final = {
    "card": ["credit? card number|digits?", "visa"],
    "card_known": ["same card"],
    "code": [
        "cvv|cvv2",
        "security code",
        "safety code for? my? card?",
        "verification code",
        "code of my card",
        "four|4 digits",
    ],
    "code_near_card": ["code", "on the? back"],
    "expiry": ["exp|expires|expiry date?", "valid thru"],
    "otp": ["blik code?", "otp", "otp of barclays", "sms code"],
    "otp_service": ["your blik code", "enter the passcode"],
    "first_part": ["first half|part"],
    "last_part": ["second|other half|part", "the? rest is?"],
}
DESCRIBING: Final = {
    "three": ["three"],
    "figures": ["digits"],
    "back": ["reverse"],
    "turned": ["flip"],
    "signature": ["signature"],
    "strip": ["strip"],
    "secure": ["safety"],
    "small": ["tiny"],
    "amex": ["amex", "american"],
    "front": ["front"],
    "card": ["card"],
    "kind": ["reader"],
    "thing": ["drawer", "telephone"],
    "says": ["it", "is", "says"],
    "joins": ["and", "then"],
    "check": ["verification"],
    "wrong": ["old"],
    "amount": ["charged"],
    "purse": ["purse"],
    "coded": ["safe", "login"],
    "bank": ["barclays"],
    "passcode": ["code", "passcode"],
    "approve": ["approve", "confirm"],
    "sent": ["texted"],
    "purchase": ["purchase"],
    "asked": ["asked"],
    "denies": ["not"],
    "corrects": ["mistake"],
    "reads": ["reads"],
    "leads": ["so"],
    "measured": ["width"],
    "goods": ["cloth"],
    "ends": ["ends"],
    "never": ["never"],
    "which": ["that"],
    "has": ["has"],
    "mere": ["cipher"],
    "bare": ["token"],
    "whose": ["mine", "hers"],
    "form": ["form"],
    "with": ["in"],
    "backed": ["stool"],
    "backless": ["telephone"],
}
ONCE: Final = {
    "messaged": ["sms"],
    "came": ["came"],
    "lasts": ["valid"],
    "moments": ["minutes"],
    "forwards": ["forward"],
    "requested": ["asked"],
    "enters": ["enter"],
    "login": ["register"],
    "site": ["website"],
    "elsewhere": ["courier"],
    "amiss": ["transfer"],
    "money": ["pounds"],
    "device": ["phone"],
    "six": ["six"],
    "hurry": ["quickly"],
    "tries": ["again"],
    "stale": ["expired"],
    "maker": ["dongle"],
    "waits": ["waiting"],
    "now": ["lately"],
}
WORDS_ONCE: Final = once.words_of(ONCE, DESCRIBING)
LABELS: Final = {
    "before": {
        "order": ["order number|no?"],
        "account": ["account number?"],
        "decimal": ["price"],
        "ending": ["last four|three"],
    },
    "after": {"quantity": ["pieces|pcs"]},
}
LOOKALIKES: Final = (
    Lookalike("order", strong=False, against=frozenset(("pan", "cvv", "expiry", "otp"))),
    Lookalike("ending", strong=True, against=frozenset(("cvv",))),
    Lookalike("account", strong=True, against=frozenset(("pan",))),
    Lookalike("quantity", strong=False, against=frozenset(("pan", "cvv"))),
    Lookalike(
        "parcel", strong=True, against=frozenset(("pan",)), pattern="(?<![0-9])JD ?[0-9]{16}"
    ),
    Lookalike("serial", strong=False, against=frozenset(("pan",)), pattern="SN[0-9 ]{16,19}"),
    Lookalike("decimal", strong=False, against=frozenset(("cvv",)), pattern=r"[0-9]+\.[0-9]{2}"),
    Lookalike(
        "article", strong=True, against=frozenset(("pan",)), pattern="[0-9]{13}", checksum="ean"
    ),
)

RULES: Final = Rules(
    networks=(VISA, COBRAND, AMEX, MAESTRO, OPEN),
    phrases=(
        *((phrase(text), Label(role, "en")) for role in PHRASES for text in PHRASES[role]),
        (phrase("amex|american express?"), Label("card", "amex")),
        *((phrase(text), Label(role, "en")) for role, text in described.phrases(DESCRIBING)),
        *((phrase(text), Label("otp_told", "en")) for text in once.phrases(WORDS_ONCE)),
        *(
            (phrase(text), Label(side, name))
            for side, labels in LABELS.items()
            for name, texts in labels.items()
            for text in texts
        ),
    ),
    lookalikes=LOOKALIKES,
    months={"march": 3, "mar": 3, "mars": 3, "marca": 3},
    numbers={
        "zero": "0",
        "oh": "0",
        "one": "1",
        "two": "2",
        "three": "3",
        "four": "4",
        "five": "5",
        "пять": "5",
        "twelve": "12",
        "twenty": "20",
        "two hundred": "200",
        "forty": "40",
        "einundzwanzig": "21",
        "veinte": "20",
        "uno": "1",
        "quatre vingt": "80",
        "quatre vingt dix": "90",
        "quatre": "4",
    },
    repeats={"double": 2, "triple": 3, "dwa razy": 2},
    describing=Describing(
        {word: (f"en {sense}",) for sense in DESCRIBING for word in DESCRIBING[sense]}
    ),
    once={word: (f"en {sense}",) for sense in WORDS_ONCE for word in WORDS_ONCE[sense]},
)


JUDGE: Final = Judge(Policy())


def hints(text: str, rules: Rules = RULES) -> Hints:
    """Return what the words of ``text`` promise, nothing if the gate does not let it pass."""
    nothing = Hints(named=frozenset(), halved=False, spoken=False)
    return next((told for _, told in Gate(rules).views(text, html=False)), nothing)


def search(text: str, *, elsewhere: int = 0, automatic: bool = False) -> Search:
    """Return the search in ``text``, in a mail with so many cards elsewhere."""
    words, told = Words(text, RULES.lexicon), hints(text)
    cards = find_cards(text, words, RULES, JUDGE, told, Patience())
    amex = any(card.network == "amex" for card in cards)
    mail = Mail(len(cards) + elsewhere, amex, automatic)
    return Search(text, words, RULES, JUDGE, Ranges(cards), mail, told.named, dated=told.dated)
