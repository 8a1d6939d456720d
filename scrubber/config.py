"""The configuration file (TOML) as frozen values.

A mistake is told with the file, the key, what was expected and a line that would be right.  What
stands in the file is never repeated in an error: a later key may hold a secret.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from scrubber.addresses import Listen, NextHopAddress, parse_listen, parse_next_hop
from scrubber.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

MEBIBYTE = 1024 * 1024

_T = TypeVar("_T")
_WORKERS = 2
_NOT_STRICT = ConfigDict(
    frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True
)


def _text(parse: Callable[[str], _T]) -> BeforeValidator:
    """Make a validator that reads a string with ``parse``; it raises ValueError."""

    def validate(value: object) -> _T:
        if not isinstance(value, str):
            raise ValueError("expected a string")  # noqa: TRY004 - pydantic wants ValueError
        return parse(value)

    return BeforeValidator(validate)


def _domain(text: str) -> str:
    """Return a domain as it stands in addresses, in lower case and in A-label form (RFC 5890)."""
    domain = text.lower().encode("idna").decode("ascii")
    if not domain or "@" in domain or domain.startswith("."):
        raise ValueError("expected a domain")
    return domain


_Count = Annotated[int, Field(strict=True, ge=1)]
_Seconds = Annotated[float, Field(strict=True, gt=0)]
_Networks = tuple[Annotated[IPv4Network | IPv6Network, _text(ip_network)], ...]


class PolicySettings(BaseModel):
    """``[policy]``: what is done with what was found, and with what cannot be read."""

    model_config = _NOT_STRICT

    action: Literal["mask", "observe"] = Field(
        default="mask", description='"mask" or "observe"', examples=['action = "observe"']
    )
    level: Literal["cautious", "balanced", "quiet"] = Field(
        default="balanced",
        description='"cautious", "balanced" or "quiet"',
        examples=['level = "balanced"'],
    )
    unscannable: Literal["tag", "refuse", "defer"] = Field(
        default="tag", description='"tag", "refuse" or "defer"', examples=['unscannable = "tag"']
    )


class RelaySettings(BaseModel):
    """``[relay]``: where mail comes from and goes to, and how much of it at a time.

    Sizes count bytes, times count seconds.  At worst a mail takes four times ``scan_timeout``
    (waiting for a scanner, scanning, and both again for a scan as one text) and
    ``next_hop_timeout``: less than the 100 seconds for which Postfix waits for a filter.
    """

    model_config = _NOT_STRICT

    listen: Annotated[Listen, _text(parse_listen)] = Field(
        default=Listen("127.0.0.1", 10025),
        description="a host and a port",
        examples=['listen = "127.0.0.1:10025"'],
    )
    next_hop: Annotated[NextHopAddress, _text(parse_next_hop)] | None = Field(
        default=None,
        description="smtp://HOST:PORT, smtps://HOST:PORT, lmtp://HOST:PORT, lmtp:///PATH "
        "or maildir:PATH",
        examples=['next_hop = "smtp://127.0.0.1:10026"'],
    )
    domains: tuple[Annotated[str, _text(_domain)], ...] = Field(
        default=(), description="a list of domains", examples=['domains = ["shop.example"]']
    )
    clients: _Networks = Field(
        default=(),
        description="a list of IP addresses and networks",
        examples=['clients = ["192.0.2.10", "10.0.0.0/8"]'],
    )
    xforward_from: _Networks = Field(
        default=(),
        description="a list of IP addresses and networks",
        examples=['xforward_from = ["192.0.2.10"]'],
    )
    bare_newline: Literal["normalize", "reject"] = Field(
        default="normalize",
        description='"normalize" or "reject"',
        examples=['bare_newline = "normalize"'],
    )
    max_message_size: _Count = Field(
        default=50 * MEBIBYTE,
        description="a whole number of bytes",
        examples=["max_message_size = 52428800"],
    )
    max_connections: _Count = Field(
        default=100, description="a whole number above 0", examples=["max_connections = 100"]
    )
    max_recipients: _Count = Field(
        default=1000, description="a whole number above 0", examples=["max_recipients = 1000"]
    )
    max_in_flight: _Count = Field(
        default=256 * MEBIBYTE,
        description="a whole number of bytes, no less than max_message_size",
        examples=["max_in_flight = 268435456"],
    )
    max_header_size: _Count = Field(
        default=MEBIBYTE,
        description="a whole number of bytes",
        examples=["max_header_size = 1048576"],
    )
    workers: _Count = Field(
        default=_WORKERS, description="a whole number above 0", examples=["workers = 2"]
    )
    scan_timeout: _Seconds = Field(
        default=15.0, description="a number of seconds", examples=["scan_timeout = 15"]
    )
    next_hop_timeout: _Seconds = Field(
        default=35.0, description="a number of seconds", examples=["next_hop_timeout = 35"]
    )
    tls_certificate: Path | None = Field(
        default=None,
        description="the path of a PEM file, together with tls_key",
        examples=['tls_certificate = "/etc/ssl/relay.pem"'],
    )
    tls_key: Path | None = Field(
        default=None,
        description="the path of a PEM file, together with tls_certificate",
        examples=['tls_key = "/etc/ssl/relay.key"'],
    )

    @model_validator(mode="after")
    def _fits_together(self) -> RelaySettings:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key belong together: write both, or none")
        if self.max_in_flight < self.max_message_size:
            raise ValueError(
                "max_in_flight is smaller than max_message_size; "
                f"write for example max_in_flight = {5 * self.max_message_size}"
            )
        return self


class Config(BaseModel):
    """The whole file; every table and every key may be left out."""

    model_config = _NOT_STRICT

    policy: PolicySettings = Field(
        default=PolicySettings(), description="a table", examples=["[policy]"]
    )
    relay: RelaySettings = Field(
        default=RelaySettings(), description="a table", examples=["[relay]"]
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
    return parse(table, str(file))


def parse(table: Mapping[str, Any], source: str) -> Config:
    """Turn a TOML table into a Config; ``source`` names it in errors.  Raises ConfigError."""
    try:
        return Config.model_validate(table)
    except ValidationError as error:
        lines = [f"{source}: {_explain(details)}" for details in error.errors(include_url=False)]
        raise ConfigError("\n".join(lines)) from None


def with_relay(config: Config, given: Mapping[str, str]) -> Config:
    """Return a Config in which keys of ``[relay]`` are as the command line gives them.

    Raises ConfigError.
    """
    parsed = parse({"relay": dict(given)}, "the command line").relay
    relay = config.relay.model_copy(update={name: getattr(parsed, name) for name in given})
    return config.model_copy(update={"relay": relay})


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
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            model = field.annotation
    if details["type"] == "extra_forbidden":
        return _unknown([*path, names[-1]], model)
    if details["type"] == "value_error" and field is not None and model is field.annotation:
        return f"[{path[-1]}]: {details['ctx']['error']}"
    if field is None:
        return "expected tables such as [policy] and [relay]"
    return f"{_key(path)}: expected {field.description}; for example: {(field.examples or [])[0]}"


def _unknown(path: list[str], model: type[BaseModel]) -> str:
    known = sorted(model.model_fields)
    close = get_close_matches(path[-1], known, n=1)
    advice = f"did you mean {close[0]}?" if close else f"expected one of: {', '.join(known)}"
    return f"{_key(path)}: is no known key; {advice}"


def _key(path: list[str]) -> str:
    return f"[{path[0]}] {path[1]}" if len(path) > 1 else f"[{path[0]}]"
