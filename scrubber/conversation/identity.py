"""Who wrote a mail and what it is about, as facts that can be compared for equality.

The same person writes from several addresses: the local part without dots, digits and tags, and
what a display name makes of a local part, are facts of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scrubber.conversation.hosts import sending_network
from scrubber.conversation.model import CALLED, FAMILY, HOUSE, NAMING, RELATED, Fact
from scrubber.core.language.plain import plain
from scrubber.core.message.fields import Value, find_fields, header_end
from scrubber.core.message.passage import field_passage
from scrubber.core.model import KIN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

LOOKED_UP = (
    *("address", "asked", "thread", "order", "name", "local", "likeness", "subject"),
    *(NAMING, CALLED, FAMILY, RELATED, HOUSE),
)
"""Kinds of facts by which the pieces of one customer are looked up; the others only weigh."""

_FIELDS = (
    *(b"from", b"reply-to", b"to", b"message-id", b"in-reply-to", b"references", b"subject"),
    *(b"received", b"x-originating-ip"),
)
_MOST_REFERENCES = 20
_LONGEST = 2000
_ID = re.compile(r"<([^<>\s]{1,250})>")
_ADDRESS = re.compile(r"([^\s<>\"',;:()]{1,64})@([^\s<>\"',;:()]{1,255})")
_NAMED = re.compile(r"([^<>]{0,160}+)<\s*" + _ADDRESS.pattern + r"\s*>")
_TAG = re.compile(r"\+.*$")
_NO_LETTER = re.compile(r"[\W\d_]+")
_PREFIX = re.compile(
    r"(?:(?:re|aw|antw|antwort|wg|fw|fwd|sv|vs|vb|vl|tr|rv|rif|r|i|enc|res|rép|rep|odp|pd|nfw|nf|"
    r"doorst|atb|ynt|ilt|cevap|ha|на|отв|ответ|пер|від|відп|пересл|vá|továbbítás|bls|trs|ref)"
    r"\s*(?:\[[0-9]{1,3}\]|\([0-9]{1,3}\)|\^[0-9]{1,3})?\s*[:：]\s*|\[[^\]]{1,40}\]\s*)+",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"[\W_]+")
_CASE = re.compile(r"(?<=\w{3})[aeiouyаеиіїоуыэюяєйь]{1,2}\Z")
_FEMALE = re.compile(r"(?<=\w{4})ov\Z")
_SHORTEST_CALLED = 3
_SHORTEST_LAST = 4
_SHORTEST_LOCAL = 5
_LONG_LOCAL = 9
_LONG_ORDER = 5
_SHORTEST_TITLE = 4
_FEWEST_WORDS = 3
_ROLES = frozenset(
    (
        *("info", "office", "mail", "email", "contact", "kontakt", "admin", "sales", "service"),
        *("support", "shop", "order", "orders", "bestellung", "verkauf", "webmaster", "postmaster"),
        *("noreply", "newsletter", "hello", "hallo", "team", "buchhaltung", "accounting", "biuro"),
        *("user", "users", "account", "member", "members", "customer", "client", "kunde", "help"),
        *("contacto", "contatto", "contato", "privat", "private", "familie", "family", "home"),
    )
)
"""Local parts of many people."""

_TITLES = frozenset(
    (
        *("", "dr", "prof", "mr", "mrs", "ms", "herr", "frau", "ing", "dipl", "mag", "mgr", "inz"),
        *("sr", "sra", "dott", "avv", "mme", "pan", "pani", "fam", "familie", "family", "famille"),
        *("familia", "famiglia", "rodzina", "dhr", "mevr"),
    )
)
"""Words before a name, or in place of the given one."""

_SAME = {"googlemail.com": "gmail.com"}
_UNDOTTED = frozenset(("gmail.com",))


class Person(NamedTuple):
    """A mailbox as an address field names it."""

    name: str
    local: str
    domain: str


def facts(
    message: bytes,
    orders: Iterable[str] = (),
    reverse_path: str = "",
    ours: frozenset[str] = frozenset(),
    *,
    asks: bool = False,
    mentions: Collection[str] = (),
) -> frozenset[Fact]:
    """Return what the header of ``message``, the masked one, tells of its customer.

    ``orders`` are the order numbers in its text, ``mentions`` words that may be names.  ``ours``
    are addresses and domains of the shop, in lower case: of a mail that it sent itself the customer
    is the recipient, and so it is of one that ``asks`` for something.
    """
    header = _header(message)
    # Behind a forwarder all mail may have one reverse path: that is nobody beside an author's.
    people = [*_people(header["from"]), *_people(header["reply-to"])] or [*_people([reverse_path])]
    customers = [person for person in people if not _is_ours(person, ours)]
    if (people and not customers) or asks:
        customers = [each for each in _people(header["to"]) if not _is_ours(each, ours)]
    found = {Fact("order", each) for number in orders for each in _of_order(number)}
    for person in customers:
        found |= set(_of_person(person))
    if not asks:
        found |= set(_of_others(customers, mentions))
    found |= {Fact("thread", each) for each in _thread(header)}
    found |= {Fact("asked", each) for each in _exchange(header, asks=asks)}
    found |= set(_of_subject(" ".join(header["subject"])))
    network = sending_network(header["received"] + header["x-originating-ip"])
    if network and customers == people:
        found.add(Fact("network", network))
    return frozenset(fact for fact in found if fact.value)


def _of_order(number: str) -> Iterator[str]:
    """Yield the number of an order, and without its letters: "MB-609977" is "609977" to many."""
    written = _NO_WORD.sub("", number)
    yield written
    figures = written.lstrip("".join(filter(str.isalpha, written)))
    if len(figures) >= _LONG_ORDER:
        yield figures


def correspondents(message: bytes) -> tuple[list[str], list[str]]:
    """Return the addresses of a mail's authors and of its recipients, in lower case.

    A server that delivers it names the mailbox (Delivered-To), whoever the author says it is to.
    """
    header = _header(message, (b"from", b"to", b"delivered-to"))
    authors, *recipients = (
        [f"{person.local}@{person.domain}" for person in _people(header[name])]
        for name in ("from", "to", "delivered-to")
    )
    return authors, [each for some in recipients for each in some]


def message_id(message: bytes) -> str:
    """Return the Message-ID of ``message`` with its angle brackets, "" if it has none."""
    for value in _header(message, (b"message-id",))["message-id"]:
        found = _ID.search(value)
        if found:
            return found[0]
    return ""


def _header(message: bytes, names: tuple[bytes, ...] = _FIELDS) -> dict[str, list[str]]:
    """Return the values of the fields that matter, decoded, in order."""
    end, _ = header_end(message, 0, len(message))
    values: dict[str, list[str]] = {name.decode(): [] for name in names}
    for field in find_fields(message, 0, end, names):
        raw = message[field.start : min(field.end, field.start + _LONGEST)]
        text = field_passage("", [Value(0, raw, None)]).text
        values[field.name.decode()].append(" ".join(text.split()))
    return values


def _people(values: Iterable[str]) -> Iterator[Person]:
    """Yield the mailboxes that address fields name."""
    for value in values:
        if "<" in value:
            # What an encoded word shows may hold a comma, as in "Schmidt, Anna".
            for name, local, domain in _NAMED.findall(value):
                yield Person(name.strip(' ",;'), local.lower(), domain.lower().rstrip("."))
        else:
            for local, domain in _ADDRESS.findall(value):
                yield Person("", local.lower(), domain.lower().rstrip("."))


def _is_ours(person: Person, ours: frozenset[str]) -> bool:
    """Say whether a mailbox is the shop's own."""
    return person.domain in ours or f"{person.local}@{person.domain}" in ours


