"""``[metrics]``: where monitors may ask how we are."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from scrubber.addresses import Listen, parse_listen
from scrubber.config.values import STRICT, read_by

_LOOPBACK = ("127.", "::1", "localhost")


def _near(text: str) -> Listen:
    """Read a port of this machine itself.  Raises ValueError."""
    listen = parse_listen(text)
    if not listen.host.startswith(_LOOPBACK):
        raise ValueError("expected loopback")
    return listen


class MetricsSettings(BaseModel):
    """``[metrics]``: HTTP on loopback; without ``listen`` nothing listens."""

    model_config = STRICT

    listen: Annotated[Listen, read_by(_near)] | None = Field(
        default=None,
        description="a loopback address and a port",
        examples=['listen = "127.0.0.1:9125"'],
    )
    """Where /metrics (for Prometheus), /healthz and /readyz are.  A relay and a daemon on one
    machine need two ports, and so two files.
    """
