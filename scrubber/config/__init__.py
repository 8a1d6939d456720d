"""The configuration file (TOML) as frozen values; each of its tables has a module here.

A mistake is told with the file, the key, what was expected and a line that would be right.  What
stands in the file is never repeated in an error: a later key may hold a secret.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, Field, ValidationError, model_validator

from scrubber.config.digest import DigestSettings
from scrubber.config.mailbox import MailboxSettings
from scrubber.config.metrics import MetricsSettings
from scrubber.config.orders import OrderSettings
from scrubber.config.payment import PaymentSettings
from scrubber.config.policy import PolicySettings
from scrubber.config.relay import RelaySettings
from scrubber.config.reply import ReplySettings
from scrubber.config.shop import ShopSettings
from scrubber.config.store import ConversationSettings, StoreSettings
from scrubber.config.values import STRICT
from scrubber.errors import ConfigError, RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

__all__ = [
    "Config",
    "ConversationSettings",
    "DigestSettings",
    "MailboxSettings",
    "MetricsSettings",
    "OrderSettings",
    "PaymentSettings",
    "PolicySettings",
    "RelaySettings",
    "ReplySettings",
    "ShopSettings",
    "StoreSettings",
    "load",
    "parse",
    "with_relay",
]


class Config(BaseModel):
    """The whole file; every table and every key may be left out."""

    model_config = STRICT

    policy: PolicySettings = Field(
        default=PolicySettings(), description="a table", examples=["[policy]"]
    )
    """What is done with card data, and with what cannot be read."""
    relay: RelaySettings = Field(
        default=RelaySettings(), description="a table", examples=["[relay]"]
    )
    """Mail by SMTP: scrubber relay --config FILE"""
    store: StoreSettings = Field(
        default=StoreSettings(), description="a table", examples=["[store]"]
    )
    """What is remembered of mail (README.md, "Numbers in several mails")."""
    conversation: ConversationSettings = Field(
        default=ConversationSettings(), description="a table", examples=["[conversation]"]
    )
    """Numbers and codes that come in several mails."""
    metrics: MetricsSettings = Field(
        default=MetricsSettings(), description="a table", examples=["[metrics]"]
    )
    """What monitors may ask."""
    mailbox: tuple[MailboxSettings, ...] = Field(
        default=(), description="tables", examples=["[[mailbox]]"]
    )
    """The accounts that "scrubber watch --config FILE" watches by IMAP, a table each."""
    shop: ShopSettings | None = Field(default=None, description="a table", examples=["[shop]"])
    """This table and the next three answer the sender of a card number: a friendly mail with a safe
    way to pay.  Without [reply] nothing is ever sent.
    """
    reply: ReplySettings | None = Field(default=None, description="a table", examples=["[reply]"])
    """How answers leave, whom they are for, how many."""
    payment: PaymentSettings | None = Field(
        default=None, description="a table", examples=["[payment]"]
    )
    """With whom customers pay."""
    orders: OrderSettings | None = Field(default=None, description="a table", examples=["[orders]"])
    """What is due."""
    digest: DigestSettings | None = Field(
        default=None, description="a table", examples=["[digest]"]
    )
    """A diary of mail with card data, for "scrubber digest" and "scrubber status ORDER"."""

    @model_validator(mode="after")
    def _answers_have_an_author(self) -> Config:
        if self.reply is not None and self.shop is None:
            raise ValueError("[reply] needs [shop]: who writes, and from which address")
        return self

    @model_validator(mode="after")
    def _answers_can_log_in(self) -> Config:
        reply = self.reply
        if reply is None:
            return self
        user = reply.submission.user
        if user and reply.password_file is None and self.mailbox_of(user) is None:
            raise ValueError(
                "[reply] submission: its user needs a password_file, or a [[mailbox]] of the same "
                "user, which says how to log in"
            )
        if reply.copy_to is not None and self.mailbox_of(reply.copy_to) is None:
            raise ValueError("[reply] copy_to: expected the user in the url of a [[mailbox]]")
        return self

    @model_validator(mode="after")
    def _accounts_have_one_table(self) -> Config:
        accounts = [mailbox.url.mailbox for mailbox in self.mailbox]
        if len(set(accounts)) < len(accounts):
            raise ValueError(
                "[[mailbox]]: two tables are of the same account; write all its folders into one"
            )
        return self

    def mailbox_of(self, user: str) -> MailboxSettings | None:
        """Return the first ``[[mailbox]]`` of a user."""
        return next((mailbox for mailbox in self.mailbox if mailbox.url.user == user), None)

    def submits_as(self, mailbox: MailboxSettings) -> bool:
        """Say whether answers leave by the login of a ``[[mailbox]]``."""
        reply = self.reply
        return (
            reply is not None
            and reply.password_file is None
            and reply.submission.user == mailbox.url.user
        )


def load(file: Path) -> Config:
    """Read a configuration file.  Raises ConfigError."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: is not UTF-8 text; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is not TOML: {error}") from None
    return parse(table, str(file), file.parent)


