"""What the tables of the configuration file have in common: strictness, and kinds of values."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationInfo

from scrubber.addresses import a_label

if TYPE_CHECKING:
    from collections.abc import Callable

MEBIBYTE = 1024 * 1024

STRICT = ConfigDict(
    frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True
)
"""Unknown keys are mistakes, and no error repeats what stands in the file."""

_T = TypeVar("_T")
_LOOPBACK = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]+)?/?$")


def read_by(parse: Callable[[str], _T]) -> BeforeValidator:
    """Make a validator that reads a string with ``parse``; it raises ValueError."""

    def validate(value: object) -> _T:
        if not isinstance(value, str):
            raise ValueError("expected a string")  # noqa: TRY004 - pydantic wants ValueError
        return parse(value)

    return BeforeValidator(validate)


def domain(text: str) -> str:
    """Return a domain as it stands in addresses, in lower case and in A-label form (RFC 5890)."""
    domain = a_label(text)
    if not domain or "@" in domain or domain.startswith("."):
        raise ValueError("expected a domain")
    return domain


def _beside_the_file(path: Path, info: ValidationInfo) -> Path:
    """Take a relative path from the directory of the configuration file, where there is one."""
    directory: Path | None = (info.context or {}).get("directory")
    return directory / path if directory else path


FilePath = Annotated[Path, AfterValidator(_beside_the_file)]
"""A path; relative ones begin where the configuration file lies."""


def _api_address(text: str) -> str:
    """Return the base of an API: https, or this machine itself.  Raises ValueError."""
    parts = urlsplit(text)
    if _LOOPBACK.match(text) or (parts.scheme == "https" and parts.hostname and not parts.query):
        return text.rstrip("/")
    raise ValueError("expected an https address")


ApiAddress = Annotated[str, read_by(_api_address)]
"""The base address of a web API, without a slash at its end."""

Count = Annotated[int, Field(strict=True, ge=1)]
Seconds = Annotated[float, Field(strict=True, gt=0)]
Networks = tuple[Annotated[IPv4Network | IPv6Network, read_by(ip_network)], ...]
