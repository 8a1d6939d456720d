"""``scrubber audit``: each is kept in the evidence, also one that was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scrubber.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrubber.audit.tally import Tally
    from scrubber.config import Config


def keep(
    tally: Tally, config: Config, sources: Sequence[str], *, fix: bool, complete: bool = True
) -> None:
    """Write down what an audit has counted; where that cannot be, say so and go on.

    One that could not even begin is none.
    """
    from scrubber import rulebook
    from scrubber.audit.record import AUDIT, record
    from scrubber.errors import ConfigError, StoreError
    from scrubber.intake import open_store
    from scrubber.state import state_directory
    from scrubber.store.evidence import Evidence

    if not (complete or tally.mails or tally.unreadable):
        return
    facts = record(tally, sources, fix=fix, complete=complete)
    rules = rulebook.fingerprint(own=config.policy.rules)
    try:
        store = open_store(config, state_directory(options.state()))
        try:
            Evidence(store).note(AUDIT, {**facts, "rules": rules})
        finally:
            store.close()
    except (ConfigError, StoreError) as error:
        click.echo(f"scrubber: this audit is not in the evidence: {error.public}", err=True)