def parse(table: Mapping[str, Any], source: str, directory: Path | None = None) -> Config:
    """Turn a TOML table into a Config.  Raises ConfigError, and RuleError of the owner's rules.

    ``source`` names the table in errors; relative paths in it begin at ``directory``.
    """
    try:
        return Config.model_validate(table, context={"directory": directory})
    except ValidationError as error:
        lines = [f"{source}: {_explain(details)}" for details in error.errors(include_url=False)]
        raise ConfigError("\n".join(lines)) from None
    except RuleError as error:
        raise RuleError(f"{source}: [policy] rules: {error.public}") from None


def with_relay(config: Config, given: Mapping[str, str]) -> Config:
    """Return a Config in which keys of ``[relay]`` are as the command line gives them.

    Raises ConfigError.
    """
    try:
        parsed = parse({"relay": dict(given)}, "the command line").relay
    except ConfigError as error:
        raise ConfigError(_as_options(error.public, given)) from None
    relay = config.relay.model_copy(update={name: getattr(parsed, name) for name in given})
    return config.model_copy(update={"relay": relay})


def _as_options(words: str, keys: Iterable[str]) -> str:
    """Return what is wrong with keys of ``[relay]`` as it is written on the command line."""
    for key in keys:
        option = f"--{key.replace('_', '-')}"
        words = words.replace(f"[relay] {key}:", f"{option}:").replace(f"{key} = ", f"{option} ")
    return words


def _explain(details: ErrorDetails) -> str:
    """Say in one sentence what is wrong with a key and what to write."""
    names = [part for part in details["loc"] if isinstance(part, str)]
    model: type[BaseModel] = Config
    field: FieldInfo | None = None
    path: list[str] = []
    for name in names:
        if name not in model.model_fields:
            break
        path.append(name)
        field = model.model_fields[name]
        model = _table(field) or model
    if details["type"] == "extra_forbidden":
        return _unknown([*path, names[-1]], model)
    if details["type"] == "value_error" and field is not None and model is _table(field):
        return f"[{path[-1]}]: {details['ctx']['error']}"
    if details["type"] == "value_error" and field is None:
        return str(details["ctx"]["error"])
    if field is None:
        return "expected tables such as [policy] and [relay]"
    return f"{_key(path)}: expected {field.description}; for example: {(field.examples or [])[0]}"


def _table(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a key that is a table, or an array of tables."""
    for kind in (field.annotation, *get_args(field.annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def _unknown(path: list[str], model: type[BaseModel]) -> str:
    known = sorted(model.model_fields)
    close = get_close_matches(path[-1], known, n=1)
    advice = f"did you mean {close[0]}?" if close else f"expected one of: {', '.join(known)}"
    return f"{_key(path)}: is no known key; {advice}"


def _key(path: list[str]) -> str:
    return f"[{path[0]}] {path[1]}" if len(path) > 1 else f"[{path[0]}]"