def _of_person(person: Person) -> Iterator[Fact]:
    """Yield what a mailbox tells of who has it."""
    domain = _SAME.get(person.domain, person.domain)
    local = _TAG.sub("", person.local)
    address = local.replace(".", "") if domain in _UNDOTTED else local
    yield Fact("address", f"{address}@{domain}")
    yield Fact("domain", domain)
    letters = _NO_LETTER.sub("", plain(local))
    parts = [part for part in _NO_LETTER.split(plain(local)) if len(part) > 1]
    if len(letters) >= _SHORTEST_LOCAL and letters not in _ROLES:
        likely = len(parts) > 1 or len(letters) >= _LONG_LOCAL
        yield Fact("local" if likely else "likeness", letters)
    called = [word for word in _NO_LETTER.split(plain(person.name)) if word not in _TITLES]
    yield from _of_family(person)
    # Whoever writes an initial has said no name that could be another one's.
    outer = [*called[:1], *called[1:][-1:]]
    for words in (called, outer, parts):
        if len(words) > 1 and not _ROLES & set(words) and min(map(len, words)) > 1:
            yield Fact("name", " ".join(sorted(words)))
    if len(called) > 1:
        for first, last in ((called[0], called[-1]), (called[-1], called[0])):
            if len(last) > 1:
                yield Fact("local" if len(first) > 1 else "likeness", first + last)
                yield Fact("likeness", first[0] + last)


