"""One connection to an IMAP server (RFC 3501): the commands of a session.

IMAPClient is known to this module and to imap_connecting, and to no other.

Bodies are fetched with BODY.PEEK only, since BODY would mark them as seen.  Every wait has a
time-out.  IMAPClient's logger shows whole literals at DEBUG and is capped (scrubber.logs).
"""

from __future__ import annotations

import imaplib
import logging
import select
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

from imapclient.imap_utf7 import encode as modified_utf7
from imapclient.response_parser import parse_fetch_response

from scrubber.mailboxes import imap_answers, imap_errors
from scrubber.mailboxes.imap_connecting import TIMEOUT, connected, cut, hang_up, log_in
from scrubber.mailboxes.imap_errors import AnswerError, LostConnectionError, ReadOnlyError
from scrubber.mailboxes.imap_throttle import patiently
from scrubber.mailboxes.imap_values import DELETED, Facts, FolderName, Selected

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from scrubber.addresses import ImapAddress
    from scrubber.mailboxes.imap_login import Credentials
    from scrubber.mailboxes.imap_values import Sending

log = logging.getLogger(__name__)

T = TypeVar("T")

_BLOCK = 256 * 1024  # bytes sent at a time: a time-out is for the whole of one send
_NAMED = 10  # folders, where the one that is asked for is not there

# imaplib ends a connection over an answer longer than a million bytes, which the list of all
# messages of a large folder is.
imaplib._MAXLINE = 32 * 1024 * 1024  # type: ignore[attr-defined]  # noqa: SLF001


