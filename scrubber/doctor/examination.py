"""The whole examination; what breaks in one part does not end the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.doctor import domain, machine, mailboxes, money, next_hop, postfix, store
from scrubber.doctor.model import Line, Patient, failed
from scrubber.errors import ScrubberError
from scrubber.logs import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PARTS: dict[str, Callable[[Patient], Iterator[Line]]] = {
    "rules": machine.rules,
    "secrets": machine.secrets,
    "state directory": machine.state,
    "clock": machine.clock,
    "store": store.examine,
    "relay": next_hop.listening,
    "certificate": next_hop.certificate,
    "next hop": next_hop.examine,
    "DMARC behind us": next_hop.dmarc,
    "Postfix": postfix.examine,
    "mailbox": mailboxes.examine,
    "orders": money.orders,
    "payment": money.provider,
    "submission": money.submission,
    "domain": domain.examine,
}


def examine(patient: Patient) -> Iterator[Line]:
    """Try everything, and yield a line for each thing tried."""
    for name, part in _PARTS.items():
        try:
            yield from part(patient)
        except ScrubberError as error:
            yield failed(name, error.public, "see the message; then run scrubber doctor again")
        except Exception as error:  # noqa: BLE001 - its text may hold what nobody is to see
            yield failed(name, describe(error), "report this, with the line above")
