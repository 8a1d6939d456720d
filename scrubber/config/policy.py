"""``[policy]``: what is done with card data, and with what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from scrubber import rulebook
from scrubber.config.values import STRICT, FilePath

if TYPE_CHECKING:
    from pathlib import Path


def _readable(rules: Path) -> Path:
    """Read the owner's rules once, so that a mistake in them is told with those in this file."""
    rulebook.load(own=rules)
    return rules


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
    test_cards: Literal["mask", "ignore"] = Field(
        default="mask", description='"mask" or "ignore"', examples=['test_cards = "ignore"']
    )
    rules: Annotated[FilePath, AfterValidator(_readable)] | None = Field(
        default=None,
        description="the path of a directory with rule files of your own",
        examples=['rules = "rules"'],
    )
