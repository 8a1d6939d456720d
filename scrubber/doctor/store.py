"""The store and its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.doctor.model import Line, Patient, doubtful, failed, well
from scrubber.errors import ScrubberError
from scrubber.store.key import NAME
from scrubber.store.store import FILE, Store

if TYPE_CHECKING:
    from collections.abc import Iterator


def examine(patient: Patient) -> Iterator[Line]:
    """Open what is there; nothing is made that is not."""
    settings = patient.config.store
    key = settings.key_file or patient.state / NAME
    if not key.exists():
        yield doubtful(
            "key", f"{key} is not there yet", "it is made at the first start; back it up"
        )
        return
    if settings.url is None and not (patient.state / FILE).exists():
        yield doubtful("store", "is not there yet", "it is made when the first mail needs it")
        return
    store = Store(patient.state, url=settings.url, key_file=settings.key_file)
    try:
        store.database()
    except ScrubberError as error:
        yield failed("store", error.public, "see README.md, [store]; when_down says what mail does")
    else:
        where = "PostgreSQL" if store.shared else patient.state / FILE
        yield well("store", f"{where}: opens, and {key} is its key")
    finally:
        store.close()