class Connection:
    """A connection that is logged in.  All its methods block; one thread at a time uses it."""

    def __init__(self, address: ImapAddress, credentials: Credentials) -> None:
        """Connect, by TLS except to this machine itself, and log in.

        Raises LostConnectionError and LoginError.
        """
        self._address = address
        self._client = connected(address)
        self.selected: Selected | None = None
        try:
            log_in(self._client, address, credentials)
            self.capabilities = self._read_capabilities()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Return the connection."""
        return self

    def __exit__(self, *_: object) -> None:
        """Log out."""
        self.close()

    def close(self) -> None:
        """Log out, or at least hang up."""
        try:
            self._client.logout()
        except (imaplib.IMAP4.error, OSError, ValueError):
            hang_up(self._client)

    def cut(self) -> None:
        """Shut the connection down; any thread may do so, and the waiting one stops waiting."""
        cut(self._client)

    def has(self, capability: str) -> bool:
        """Whether the server announces a capability."""
        return capability in self.capabilities

    def folders(self) -> list[FolderName]:
        """Return every folder of the account, names decoded from modified UTF-7."""
        found = self._run("LIST", self._client.list_folders)
        return [
            FolderName(str(name), frozenset(_text(each).lower() for each in attributes))
            for attributes, _, name in found
        ]

    def select(self, folder: str, *, writable: bool) -> Selected:
        """Open a folder: SELECT, or EXAMINE where nothing may change.

        Raises AnswerError where there is no such folder, ReadOnlyError where it cannot be changed,
        or where no mail can be deleted.
        """
        self.selected = None
        try:
            answer = self._run("SELECT", lambda: self._client.select_folder(folder, not writable))
        except AnswerError as error:
            raise self._unopened(folder, error) from None
        self._imap.untagged_responses.pop("EXISTS", None)
        self.selected = Selected(
            folder,
            uidvalidity=answer.get(b"UIDVALIDITY", 0),
            uidnext=answer.get(b"UIDNEXT", 0),
            exists=answer.get(b"EXISTS", 0),
            permanent=frozenset(map(_text, answer.get(b"PERMANENTFLAGS", answer[b"FLAGS"]))),
            modseq=self.has("CONDSTORE") and b"NOMODSEQ" not in answer,
        )
        if writable and not self.selected.keeps(DELETED):
            # A copy beside an original that has to stay would be one mail too many.
            raise ReadOnlyError("this account may delete nothing in the folder")
        return self.selected

    def _unopened(self, folder: str, error: AnswerError) -> AnswerError:
        """Return what is wrong with a folder: most often it has another name."""
        try:
            names = [each.name for each in self.folders() if each.selectable]
        except AnswerError:
            return error
        if folder in names:
            return error
        most = ", ".join(name for name in names[:_NAMED] if name.isprintable())
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        return AnswerError(f"there is no such folder; there are: {most}{more}", error.response_code)

    def uids(self, after: int = 0) -> list[int]:
        """Return the UIDs of the open folder above ``after``, in order."""
        # "n:*" means the last message even where that has a smaller UID (RFC 3501 section 6.4.8).
        found = self.search("UID", f"{after + 1}:*")
        return [uid for uid in found if uid > after]

    def search(self, *criteria: str) -> list[int]:
        """Return the UIDs that fit; each criterion is quoted where it has to be."""
        found = self._run("SEARCH", lambda: self._client.search(list(criteria)))
        return sorted(found)

    def facts(self, uids: Sequence[int] | str) -> dict[int, Facts]:
        """Return flags, INTERNALDATE and size by UID, of those messages that are there."""
        if not uids:
            return {}
        modseq = " MODSEQ" if self.selected is not None and self.selected.modseq else ""
        items = f"(UID FLAGS INTERNALDATE RFC822.SIZE{modseq})"
        found = self._run("FETCH", lambda: self._imap.uid("FETCH", _set(uids), items))
        lines = [line for line in _answers(found) if isinstance(line, bytes)]
        return {fact.uid: fact for fact in map(imap_answers.facts, lines) if fact is not None}

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return whole messages by UID."""
        return self.fetch(uids, "BODY.PEEK[]", b"BODY[]")

    def blocks(self, uids: Sequence[int], start: int, length: int) -> dict[int, bytes]:
        """Return ``length`` bytes of each message from ``start`` on, fewer at its end."""
        return self.fetch(uids, f"BODY.PEEK[]<{start}.{length}>", b"BODY[]")

    def fields(self, uids: Sequence[int] | str, name: str) -> dict[int, bytes]:
        """Return the header lines of this name by UID, nothing for messages without one."""
        return self.fetch(uids, f"BODY.PEEK[HEADER.FIELDS ({name})]", b"BODY[HEADER.FIELDS")

    def fetch(self, uids: Sequence[int] | str, item: str, key: bytes) -> dict[int, Any]:
        """Return one item by UID; ``key`` is how its name in the server's answer begins."""
        if not uids:
            return {}
        found = self._run("FETCH", lambda: self._imap.uid("FETCH", _set(uids), f"(UID {item})"))
        messages = parse_fetch_response(_answers(found), normalise_times=False)
        return {
            uid: value
            for uid, items in messages.items()
            for name, value in items.items()
            if name.startswith(key) and value is not None
        }

    def append(self, folder: str, messages: Sequence[Sending]) -> list[int]:
        """Put messages into a folder; return their UIDs, none where the server does not tell.

        Several at once (RFC 3502) are all there then, or none of them.  Unlike imaplib's own this
        does not change a single byte of a message.
        """
        told = self._told_of_mail()
        answer = self._run("APPEND", lambda: self._send("APPEND", [_folder(folder)], messages))
        if self._told_of_mail() == told:
            # To some servers (Courier) a message is not there before they could tell of it
            # (RFC 3501 section 6.3.11).
            self.noop()
        return imap_answers.appended_uids(answer)

    def _told_of_mail(self) -> int:
        """Return how often the server has told how many messages there are, of late."""
        return len(self._imap.untagged_responses.get("EXISTS", ()))

    def replace(self, uid: int, message: Sending) -> None:
        """Put a message in the place of another one of the open folder (RFC 8508)."""
        place = ["REPLACE", str(uid), _folder(self._open().folder)]
        self._run("REPLACE", lambda: self._send("UID", place, [message]))

    def store(
        self,
        uids: Collection[int],
        change: str,
        flags: Iterable[str],
        *,
        unchanged_since: int | None = None,
    ) -> set[int]:
        """Change flags: ``change`` is ``+FLAGS`` or ``-FLAGS`` (RFC 3501 section 6.4.6).

        Return the messages that have them now.  The others are gone, or have changed after the
        mod-sequence ``unchanged_since``; the answer is OK then too (RFC 7162 section 3.1.3).
        """
        condition = [] if unchanged_since is None else [f"(UNCHANGEDSINCE {unchanged_since})"]
        # Not .SILENT: a message that is there is told with its new flags.
        command = ("UID", "STORE", _set(uids), *condition, change, _flags(flags))
        self._imap.untagged_responses.pop("FETCH", None)
        answer = self._run("STORE", lambda: self._imap._simple_command(*command))  # noqa: SLF001
        changed = set(uids).difference(imap_answers.modified(answer[1][-1]))
        told = imap_answers.named(self._imap.untagged_responses.pop("FETCH", []))
        return changed & (told | self.facts(sorted(changed - told)).keys())

    def copy_labels(self, uid: int, other: int) -> None:
        """Give a message the labels of another one (X-GM-EXT-1)."""
        labels = self._run("FETCH", lambda: self._client.get_gmail_labels([uid])).get(uid, [])
        if labels:
            self._run("STORE", lambda: self._client.add_gmail_labels([other], labels, silent=True))

    def expunge(self, uids: Collection[int]) -> None:
        """Remove those of these messages that are marked as deleted, and no other (RFC 4315)."""
        command = ("UID", "EXPUNGE", _set(uids))
        self._run("EXPUNGE", lambda: self._imap._simple_command(*command))  # noqa: SLF001

    def move(self, uid: int, folder: str) -> int | None:
        """Move a message (RFC 6851); return its new UID where the server tells."""
        self._imap.untagged_responses.pop("COPYUID", None)
        command = ("UID", "MOVE", str(uid), _folder(folder))
        answer = self._run("MOVE", lambda: self._imap._simple_command(*command))  # noqa: SLF001
        # RFC 6851 section 4.3: the code comes in an untagged OK, before the messages go.
        told = self._imap.untagged_responses.pop("COPYUID", [])
        return imap_answers.copied_uid(b"COPYUID %b" % told[-1] if told else answer[1][-1])

    def noop(self) -> None:
        """Keep the connection alive, and let the server tell what has changed."""
        self._run("NOOP", self._client.noop)

    def idle(self, seconds: float) -> bool:
        """Wait until the server tells of a change (RFC 2177); return whether it did."""
        return self._run("IDLE", lambda: self._idle(seconds))

    @property
    def _imap(self) -> Any:  # noqa: ANN401 - imaplib, for what IMAPClient does not offer
        return self._client._imap  # noqa: SLF001

    def _open(self) -> Selected:
        if self.selected is None:
            raise AnswerError("no folder is open")
        return self.selected

    def _read_capabilities(self) -> frozenset[str]:
        self._client._cached_capabilities = None  # noqa: SLF001 - they differ after the login
        found = self._run("CAPABILITY", self._client.capabilities)
        return frozenset(map(_text, found))

    def _run(self, command: str, action: Callable[[], T]) -> T:
        """Run one command; wait and try again where the server asks for it.

        Raises LostConnectionError, ReadOnlyError and AnswerError, without the server's words.
        """
        try:
            return patiently(self._address.account, lambda: _checked(action()))
        except imaplib.IMAP4.readonly:
            raise ReadOnlyError("the folder is read-only for this account") from None
        except (imaplib.IMAP4.abort, OSError, EOFError):
            raise self._lost() from None
        except (imaplib.IMAP4.error, ValueError) as error:
            code = imap_answers.response_code(str(error))
        raise imap_errors.refused(command, code)

    def _lost(self) -> LostConnectionError:
        return LostConnectionError(f"{self._address.account}: the connection was lost")

    def _send(self, command: str, place: Sequence[str], messages: Sequence[Sending]) -> bytes:
        """Send a command that ends with literals, and return the text of its tagged OK.

        Each literal waits for the server (no LITERAL+): should we die, it is not at work for long
        on what it has got from us.
        """
        imap = self._imap
        tag = imap._command(command, *place, _introduced(messages[0]))  # noqa: SLF001
        for number, message in enumerate(messages):
            if number:
                imap.send(f" {_introduced(message)}\r\n".encode("ascii"))
            while imap._get_response() is not None:  # noqa: SLF001
                if imap.tagged_commands[tag] is not None:
                    return _text_of(imap._command_complete(command, tag))  # noqa: SLF001
            for block in message.blocks:
                view = memoryview(block)
                for start in range(0, len(view), _BLOCK):
                    imap.send(view[start : start + _BLOCK])
        imap.send(b"\r\n")
        return _text_of(imap._command_complete(command, tag))  # noqa: SLF001

    def _idle(self, seconds: float) -> bool:
        imap = self._imap
        # A mail that came while another command ran is told in that one's answer, and not again; a
        # search that was under way need not have seen it (RFC 3501 section 7).
        if imap.untagged_responses.pop("EXISTS", None):
            return True
        tag = imap._command("IDLE")  # noqa: SLF001
        told = False
        while imap._get_response() is not None:  # noqa: SLF001 - it may tell before it says "+"
            if imap.tagged_commands[tag] is not None:
                _checked(imap._command_complete("IDLE", tag))  # noqa: SLF001
                return True
            told = True
        told = told or self._readable(seconds)
        imap.send(b"DONE\r\n")
        _checked(imap._command_complete("IDLE", tag))  # noqa: SLF001
        return told

    def _readable(self, seconds: float) -> bool:
        """Wait until there is something to read, what is buffered already counted."""
        sock = self._client.socket()
        sock.settimeout(0)
        try:
            with suppress(ssl.SSLWantReadError):
                if self._imap.file.peek(1):
                    return True
            poller = select.poll()
            poller.register(sock.fileno(), select.POLLIN)
            return bool(poller.poll(seconds * 1000))
        finally:
            sock.settimeout(TIMEOUT.read)


