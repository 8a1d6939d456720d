"""A message, or one that lies encoded within another, and what is changed in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrubber.core.message import transfer
from scrubber.core.message.passage import Inner, outer
from scrubber.core.message.patch import Patch, shifted

if TYPE_CHECKING:
    from scrubber.core.message import mime


@dataclass(eq=False, repr=False, slots=True)
class Layer:
    """A message, or one decoded from a part of another.

    ``body`` and ``encoding`` say how it is encoded at byte ``start`` of ``parent``.
    """

    raw: bytes
    structure: mime.Structure
    parent: Layer | None = None
    start: int = 0
    body: bytes = b""
    encoding: bytes = b""
    inner: list[Inner] = field(default_factory=list)
    patches: list[Patch] = field(default_factory=list)

    def settle(self) -> None:
        """Bring all changes to the bytes of the layer, and hand them to the parent as its own."""
        self.patches += outer(self.inner)
        self.inner.clear()
        if self.parent is not None and self.patches:
            lifted = transfer.undecode(self.body, self.encoding, self.patches)
            self.parent.patches += shifted(lifted, self.start)
