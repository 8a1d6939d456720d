"""What is looked at of a mail that may be answered: its header and its envelope, never its body."""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from email.message import Message

_HEADER_END = (b"\r\n\r\n", b"\n\n", b"\r\r")
_LARGEST_HEADER = 1024 * 1024  # bytes; a header beyond it is a program's


@dataclass(frozen=True, slots=True)
class Incoming:
    """The header of a mail, and its envelope (RFC 5321 section 2.3.1)."""

    header: Message
    reverse_path: str
    recipients: tuple[str, ...]

    @classmethod
    def read(cls, message: bytes, reverse_path: str, recipients: tuple[str, ...]) -> Self:
        """Read the header of a masked message; the standard library never writes one here."""
        ends = [at for end in _HEADER_END if (at := message.find(end, 0, _LARGEST_HEADER)) >= 0]
        header = message[: min(ends, default=_LARGEST_HEADER)]
        parsed = BytesHeaderParser(policy=compat32).parsebytes(header)
        return cls(parsed, reverse_path.strip("<>"), recipients)

    def field(self, name: str) -> str:
        """Return the first field of that name, unfolded, or nothing."""
        return unfolded(self.header.get(name, ""))

    def fields(self, name: str) -> list[str]:
        """Return all fields of that name, the topmost first."""
        return [unfolded(value) for value in self.header.get_all(name, ())]

    def addresses(self, *names: str) -> list[str]:
        """Return the addresses in all fields of these names, none if they are made to do harm."""
        values = [value for name in names for value in self.fields(name)]
        try:
            return [address for _, address in getaddresses(values) if address]
        except RecursionError:  # comments or groups within each other, more than anybody writes
            return []

    @property
    def author(self) -> str:
        """The one address in From, or nothing where there is none or several."""
        authors = self.addresses("From")
        return authors[0] if len(authors) == 1 and len(self.fields("From")) == 1 else ""


def unfolded(value: object) -> str:
    """Return a field's value on one line (RFC 5322 section 2.2.3)."""
    return " ".join(str(value).split())


def same_address(one: str, other: str) -> bool:
    """Say whether two addresses are one; only the domain's case does not matter (RFC 5321 2.4)."""
    return _split(one) == _split(other)


def domain_of(address: str) -> str:
    """Return the domain of an address in lower case, or nothing."""
    return _split(address)[1]


def _split(address: str) -> tuple[str, str]:
    local, _, domain = address.rpartition("@")
    return local, domain.lower().rstrip(".")