def _checked(answer: T) -> T:
    """Raise imaplib's error for an answer that is NO; imaplib itself does so for BAD only."""
    if isinstance(answer, tuple) and len(answer) > 1 and answer[0] == "NO":
        raise imaplib.IMAP4.error(_text_of(answer).decode("ascii", "replace"))
    return answer


def _text_of(answer: tuple[str, list[bytes]]) -> bytes:
    kind, lines = answer
    text = b" ".join(line for line in lines if isinstance(line, bytes))
    if kind != "OK":
        raise imaplib.IMAP4.error(text.decode("ascii", "replace"))
    return text


def _answers(found: tuple[str, list[Any]]) -> list[Any]:
    return [] if found[1] == [None] else found[1]


def _introduced(message: Sending) -> str:
    """Return what stands before the bytes of a message, up to the length of the literal."""
    return f'{_flags(message.flags)} "{message.internaldate}" {{{message.size}}}'


def _set(uids: Collection[int] | str) -> str:
    """Write UIDs as a sequence set (RFC 3501 section 9)."""
    return uids if isinstance(uids, str) else ",".join(map(str, uids))


def _folder(name: str) -> str:
    return _quoted(modified_utf7(name).decode("ascii"))


def _flags(flags: Iterable[str]) -> str:
    return f"({' '.join(sorted(flags))})"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
