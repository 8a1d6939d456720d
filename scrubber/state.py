"""The state directory: where it is, and that only its owner can enter it."""

from __future__ import annotations

import os
from pathlib import Path

from scrubber.errors import ConfigError

_OWNER_ONLY = 0o700


def state_directory(given: str | os.PathLike[str] | None = None) -> Path:
    """Return the state directory, made with mode 0700 where it is missing.

    It is ``given``, else ``$SCRUBBER_STATE``, else ``scrubber`` below ``$XDG_STATE_HOME`` or
    ``~/.local/state`` (XDG Base Directory Specification).  Raises ConfigError.
    """
    directory = Path(given or os.environ.get("SCRUBBER_STATE") or _default()).expanduser()
    try:
        directory.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"cannot make the state directory {directory}: {error.strerror}; "
            "name another one with --state DIR"
        ) from None
    if not os.access(directory, os.W_OK | os.X_OK):
        raise ConfigError(
            f"cannot write to the state directory {directory}; "
            "give it to the user who runs scrubber, or name another one with --state DIR"
        )
    return directory


def _default() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(base) / "scrubber"
