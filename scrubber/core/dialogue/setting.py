"""What is known of a mail around the digits that may be a piece of a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scrubber.core.dialogue.missing import Missing
    from scrubber.core.model import Position


class Setting(Protocol):
    """What is known of the mail around: how bare it is, whether a card is spoken of in it."""

    @property
    def bare(self) -> bool:
        """Whether it has no words."""

    @property
    def brief(self) -> bool:
        """Whether it has few words."""

    @property
    def curt(self) -> bool:
        """Whether it has hardly any words."""

    @property
    def wordless(self) -> bool:
        """Whether what words there are say nothing: they are polite, or hand over."""

    @property
    def leads_on(self) -> bool:
        """Whether they say nothing but which of several digits these are: "third one"."""

    @property
    def handed_over(self) -> bool:
        """Whether the words of a brief one hand something over."""

    @property
    def told(self) -> bool:
        """Whether a word about cards or their parts stands in the text at all."""

    @property
    def spoken(self) -> bool:
        """Whether a card is spoken of, in the text or in the subject."""

    @property
    def card(self) -> bool:
        """Whether more is said than that something expires."""

    @property
    def describing(self) -> bool:
        """Whether a word stands in the text with which a part of a number may be described."""

    @property
    def subject(self) -> Position | None:
        """What the subject declares."""

    @property
    def others(self) -> bool:
        """Whether the subject names numbers of another kind."""

    @property
    def asked_elsewhere(self) -> bool:
        """Whether the mail it answers asks for a number that is none of a card."""

    @property
    def asked(self) -> Missing:
        """What of a card the mail it answers asks for, or the subject names."""

    @property
    def named(self) -> Missing:
        """What of a card the mail it answers names and does not tell."""
