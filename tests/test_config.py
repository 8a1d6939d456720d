"""The configuration file: what is taken, and how a mistake is told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scrubber import config
from scrubber.addresses import Kind, Listen
from scrubber.config.example import example
from scrubber.errors import ConfigError

HERE = Path(__file__).parent / "config"
EXAMPLE = Path(__file__).parent.parent / "deploy" / "scrubber.example.toml"
VALID = sorted((HERE / "valid").glob("*.toml"))
INVALID = sorted((HERE / "invalid").glob("*.toml"))


def name(path: Path) -> str:
    """Return what a case is called."""
    return path.stem


@pytest.mark.parametrize("file", VALID, ids=name)
def test_a_valid_file_is_taken(file: Path) -> None:
    """It gives a configuration, and no exception."""
    assert config.load(file)


@pytest.mark.parametrize("file", INVALID, ids=name)
def test_a_mistake_is_told_with_file_key_and_cure(file: Path) -> None:
    """The first line of the file says with which error it is refused."""
    first, _, _ = file.read_text(encoding="utf-8").partition("\n")
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    assert caught.value.public.startswith(f"{file}: {first.removeprefix('# error: ')}")


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """Two mistakes are two lines."""
    file = tmp_path / "two.toml"
    file.write_text('[policy]\naction = 1\n[relay]\nworkers = "two"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    assert [line.count(str(file)) for line in caught.value.public.splitlines()] == [1, 1]


@pytest.mark.parametrize("content", [b"\xff\xfe", None], ids=["not UTF-8", "missing"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    """So is one that is no text."""
    file = tmp_path / "scrubber.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match=str(file)):
        config.load(file)


def test_what_stands_in_the_file_is_not_repeated(tmp_path: Path) -> None:
    """A value may be a secret in the wrong place."""
    file = tmp_path / "scrubber.toml"
    file.write_text('[relay]\nlisten = "hunter2"\nworkers = "hunter2"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    assert "hunter2" not in caught.value.public


def test_the_example_is_made_from_the_types() -> None:
    """Every key with its meaning; after a change: scrubber config example > deploy/..."""
    assert EXAMPLE.read_text(encoding="utf-8") == example()


def test_the_example_is_the_defaults() -> None:
    """What it switches on is what holds without a file."""
    assert config.load(EXAMPLE) == config.Config()


def test_the_example_is_right_with_every_key(tmp_path: Path) -> None:
    """Without the marks that switch keys off, and with the rules that one of them names."""
    text = re.sub(r"^#(?=[a-z[])", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    # Of the sources of orders there is one.
    text = re.sub(r"(?m)^(?:sql|select|woocommerce|shopify|magento) = .*\n", "", text)
    shutil.copytree(HERE / "own-rules", tmp_path / "rules")
    file = tmp_path / "scrubber.toml"
    file.write_text(text, encoding="utf-8")
    loaded = config.load(file)
    assert {name for name in config.Config.model_fields if not getattr(loaded, name)} == set()
    assert loaded.orders is not None
    assert loaded.orders.csv == tmp_path / "orders.csv"


def test_the_command_line_wins() -> None:
    """What is given there replaces the file's value, and no other."""
    base = config.parse({"relay": {"workers": 3, "listen": "127.0.0.1:1"}}, "test")
    mixed = config.with_relay(base, {"listen": "[::1]:2", "next_hop": "lmtp:///run/lmtp"})
    assert mixed.relay.listen == Listen("::1", 2)
    assert mixed.relay.workers == 3
    assert mixed.relay.next_hop is not None
    assert (mixed.relay.next_hop.kind, mixed.relay.next_hop.path) == (Kind.LMTP, Path("/run/lmtp"))


@pytest.mark.parametrize(
    "url",
    [
        "smtp://127.0.0.1:25",
        "smtps://mail.example:465",
        "lmtp://[::1]:24",
        "lmtp:///run/lmtp",
        "maildir:/var/mail/shop",
    ],
)
def test_a_next_hop_is_shown_as_it_is_written(url: str) -> None:
    """What the log says can be copied into the configuration."""
    relay = config.parse({"relay": {"next_hop": url}}, "test").relay
    assert str(relay.next_hop) == url
