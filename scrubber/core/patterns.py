"""Regular expressions that are compiled when they are first asked.

The core has more than a hundred, and most mails ask a third of them: to compile the others took a
fifteenth of the time in which a process starts and scrubs one mail.  To ask one costs a tenth of a
microsecond more, so what a mail asks dozens of times is compiled by :mod:`re` at once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, AnyStr, cast

if TYPE_CHECKING:
    from collections.abc import Callable


def pattern(written: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what does as the pattern ``written`` does.  A wrong one fails when it is asked."""
    return cast("re.Pattern[AnyStr]", _Late(written, flags))


class _Late:
    """A pattern that has the methods of a compiled one as they are asked for."""

    def __init__(self, written: str | bytes, flags: int) -> None:
        self._written = written
        self._flags = flags

    def __getattr__(self, name: str) -> Callable[..., object]:
        method: Callable[..., object] = getattr(re.compile(self._written, self._flags), name)
        setattr(self, name, method)
        return method
