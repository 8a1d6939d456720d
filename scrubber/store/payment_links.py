"""Payment links that were made: which one of an order is live, and which were replaced."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import ColumnElement, func, insert, select, update

from scrubber import metrics
from scrubber.money import Money
from scrubber.store.tables import LINK

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row

    from scrubber.store.database import Database


class _Link(Protocol):
    """What a link is to its provider; ``order`` and ``amount`` are what it was made for."""

    @property
    def url(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def order(self) -> str: ...
    @property
    def amount(self) -> Money: ...
    @property
    def id(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def expires(self) -> date | None: ...
    @property
    def before(self) -> Money | None: ...


Link = TypeVar("Link", bound=_Link)


class Made(NamedTuple, Generic[Link]):
    """A link, when it was made, whether it was not retired, and when it was seen to be paid.

    Times are seconds since 1970.
    """

    link: Link
    created: float
    live: bool
    paid: float | None


class PaymentLinks(Generic[Link]):
    """The links of an installation; everything raises StoreError."""

    def __init__(self, database: Database, make: Callable[..., Link]) -> None:
        """Keep links in ``database``; ``make`` makes one of the values of a row, by their names."""
        self._database = database
        self._make = make

    def live(self, provider: str, order: str) -> Link | None:
        """Return the link of an order that was not retired."""
        found = self._found(*_of(provider, order), LINK.c.retired.is_(None))
        return found[-1].link if found else None

    def open(self, provider: str) -> list[Made[Link]]:
        """Return the links of a provider that can be paid, as far as we know."""
        open_ones = (LINK.c.retired.is_(None), LINK.c.paid.is_(None))
        return self._found(LINK.c.provider == provider, *open_ones)

    def made(self, order: str | None = None) -> list[Made[Link]]:
        """Return all links, or those of one order, the oldest first."""
        return self._found(*([] if order is None else [LINK.c.order == order]))

    def count(self, provider: str, order: str) -> int:
        """Count the links of an order that were retired."""
        wanted = select(func.count()).where(*_of(provider, order), LINK.c.retired.is_not(None))
        with self._database.read() as connection:
            return connection.execute(wanted).scalar_one()

    def keep(self, link: Link) -> None:
        """Remember a new link; the same one twice is one."""
        same = (LINK.c.provider == link.provider) & (LINK.c.id == link.id)
        with self._database.write() as connection:
            if connection.execute(select(LINK.c.id).where(same)).first() is None:
                connection.execute(
                    insert(LINK).values(
                        provider=link.provider,
                        id=link.id,
                        order=link.order,
                        amount=link.amount.decimal,
                        currency=link.amount.currency,
                        url=link.url,
                        reference=link.reference,
                        created=time.time(),
                        expires=link.expires and link.expires.isoformat(),
                        before=None if link.before is None else link.before.decimal,
                    )
                )

    def retire(self, link: Link) -> None:
        """Remember that a link cannot be paid any more."""
        self._note(link, "retired")

    def note_paid(self, link: Link) -> None:
        """Remember that a link was paid."""
        self._note(link, "paid")

    def _note(self, link: Link, what: str) -> None:
        """Note that something has happened now, unless it has happened before."""
        same = (LINK.c.provider == link.provider, LINK.c.id == link.id, LINK.c[what].is_(None))
        with self._database.write() as connection:
            changed = connection.execute(update(LINK).where(*same).values({what: time.time()}))
        if what == "paid":
            metrics.PAID.add(by=changed.rowcount)

    def _found(self, *conditions: ColumnElement[bool]) -> list[Made[Link]]:
        """Return the links that meet the conditions, the oldest first."""
        wanted = select(LINK).where(*conditions).order_by(LINK.c.created)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return [Made(self._link(row), row.created, row.retired is None, row.paid) for row in rows]

    def _link(self, row: Row[Any]) -> Link:
        return self._make(
            url=row.url,
            provider=row.provider,
            order=row.order,
            amount=Money.read(row.amount, row.currency),
            id=row.id,
            reference=row.reference,
            expires=date.fromisoformat(row.expires) if row.expires else None,
            before=Money.read(row.before, row.currency) if row.before is not None else None,
        )


def _of(provider: str, order: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return LINK.c.provider == provider, LINK.c.order == order
