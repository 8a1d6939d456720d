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
    """What is done with card data.  "mask" changes mail: digits of cards and security codes become
    asterisks.  This cannot be undone.  "observe" changes nothing; what would have been masked is
    counted in the log.  Watch it for a week before you switch to "mask".
    """
    level: Literal["cautious", "balanced", "quiet"] = Field(
        default="balanced",
        description='"cautious", "balanced" or "quiet"',
        examples=['level = "balanced"'],
    )
    """How readily something is taken for card data: "cautious" masks when in doubt, "quiet" does
    not.
    """
    unscannable: Literal["tag", "refuse", "defer"] = Field(
        default="tag", description='"tag", "refuse" or "defer"', examples=['unscannable = "tag"']
    )
    """What becomes of a mail that cannot be read: encrypted, broken, or too deeply nested.  What
    its bytes show is masked in any case.
      "tag"     deliver it with a header line "X-Scrubber: unscannable"
      "refuse"  answer 554; the sender gets a bounce from its own server
      "defer"   answer 451; the mail stays with the sender's server until you decide otherwise
    """
    test_cards: Literal["mask", "ignore"] = Field(
        default="mask", description='"mask" or "ignore"', examples=['test_cards = "ignore"']
    )
    """The card numbers that networks and payment services publish for tests: "mask" them like any
    other, or "ignore" them.
    """
    rules: Annotated[FilePath, AfterValidator(_readable)] | None = Field(
        default=None,
        description="the path of a directory with rule files of your own",
        examples=['rules = "rules"'],
    )
    """A directory with rule files of your own, from where this file lies: numbers of your shop that
    are no card numbers, words, networks.  README.md shows one.  Check: scrubber rules check DIR
    """
