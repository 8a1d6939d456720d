"""``scrubber demo``: the real relay, shown on sample mails."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from scrubber.cli.demo_relay import Relay
from scrubber.errors import ScrubberError
from tests.cli.calling import as_a_process

if TYPE_CHECKING:
    import subprocess

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*/message.eml"))
WIDTH = 80


def numbers(text: bytes) -> set[bytes]:
    """Return what may be a card number in a text, without its separators."""
    found = re.findall(rb"[0-9](?:[ -]?[0-9]){11,18}", text)
    return {re.sub(rb"[ -]", b"", number) for number in found}


class Demonstration(NamedTuple):
    """How the demonstration ended, and the folder that it could write to."""

    ended: subprocess.CompletedProcess[bytes]
    folder: Path

    @property
    def shown(self) -> str:
        """What stood on the screen."""
        return self.ended.stdout.decode()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Run the demonstration in a pipe of 80 columns."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "tmp").mkdir()
    run = as_a_process(folder / "state")
    ended = run("demo", COLUMNS=str(WIDTH), TMPDIR=str(folder / "tmp"))
    return Demonstration(ended, folder / "tmp")


def test_the_demonstration(demo: Demonstration) -> None:
    """It ends by itself with 0, shows every sample, says how to go on, and leaves nothing."""
    shown = demo.shown
    assert (demo.ended.returncode, demo.ended.stderr) == (0, b"")
    assert [path for path in SAMPLES if path.parent.name not in shown] == []
    assert f"All {len(SAMPLES)} mails arrived." in shown
    assert "scrubber relay --listen " in shown
    assert list(demo.folder.iterdir()) == []
    assert max(map(len, shown.splitlines())) <= WIDTH
    assert "\x1b" not in shown


def test_the_answer_is_shown(demo: Demonstration) -> None:
    """To the customer, with a link for what is due."""
    shown = " ".join(demo.shown.replace("│", " ").split())
    assert "To: margaret.ellery@postbox.example" in shown
    assert "£1,480.00 is still open" in shown
    assert "https://pay.hollin.example/?order=2417&amount=1480.00" in shown


def test_no_masked_number_is_shown(demo: Demonstration) -> None:
    """On the left side, too, a number that gets masked cannot be read."""
    masked: set[bytes] = set()
    for message in SAMPLES:
        redacted = message.with_name("redacted.eml").read_bytes()
        masked |= numbers(message.read_bytes()) - numbers(redacted)
    assert masked
    assert numbers(demo.ended.stdout) & masked == set()


def test_a_mail_that_is_not_taken_is_told(tmp_path: Path) -> None:
    """With what the relay itself has complained of last."""
    config = tmp_path / "scrubber.toml"
    config.write_text('[policy]\nunscannable = "refuse"\n[relay]\nmax_header_size = 2000\n')
    with Relay(tmp_path, config) as relay:
        assert relay.send(b"Subject: hello\n\n").endswith(b"Subject: hello\r\n\r\n")
        with pytest.raises(ScrubberError, match=r"a mail was not taken \(552\): it said nothing"):
            relay.send(b"Subject: hello\n" * 1000)
