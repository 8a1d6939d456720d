"""What the kernel tells about processes: descendants, memory, CPU time, sockets (proc(5))."""

from __future__ import annotations

import os
import threading
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

PROC: Final = Path("/proc")
TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")
KIB: Final = 1024
LOOK_FOR_NEW: Final = 10
"""A watch looks for new processes at every tenth sample."""

# Places in /proc/PID/stat, counted behind the command's closing parenthesis.
STATE: Final = 0
PARENT: Final = 1
USER_TIME: Final = 11
SYSTEM_TIME: Final = 12
REAPED_USER_TIME: Final = 13
REAPED_SYSTEM_TIME: Final = 14
ADDRESS_SPACE: Final = 20


def tree(root: int, parents: dict[int, int] | None = None) -> list[int]:
    """Return a process and all its descendants, parents before children.

    Who looks often keeps ``parents``, and only who is new, or a new orphan, is read.
    """
    known = {} if parents is None else parents
    there = {int(name) for name in os.listdir(PROC) if name.isdigit()}  # noqa: PTH208 - half the cost
    for pid, parent in tuple(known.items()):
        if pid not in there or parent not in there:
            del known[pid]
    for pid in there - known.keys():
        if fields := _stat(pid):
            known[pid] = int(fields[PARENT])
    children: dict[int, list[int]] = {}
    for pid, parent in known.items():
        children.setdefault(parent, []).append(pid)
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def descendants(root: int) -> list[int]:
    """All processes below a process, without itself."""
    return tree(root)[1:]


def is_alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    fields = _stat(pid)
    return bool(fields) and fields[STATE] not in "ZX"


def memory(pids: Iterable[int]) -> int:
    """Bytes of memory that the processes hold, pages they share counted once (PSS)."""
    return sum(_proportional_set_size(pid) for pid in pids)


def address_space(pid: int) -> int:
    """Bytes of address space that a process has mapped, used or not."""
    return int(_stat(pid)[ADDRESS_SPACE])


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU time of the processes and of those children which they have waited for."""
    times = (USER_TIME, SYSTEM_TIME, REAPED_USER_TIME, REAPED_SYSTEM_TIME)
    stats = [_stat(pid) for pid in pids]
    return sum(int(fields[place]) for fields in stats if fields for place in times) / TICKS


def sockets(pid: int) -> set[str]:
    """Return the open sockets of a process, by the kernel's names (``socket:[12345]``)."""
    names = set()
    for descriptor in _entries(PROC / str(pid) / "fd"):
        try:
            names.add(str(descriptor.readlink()))
        except OSError:
            continue
    return {name for name in names if name.startswith("socket:")}


def _entries(directory: Path) -> list[Path]:
    try:
        return list(directory.iterdir())
    except OSError:
        return []


def _stat(pid: int) -> list[str]:
    try:
        line = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return []
    return line.rpartition(b")")[2].decode("ascii").split()


def _resident_set_size(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * PAGE
    except OSError:
        return 0


def _proportional_set_size(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * KIB for line in lines if line.startswith("Pss:"))


class MemoryWatch:
    """Samples the memory of a process tree until it is told to stop; `peak` in bytes.

    The kernel walks through all pages of a process to say what it shares with others, and what is
    shared hardly changes; so that is asked only when more is resident than ever before.  Processes
    that are new since the last look are still small.
    """

    def __init__(self, root: int, every: float = 0.1) -> None:
        """Watch the tree below a process, one sample every so many seconds."""
        self.peak = 0
        self._root = root
        self._every = every
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more samples."""
        self._done.set()
        self._thread.join()

    def _sample(self) -> None:
        most_resident = 0
        parents: dict[int, int] = {}
        for number in count():
            if self._done.wait(self._every):
                return
            if number % LOOK_FOR_NEW == 0:
                pids = tree(self._root, parents)
            resident = sum(map(_resident_set_size, pids))
            if resident > most_resident:
                most_resident = resident
                self.peak = max(self.peak, memory(pids))
