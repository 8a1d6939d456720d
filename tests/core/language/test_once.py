"""What letters need that pass a one-time code on, from the words of a language."""

from __future__ import annotations

import pytest

from scrubber.core.language.once import phrases


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ({}, []),
        ({"passcode": ["otp"], "messaged": ["sms"]}, ["otp|sms"]),
        ({"came": ["came"], "bank": ["bank"]}, ["bank came"]),
        ({"came": ["came"]}, []),
        (
            {"forwards": ["send"], "requested": ["asked"], "came": ["came", "arrived"]},
            ["send asked arrived|came"],
        ),
    ],
)
def test_what_is_told_takes_all_of_its_senses(
    words: dict[str, list[str]], needed: list[str]
) -> None:
    """A language that has no words for one of them lacks the phrase."""
    assert list(phrases(words)) == needed
