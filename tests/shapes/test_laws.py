"""What holds of every input, looked for with inputs that nobody would write down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scrubber import scrub
from tests.shapes import CASES
from tests.shapes.cards import texts
from tests.shapes.mutations import NOISE, damaged

if TYPE_CHECKING:
    from tests.shapes.shape import Shape

MARK = re.compile(rb"X-Scrubber: masked; [a-z]+=\d+(?: [a-z]+=\d+)*(\r\n|\n|\r)")
LINE_ENDS = bytes.maketrans(bytes(range(256)), bytes(b if b in b"\r\n" else 32 for b in range(256)))

short = settings(max_examples=150, suppress_health_check=list(HealthCheck))
thorough = settings(short, max_examples=3_000)
holding = st.sampled_from([(shape, end) for shape, end in CASES if shape.holds])


def keeps_its_shape(message: bytes) -> None:
    """Scrubbing never fails and moves no line end; what is scrubbed stays as it is."""
    scrubbed = scrub(message)
    if not scrubbed.findings:
        assert scrubbed.message is message
        return
    mark = MARK.search(scrubbed.message)
    assert mark
    rest = scrubbed.message[: mark.start()] + scrubbed.message[mark.end() :]
    if len(rest) > len(message):  # the blank line below the mark of a message without a header
        assert rest.startswith(mark[1], mark.start())
        rest = rest[: mark.start()] + rest[mark.start() + len(mark[1]) :]
    assert rest.translate(LINE_ENDS) == message.translate(LINE_ENDS)
    assert scrub(scrubbed.message).message is scrubbed.message


def masks_the_number(case: tuple[Shape, str], pair: tuple[str, str]) -> None:
    """Scrubbing takes the number away and changes nothing else."""
    shape, end = case
    written, masked = pair
    scrubbed = scrub(shape.message(written, end)).message
    mark = MARK.search(scrubbed)
    assert mark
    blank = 0 if shape.headed else len(mark[1])
    rest = scrubbed[: mark.start()] + scrubbed[mark.end() + blank :]
    assert rest == shape.message(masked, end)


@short
@given(NOISE)
@example(b"1000 0000 000\n>4111111111111111")
def test_noise_keeps_its_shape(message: bytes) -> None:
    """Bytes that are no mail never fail, and change only where a number stands."""
    keeps_its_shape(message)


@short
@given(damaged())
@example(b"Subject: x\n\ncvv 123,vv 123, exp 12/2027, bye\n")
@example(b"Subject: x\n\nwe are 425 cvv 123\n")
def test_damaged_mail_keeps_its_shape(message: bytes) -> None:
    """Mail that broke on its way never fails, and changes only where a number stands."""
    keeps_its_shape(message)


@short
@given(holding, texts())
def test_any_number_is_masked(case: tuple[Shape, str], pair: tuple[str, str]) -> None:
    """Any number of any network, in any shape, is masked, and nothing else."""
    masks_the_number(case, pair)


@pytest.mark.long
@thorough
@given(NOISE)
def test_much_noise_keeps_its_shape(message: bytes) -> None:
    """The same, for many more inputs."""
    keeps_its_shape(message)


@pytest.mark.long
@thorough
@given(damaged())
def test_much_damaged_mail_keeps_its_shape(message: bytes) -> None:
    """The same, for many more inputs."""
    keeps_its_shape(message)


@pytest.mark.long
@thorough
@given(holding, texts())
def test_many_numbers_are_masked(case: tuple[Shape, str], pair: tuple[str, str]) -> None:
    """The same, for many more inputs."""
    masks_the_number(case, pair)