def _of_family(person: Person) -> Iterator[Fact]:
    """Yield the last name, or what may be one: of an address a word, or what follows an initial.

    A comma stands behind the last name: "Schmidt, Anna".
    """
    called = [word for word in _NO_LETTER.split(plain(person.name)) if word not in _TITLES]
    parts = [part for part in _NO_LETTER.split(plain(person.local)) if len(part) > 1]
    if len(called) > 1:
        last = [called[0] if "," in person.name else called[-1]]
    else:
        last = [parts[0], parts[-1]] if len(parts) > 1 else [part[1:] for part in parts]
    for word in last:
        if len(word) >= _SHORTEST_LAST and word not in _ROLES:
            yield Fact(FAMILY, _FEMALE.sub("", _stem(word)))


def _of_others(customers: Collection[Person], mentions: Collection[str]) -> Iterator[Fact]:
    """Yield how the customer is called, and how the people are whom he names.

    His wife is called as he is.
    """
    for person in customers:
        for _, family in _of_family(person):
            yield Fact(HOUSE, family)
            if KIN in mentions:
                yield Fact(RELATED, family)
    own = {
        _stem(word)
        for person in customers
        for word in _NO_LETTER.split(plain(person.name or person.local))
        if len(word) >= _SHORTEST_CALLED and word not in _TITLES | _ROLES
    }
    yield from (Fact(CALLED, word) for word in own)
    named = {_stem(word) for word in mentions if word != KIN} - own
    yield from (Fact(NAMING, word) for word in named)


def _stem(word: str) -> str:
    """Return a name without the vowels at its end, which tell its case: Bożena, Bożeny."""
    return _CASE.sub("", word)


def _thread(header: dict[str, list[str]]) -> list[str]:
    """Return the Message-IDs of the mail and of those it answers."""
    named = header["message-id"] + header["in-reply-to"] + header["references"]
    return [found.lower() for value in named for found in _ID.findall(value)][:_MOST_REFERENCES]


def _exchange(header: dict[str, list[str]], *, asks: bool) -> Iterator[str]:
    """Yield what a question has in common with its answer, and with no other mail.

    That is the Message-ID which the answer names (RFC 5322 section 3.6.4); where it names none, who
    asked whom.
    """
    named = header["message-id"] if asks else header["in-reply-to"]
    answered = [found.lower() for value in named for found in _ID.findall(value)]
    yield from answered[:1]
    if asks or not answered:
        asking, asked = (
            [f"{person.local}@{person.domain}" for person in list(_people(header[field]))[:1]]
            for field in (("from", "to") if asks else ("to", "from"))
        )
        yield from (f"{one} {other}" for one in asking for other in asked)


def _of_subject(subject: str) -> Iterator[Fact]:
    """Yield what is left of a subject without reply prefixes; a short one tells less.

    Digits are left out: they may be a piece of a number, and of such there is no hash.
    """
    words = _NO_LETTER.split(plain(_PREFIX.sub("", subject.strip(), count=1)))
    text = " ".join(word for word in words if word)
    if len(text.split()) >= _FEWEST_WORDS:
        yield Fact("subject", text)
    elif len(text) >= _SHORTEST_TITLE:
        yield Fact("title", text)
