"""A scripted IMAP server: strict about what it is told, with the quirks of the store it has.

What a client must not do (a plain EXPUNGE, BODY[] that marks a mail as seen, a command that the
server does not announce) is answered with BAD and kept in ``complaints``.
"""

from __future__ import annotations

import base64
import re
import select
import socketserver
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from tests.fakes.imap_store import SYSTEM, Folder, Message, Store
from tests.fakes.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

PASSWORD: Final = "secret"  # noqa: S105 - of a mailbox that lives as long as the test
_LITERAL = re.compile(rb"\{([0-9]+)(\+?)\}\r\n\Z")
_GLANCE = 0.02  # seconds between two looks at a folder while a client IDLEs
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(\([^()]*(?:\([^()]*\)[^()]*)*\))|(\S+)')
THROTTLED: Final = "Request is throttled. Suggested Backoff Time: 20 milliseconds"


class BadError(Exception):
    """What the client sent is not allowed."""


class ImapServer(Serving["_Server"]):
    """Serves one store to everybody who knows the password, or has a token that is good."""

    def __init__(self, store: Store) -> None:
        """Listen on a port of this machine."""
        super().__init__(_Server(("127.0.0.1", 0), _Session))
        self._server.owner = self
        self.store = store
        self.complaints: list[str] = []
        self.commands: list[str] = []
        self.tokens: set[str] = set()
        self.throttle: set[int] = set()
        self.patience: float | None = None  # seconds of silence before a client is cut off
        self.lock = threading.RLock()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    owner: ImapServer


