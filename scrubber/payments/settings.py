"""Keys of ``[payment]`` that a provider cannot do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.errors import PaymentError
from scrubber.secret import read_secret
from scrubber.webapi import PERMANENT

if TYPE_CHECKING:
    import re

    from scrubber.config import PaymentSettings


def needed(settings: PaymentSettings, key: str) -> str:
    """Return the text of a key that has to be there.  Raises PaymentError."""
    value: str | None = getattr(settings, key)
    if not value:
        raise PaymentError(f"[payment] {key} is missing", code=PERMANENT)
    return value


def secret(settings: PaymentSettings, key: str = "key_file") -> str:
    """Return the secret in a file that a key names.  Raises ConfigError, PaymentError."""
    file = getattr(settings, key)
    if file is None:
        raise PaymentError(f"[payment] {key} is missing", code=PERMANENT)
    return read_secret(file, key.replace("_", " "))


def key_of_the_system(settings: PaymentSettings, pattern: re.Pattern[str], expected: str) -> str:
    """Return a secret whose form says for which system it is.

    Group 1 of ``pattern`` is "test" for the sandbox.  Raises ConfigError, PaymentError.
    """
    key = secret(settings)
    found = pattern.fullmatch(key)
    if found is None:
        raise PaymentError(f"{settings.key_file}: expected {expected}", code=PERMANENT)
    if (found[1] == "test") is not settings.sandbox:
        wanted, line = ("test", "false") if settings.sandbox else ("live", "true")
        raise PaymentError(
            f"{settings.key_file}: expected a {wanted} key; for the other kind write "
            f"[payment] sandbox = {line}",
            code=PERMANENT,
        )
    return key
