"""The tables of the conversation memory.  No digit, no text, no hash of bytes that held a card.

Times count seconds since 1970, UTC.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table
from sqlmodel import Field, SQLModel


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


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


MAIL: Final = _table(ConversationMail)
FACT: Final = _table(ConversationFact)
PIECE: Final = _table(ConversationPiece)
MASKING: Final = _table(ConversationMasking)