class _Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: _Server
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer until the client has gone."""
        self.owner = self.server.owner
        self.folder: Folder | None = None
        self.told = 0  # the UID behind the last one that the client knows to be there
        self.writable = False
        self.logged_in = False
        self._say("* OK ready")
        while self._is_in_time() and (line := self.rfile.readline()):
            command, literals = self._whole(line)
            tag, _, rest = command.partition(" ")
            if rest.upper() == "IDLE":
                if not self._idle(tag):
                    return
                continue
            try:
                with self.owner.lock:
                    done = self._answer(tag, rest, literals)
            except BadError as error:
                self.owner.complaints.append(f"{error}: {rest}")
                self._say(f"{tag} BAD {error}")
                continue
            if not done:
                return

    def _hears(self, seconds: float | None) -> bool:
        """Wait until the client says something, or for so many seconds."""
        return bool(select.select([self.connection], [], [], seconds)[0])

    def _is_in_time(self) -> bool:
        """Wait for the next command; a client that is silent for too long is cut off."""
        return self._hears(self.owner.patience) or self._cut_off()

    def _cut_off(self) -> bool:
        self.owner.complaints.append("the client was silent for too long")
        self._say("* BYE silent for too long")
        return False

    def _idle(self, tag: str) -> bool:
        """Tell of new mails until the client is DONE (RFC 2177), or has IDLEd for too long."""
        self.owner.commands.append("IDLE")
        self._say("+ idling")
        folder, begun, patience = self._open(), time.monotonic(), self.owner.patience
        seen = folder.uidnext
        while not self._hears(_GLANCE):
            if patience is not None and time.monotonic() - begun > patience:
                return self._cut_off()
            if folder.uidnext != seen and self.owner.store.tells_at_once:
                seen = folder.uidnext
                self._say(f"* {len(folder.uids)} EXISTS")
        if self.rfile.readline() not in {b"DONE\r\n", b""}:
            self.owner.complaints.append("no DONE behind IDLE")
        self._tell()
        self._say(f"{tag} OK done")
        return True

    def _whole(self, line: bytes) -> tuple[str, list[bytes]]:
        """Read a command, and the literals in it; each leaves a gap of one blank."""
        literals = []
        while found := _LITERAL.search(line):
            if not found[2]:
                self._say("+ go on")
            literals.append(self.rfile.read(int(found[1])))
            line = line[: found.start()] + self.rfile.readline()
        return line.decode().rstrip("\r\n"), literals

    def _answer(self, tag: str, rest: str, literals: list[bytes]) -> bool:
        name, arguments = _words(rest)
        if name == "UID":
            name, arguments = f"UID {arguments[0].upper()}", arguments[1:]
        self.owner.commands.append(name)
        if len(self.owner.commands) in self.owner.throttle:
            self._say(f"{tag} NO {THROTTLED}")
            return True
        if name == "LOGOUT":
            self._say("* BYE", f"{tag} OK")
            return False
        commands: dict[str, Callable[..., str]] = {
            "CAPABILITY": self._capability,
            "AUTHENTICATE": self._authenticate,
            "LIST": self._list,
            "SELECT": self._select,
            "EXAMINE": self._select,
            "NOOP": lambda _: self._tell(),
            "UID SEARCH": self._search,
            "UID FETCH": self._fetch,
            "UID STORE": self._store,
            "UID EXPUNGE": self._expunge,
            "UID MOVE": self._move,
        }
        if name in {"APPEND", "UID REPLACE"}:
            text = self._append(name, arguments, literals)
        elif name in commands:
            if name not in {"CAPABILITY", "AUTHENTICATE"} and not self.logged_in:
                raise BadError("not logged in")
            self.examined = name == "EXAMINE"
            text = commands[name](arguments)
        else:
            raise BadError("no such command here")
        self._say(f"{tag} {text}" if text.startswith("NO ") else f"{tag} OK {text}")
        return True

    def _capability(self, _: list[str]) -> str:
        self._say(f"* CAPABILITY {' '.join(self.owner.store.capabilities)}")
        return "done"

    def _authenticate(self, arguments: list[str]) -> str:
        self._say("+ ")
        answer = base64.b64decode(self.rfile.readline().strip()).decode()
        if arguments[0] == "PLAIN":
            self.logged_in = answer.split("\0")[2] == PASSWORD
        else:
            self.logged_in = any(f"auth=Bearer {token}\1" in answer for token in self.owner.tokens)
        return "done" if self.logged_in else "NO [AUTHENTICATIONFAILED] no"

    def _list(self, _: list[str]) -> str:
        for folder in self.owner.store.folders.values():
            self._say(f'* LIST ({folder.attributes}) "/" "{folder.name}"')
        return "done"

    def _select(self, arguments: list[str]) -> str:
        self.folder = self.owner.store.folders.get(arguments[0])
        if self.folder is None:
            return "NO [NONEXISTENT] no such folder"
        self.told = self.folder.uidnext
        self.writable = not self.examined
        kept = " ".join((*SYSTEM, "\\*") if self.owner.store.keywords else SYSTEM)
        self._say(
            f"* {len(self.folder.uids)} EXISTS",
            "* 0 RECENT",
            f"* FLAGS ({' '.join(SYSTEM)})",
            f"* OK [PERMANENTFLAGS ({kept})] kept",
            f"* OK [UIDVALIDITY {self.folder.uidvalidity}] here",
            f"* OK [UIDNEXT {self.folder.uidnext}] next",
        )
        return "[READ-WRITE] open" if self.writable else "[READ-ONLY] open"

    def _search(self, arguments: list[str]) -> str:
        keys = [each.upper() for each in arguments]
        if "KEYWORD" in keys and not self.owner.store.keywords:
            raise BadError("Command Argument Error. 11")
        shown = self._shown().items()
        found = [uid for uid, each in shown if self._fits(uid, each, arguments)]
        self._say(f"* SEARCH {' '.join(map(str, found))}")
        return "done"

    def _fits(self, uid: int, message: Message, keys: list[str]) -> bool:
        if keys[0] == "UID":
            return uid in _range(keys[1], self._shown())
        if keys[0] == "X-GM-MSGID":
            return message.number == int(keys[1])
        if keys[0] != "HEADER":
            raise BadError("no such search key here")
        header = message.raw.partition(b"\r\n\r\n")[0].decode("latin-1").splitlines()
        lines = [line for line in header if line.lower().startswith(f"{keys[1].lower()}:")]
        return any(keys[2].lower() in line.lower() for line in lines)

    def _fetch(self, arguments: list[str]) -> str:
        items = arguments[1].strip("()")
        if re.search(r"BODY\[", items):
            raise BadError("BODY[] marks mails as seen")
        shown = self._shown()
        numbers = {uid: number for number, uid in enumerate(shown, 1)}
        for uid in _range(arguments[0], shown):
            self._send(numbers[uid], uid, shown[uid], items)
        return "done"

    def _send(self, number: int, uid: int, message: Message, items: str) -> None:
        values = {
            "FLAGS": f"({' '.join(sorted(message.flags))})",
            "INTERNALDATE": f'"{message.date}"',
            "RFC822.SIZE": str(len(message.raw)),
            "X-GM-MSGID": str(message.number),
            "X-GM-LABELS": f"({' '.join(sorted(message.labels))})",
        }
        parts = [f"UID {uid}"]
        parts += [f"{name} {value}" for name, value in values.items() if name in items.split()]
        body = re.search(r"BODY\.PEEK\[([^\]]*)\](?:<([0-9]+)\.([0-9]+)>)?", items)
        if body is None:
            self._say(f"* {number} FETCH ({' '.join(parts)})")
            return
        data, name = message.raw, f"BODY[{body[1]}]"
        if body[1]:
            field = body[1].partition("(")[2].strip("()").lower()
            lines = message.raw.partition(b"\r\n\r\n")[0].splitlines(keepends=True)
            wanted = [each for each in lines if each.lower().startswith(f"{field}:".encode())]
            data = b"".join(wanted) + b"\r\n"
        if body[2]:
            start = int(body[2])
            data, name = data[start : start + int(body[3])], f"{name}<{start}>"
        self.wfile.write(f"* {number} FETCH ({' '.join(parts)} {name} {{{len(data)}}}\r\n".encode())
        self.wfile.write(data + b")\r\n")

    def _store(self, arguments: list[str]) -> str:
        if arguments[1].startswith("(UNCHANGEDSINCE"):
            raise BadError("no CONDSTORE here")
        folder = self._open()
        if not self.writable:
            return "NO [READ-ONLY] no"
        for uid in _range(arguments[0], self._shown()):
            self._change(folder, uid, arguments)
        return "done"

    def _change(self, folder: Folder, uid: int, arguments: list[str]) -> None:
        message = folder.uids[uid]
        values = {_unquoted(value) for value in arguments[2].strip("()").split()}
        target = message.labels if "LABELS" in arguments[1] else message.flags
        if target is message.flags and not self.owner.store.keywords:
            values = {value for value in values if value in SYSTEM}
        target |= values if arguments[1].startswith("+") else set()
        target -= values if arguments[1].startswith("-") else set()
        if "SILENT" not in arguments[1]:
            self._send(list(folder.uids).index(uid) + 1, uid, message, "FLAGS")

    def _expunge(self, arguments: list[str]) -> str:
        self._announced("UIDPLUS")
        folder = self._open()
        for uid in _range(arguments[0], self._shown()):
            if "\\Deleted" in folder.uids[uid].flags:
                number = list(folder.uids).index(uid) + 1
                self.owner.store.expunge(folder, uid)
                self._say(f"* {number} EXPUNGE")
        return "done"

    def _move(self, arguments: list[str]) -> str:
        self._announced("MOVE")
        folder, uid = self._open(), int(arguments[0])
        if uid in folder.uids:
            number = list(folder.uids).index(uid) + 1
            new = self.owner.store.move(folder, uid, arguments[1])
            self._say(f"* OK [COPYUID 7 {uid} {new}] moved", f"* {number} EXPUNGE")
        return "done"

    def _append(self, name: str, arguments: list[str], literals: list[bytes]) -> str:
        if name == "UID REPLACE":
            return self._replace(int(arguments[0]), arguments[1:], literals[0])
        if len(literals) > 1:
            self._announced("MULTIAPPEND")
        target, places = arguments[0], arguments[1:]
        if target not in self.owner.store.folders:
            return "NO [TRYCREATE] no such folder"
        if self.owner.store.refuses(literals):
            return "NO [LIMIT] not these"
        new = [
            self._take(target, flags, date, literal)
            for flags, date, literal in zip(places[0::2], places[1::2], literals, strict=True)
        ]
        if self.folder is self.owner.store.folders[target] and self.owner.store.tells_at_once:
            self._tell()  # RFC 3501 section 6.3.11: it SHOULD
        return f"[APPENDUID 7 {','.join(map(str, new))}] taken"

    def _replace(self, uid: int, arguments: list[str], literal: bytes) -> str:
        self._announced("REPLACE")
        folder = self._open()
        target, flags, date = arguments
        new = self._take(target, flags, date, literal)
        number = list(folder.uids).index(uid) + 1
        del folder.uids[uid]
        self._say(f"* OK [APPENDUID 7 {new}] replaced", f"* {number} EXPUNGE")
        return "replaced"

    def _take(self, target: str, flags: str, date: str, literal: bytes) -> int:
        if b"\n" in literal.replace(b"\r\n", b""):
            raise BadError("a bare newline")
        return self.owner.store.append(target, literal, set(flags.strip("()").split()), date)

    def _announced(self, capability: str) -> None:
        if capability not in self.owner.store.capabilities:
            raise BadError(f"{capability} is not announced")

    def _tell(self) -> str:
        """Tell of new messages."""
        if self.folder is not None:
            self.told = self.folder.uidnext
            self._say(f"* {len(self.folder.uids)} EXISTS")
        return "done"

    def _shown(self) -> dict[int, Message]:
        """Return the messages that are there for the client."""
        late = not self.owner.store.tells_at_once
        uids = self._open().uids
        return {uid: each for uid, each in uids.items() if uid < self.told or not late}

    def _open(self) -> Folder:
        if self.folder is None:
            raise BadError("no folder is open")
        return self.folder

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.wfile.write(f"{line}\r\n".encode())


def _words(text: str) -> tuple[str, list[str]]:
    """Split a command into its name and its arguments, quotes taken off."""
    words: list[Any] = [
        group or atom or _unquoted(f'"{quoted}"') for quoted, group, atom in _TOKEN.findall(text)
    ]
    return words[0].upper(), words[1:]


def _unquoted(text: str) -> str:
    """Take the quotes off a string, if it has any (RFC 3501 section 4.3)."""
    if not text.startswith('"'):
        return text
    return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def _range(text: str, uids: Collection[int]) -> Iterable[int]:
    """Return those of the UIDs that a sequence set names; ``*`` is the largest."""
    largest = max(uids, default=0)
    wanted: set[int] = set()
    for part in text.split(","):
        ends = [largest if end == "*" else int(end) for end in part.split(":")]
        wanted |= {uid for uid in uids if min(ends) <= uid <= max(ends)}
    return sorted(wanted)
