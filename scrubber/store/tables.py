"""The tables of the store.  No card digit, no text of a mail, no hash of bytes that held a card.

Times count seconds since 1970, UTC.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table
from sqlmodel import Field, SQLModel


class SchemaVersion(SQLModel, table=True):
    """One row: the form of all the other tables."""

    __tablename__ = "schema_version"

    version: int = Field(primary_key=True)


class StoreKey(SQLModel, table=True):
    """A key that rows were written with from ``since`` on."""

    __tablename__ = "store_key"

    fingerprint: str = Field(primary_key=True)
    since: float


class Attempt(SQLModel, table=True):
    """One mail and its failed scans, the ``first`` of them at that time."""

    key: bytes = Field(primary_key=True)
    tries: int
    first: float = Field(index=True)


class ConversationMail(SQLModel, table=True):
    """A mail with pieces.

    ``key`` is a keyed hash by which a retry is known again.  ``written_with`` is the fingerprint of
    the key that blinds this row and its pieces.  ``reference`` is the Message-ID, sealed; empty
    where it may not be kept.  ``sender`` is a keyed hash of the address.  A mail is ``delivered``
    when the next hop has taken it.
    """

    __tablename__ = "conversation_mail"
    __table_args__ = (Index("conversation_mail_age", "delivered", "arrived"),)

    id: int | None = Field(default=None, primary_key=True)
    key: bytes = Field(unique=True)
    written_with: str
    nonce: bytes
    reference: bytes
    sender: bytes = Field(index=True)
    arrived: float
    delivered: bool


class ConversationFact(SQLModel, table=True):
    """Something that tells who wrote a mail or what it is about, as a keyed hash."""

    __tablename__ = "conversation_fact"

    value: bytes = Field(primary_key=True)
    mail: int = Field(
        primary_key=True, index=True, foreign_key="conversation_mail.id", ondelete="CASCADE"
    )
    kind: str


class ConversationPiece(SQLModel, table=True):
    """A piece of a card number: see ``scrubber.core.model.Piece`` for its columns.

    ``even`` and ``odd`` are its Luhn residues, blinded, gone once it is ``joined``.  ``openings``
    are sealed, since they tell the first digit.  ``spots`` are JSON.
    """

    __tablename__ = "conversation_piece"

    id: int | None = Field(default=None, primary_key=True)
    mail: int = Field(index=True, foreign_key="conversation_mail.id", ondelete="CASCADE")
    ordinal: int
    kind: str
    length: int
    even: int | None
    odd: int | None
    openings: bytes | None
    position: str
    grounds: int
    spots: str
    masked: bool
    joined: bool


class ConversationMasking(SQLModel, table=True):
    """Places of a mail, sealed, that other mails showed to be card data.

    ``due`` says that they are still to be masked where the mail lies.
    """

    __tablename__ = "conversation_masking"

    mail: int = Field(primary_key=True, foreign_key="conversation_mail.id", ondelete="CASCADE")
    nonce: bytes
    places: bytes
    due: bool = Field(index=True)


class OutboxAnswer(SQLModel, table=True):
    """An answer; ``key`` names the mail it answers, ``receiver`` its sender and the order.

    Both are keyed hashes of envelope and header, never of a body.
    """

    __tablename__ = "outbox_answer"

    key: bytes = Field(primary_key=True)
    receiver: bytes = Field(index=True)
    state: str
    tries: int = 0
    created: float = Field(index=True)
    due: float = Field(index=True)
    written_with: str
    nonce: bytes
    content: bytes


class PaymentLinkMade(SQLModel, table=True):
    """A payment link; ``expires`` is a day (ISO 8601)."""

    __tablename__ = "payment_link"

    provider: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    order: str = Field(index=True)
    amount: str
    currency: str
    url: str
    reference: str
    created: float
    retired: float | None = None
    expires: str | None = None
    before: str | None = None
    paid: float | None = None


class ThreadMail(SQLModel, table=True):
    """What a mail of a thread has said, sealed; ``message`` is a keyed hash of its Message-ID."""

    __tablename__ = "thread_mail"

    message: bytes = Field(primary_key=True)
    created: float = Field(index=True)
    written_with: str
    nonce: bytes
    content: bytes


class DiaryLine(SQLModel, table=True):
    """One line of the diary; its ``content`` is sealed.

    ``link`` is that of the line of evidence that vouches for it.
    """

    __tablename__ = "diary_line"

    id: int | None = Field(default=None, primary_key=True)
    at: float = Field(index=True)
    written_with: str
    nonce: bytes
    content: bytes
    link: bytes


class EvidenceLine(SQLModel, table=True):
    """One line of the evidence; ``text`` is a JSON object."""

    __tablename__ = "evidence_line"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    link: bytes
    text: str


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


SCHEMA: Final = _table(SchemaVersion)
KEY: Final = _table(StoreKey)
ATTEMPT: Final = _table(Attempt)
MAIL: Final = _table(ConversationMail)
FACT: Final = _table(ConversationFact)
PIECE: Final = _table(ConversationPiece)
MASKING: Final = _table(ConversationMasking)
ANSWER: Final = _table(OutboxAnswer)
LINK: Final = _table(PaymentLinkMade)
THREAD: Final = _table(ThreadMail)
DIARY: Final = _table(DiaryLine)
EVIDENCE: Final = _table(EvidenceLine)

TABLES: Final = (
    *(SCHEMA, KEY, ATTEMPT),
    *(MAIL, FACT, PIECE, MASKING),
    *(ANSWER, LINK, THREAD),
    *(DIARY, EVIDENCE),
)
"""All of them: what is missing in a database is made when it is opened."""
