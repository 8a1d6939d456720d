"""``[store]`` and ``[conversation]``: what is remembered of mail, where, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from scrubber.config.values import STRICT, FilePath, read_by

_SCHEME = "postgresql+psycopg"


def _url(text: str) -> str:
    """Return the URL of a PostgreSQL database, which names no password."""
    parts = urlsplit(text)
    if parts.scheme != _SCHEME or parts.password is not None or "password=" in parts.query:
        raise ValueError("expected a URL")
    return text


class StoreSettings(BaseModel):
    """``[store]``: the database, which several relays may share, and the key it needs."""

    model_config = STRICT

    url: Annotated[str, read_by(_url)] | None = Field(
        default=None,
        description=f"{_SCHEME}://USER@HOST/DATABASE, its password in ~/.pgpass or PGPASSWORD",
        examples=[f'url = "{_SCHEME}://scrubber@db.example/scrubber"'],
    )
    """Without it, a SQLite file in the state directory.  With it, a PostgreSQL database that
    several relays share.  No password here: it belongs into ~/.pgpass or PGPASSWORD.
    """
    key_file: FilePath | None = Field(
        default=None,
        description="the path of a file that only we may read; it is made where it is missing",
        examples=['key_file = "/etc/scrubber/key"'],
    )
    """The key without which the store says nothing, made at the first start.  Relays that share a
    store need the same one.  Without this line, the file "key" in the state directory.
    """
    when_down: Literal["defer", "deliver"] = Field(
        default="defer", description='"defer" or "deliver"', examples=['when_down = "defer"']
    )
    """What becomes of mail with card data, or with pieces of it, while the store cannot be used.
      "defer"    answer 451; it stays with the sender's server
      "deliver"  mask what this mail alone shows, and pass it on
    """


class ConversationSettings(BaseModel):
    """``[conversation]``: numbers and codes that come in several mails."""

    model_config = STRICT

    window: Annotated[float, Field(strict=True, gt=0, le=90)] = Field(
        default=7.0, description="a number of days, at most 90", examples=["window = 7"]
    )
    """Days for which a piece of a number waits for the others."""
    hold: Annotated[float, Field(strict=True, ge=0)] = Field(
        default=0.0, description="a number of minutes, 0 for not at all", examples=["hold = 5"]
    )
    """Minutes for which a mail of nothing but digits, from a sender of whom nothing is known, waits
    at the sender's server (451), so that the rest may come first.  0: it does not wait.
    """

    @property
    def lasts(self) -> timedelta:
        """How long a piece waits for the others."""
        return timedelta(days=self.window)

    @property
    def holds(self) -> timedelta:
        """How long a mail of nothing but digits waits."""
        return timedelta(minutes=self.hold)
