"""What a command detects with: the rules and the policy of a configuration file, or none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from scrubber.cli.options import FilePath

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrubber.core.model import Scrubbed
    from scrubber.core.rules import Policy, Rules

config_option: Callable[[Any], Any] = click.option(
    "--config",
    "config_file",
    type=FilePath(dir_okay=False),
    help="A configuration file (TOML); its [policy] says how things are detected.",
)


class Detection(NamedTuple):
    """Rules, and how readily they are applied."""

    rules: Rules
    policy: Policy


def detection(file: Path | None) -> Detection:
    """Return what ``file`` says, or the defaults.  Raises ConfigError and RuleError."""
    from scrubber import rulebook
    from scrubber.core.rules import Policy

    if file is None:
        return Detection(rulebook.load(), Policy())
    from scrubber import config

    policy = config.load(file).policy
    return Detection(
        rulebook.load(own=policy.rules), Policy(level=policy.level, test_cards=policy.test_cards)
    )


def scrubber(file: Path | None) -> Callable[[bytes], Scrubbed]:
    """Return the scrub of a configuration file.  Raises ConfigError and RuleError."""
    from scrubber.core.scrub import scrub

    rules, policy = detection(file)
    return partial(scrub, rules=rules, policy=policy)
