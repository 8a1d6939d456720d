"""``[policy]``: what is done with card data, and with what cannot be read."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from scrubber.config.values import STRICT


class PolicySettings(BaseModel):
    """``[policy]``: what is done with what was found, and with what cannot be read."""

    model_config = STRICT

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
