"""The configuration as an assessor may see it: no secret, no address in full."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from scrubber.addresses import SubmissionAddress
from scrubber.audit.header import without_addresses

_FINGERPRINT = 16  # hexadecimal digits


def told(settings: object) -> Any:  # noqa: ANN401 - as json.dumps takes it
    """Return a table of the configuration as values for JSON; what is not set is left out.

    Secrets stand in files of their own, of which only the names are configured; they stay away too.
    """
    match settings:
        case BaseModel() | dict():
            return {
                key: "(a file)" if key.endswith("_file") else told(value)
                for key, value in (settings.items() if isinstance(settings, dict) else settings)
                if value is not None
            }
        case bool() | int() | float():
            return settings
        case tuple() | list() | frozenset():
            return [told(value) for value in settings]
        case Path():
            return settings.name
        case SubmissionAddress():
            return told(asdict(settings))
        case _:
            return without_addresses(str(settings))


def fingerprint(settings: dict[str, Any]) -> str:
    """Return what changes with a configuration, as far as :func:`told` tells of it."""
    return sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:_FINGERPRINT]
