"""A DNS server of a few names, by UDP on a port of this machine."""

from __future__ import annotations

import socketserver
from typing import TYPE_CHECKING

from dns import message, rcode, rdatatype, rrset

from tests.fakes.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class NameServer(Serving["_Server"]):
    """Answers from a table: ``{"shop.example TXT": ["v=spf1 -all"]}``, as in a zone file.

    A name that is not in it does not exist; one in ``broken`` is a server failure.
    """

    def __init__(self, records: Mapping[str, Sequence[str]], broken: Sequence[str] = ()) -> None:
        """Take any free port."""
        super().__init__(_Server(("127.0.0.1", 0), _Question))
        self._server.records = records
        self._server.broken = broken


class _Server(socketserver.ThreadingUDPServer):
    daemon_threads = True
    records: Mapping[str, Sequence[str]]
    broken: Sequence[str]


class _Question(socketserver.DatagramRequestHandler):
    """One question and its answer."""

    server: _Server

    def handle(self) -> None:
        """Answer it."""
        query = message.from_wire(self.rfile.read())
        [asked] = query.question
        name = asked.name.to_text(omit_final_dot=True)
        answer = message.make_response(query)
        found = self.server.records.get(f"{name} {rdatatype.to_text(asked.rdtype)}")
        if name in self.server.broken:
            answer.set_rcode(rcode.SERVFAIL)
        elif found is not None:
            answer.answer.append(rrset.from_text(asked.name, 60, "IN", asked.rdtype, *found))
        elif not any(record.startswith(f"{name} ") for record in self.server.records):
            answer.set_rcode(rcode.NXDOMAIN)
        self.wfile.write(answer.to_wire())
