"""``scrubber demo``: the real relay at work on the sample mails, before the user's eyes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrubber.cli.status import Status

if TYPE_CHECKING:
    from scrubber.cli.demo_relay import Relay
    from scrubber.cli.demo_screen import Screen


@click.command()
def demo() -> int:
    """Show the relay at work on sample mails in five languages.

    Starts the relay on a free port of this machine with a mailbox in a temporary folder, sends the
    samples through it and shows what came in and what the mailbox got.  Leaves nothing behind.
    """
    from tempfile import TemporaryDirectory

    from scrubber.cli.demo_answer import CUSTOMER, PROVEN, Submission
    from scrubber.cli.demo_relay import Relay
    from scrubber.cli.demo_screen import Screen
    from scrubber.cli.stopping import Stopping

    screen = Screen()
    samples = sorted(_samples().glob("*/message.eml"))
    with (
        Stopping("the demonstration has ended, and nothing of it is left"),
        TemporaryDirectory(prefix="scrubber-demo-") as name,
        Submission() as submission,
    ):
        folder = Path(name)
        with Relay(folder, submission.configure(folder)) as relay:
            screen.opening(relay.address, len(samples))
            as_expected = [_show(sample, relay, screen) for sample in samples]
            relay.send(PROVEN + samples[0].read_bytes(), CUSTOMER)
            screen.answer(samples[0].parent.name, submission.answer())
    screen.closing(as_expected)
    return Status.CLEAN if all(as_expected) else Status.FAILED


def _show(sample: Path, relay: Relay, screen: Screen) -> bool:
    """Send one sample, show it, and say whether the mailbox got what it should."""
    from scrubber import scrub

    sent = sample.read_bytes()
    delivered = relay.send(sent)
    before = scrub(sent)
    if before.findings:
        good = not scrub(delivered).findings
    else:
        good = delivered.replace(b"\r\n", b"\n").endswith(sent.replace(b"\r\n", b"\n"))
    screen.mail(sample.parent.name, sent, before, delivered, good=good)
    return good


def _samples() -> Path:
    """Return the samples of the checkout if the package lies in one, else the packaged copy."""
    package = Path(__file__).parent.parent
    checkout = package.parent / "samples"
    return checkout if checkout.is_dir() else package / "_samples"
