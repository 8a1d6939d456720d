"""What each of our processes does to itself before it touches mail (Linux; elsewhere less).

A core dump or a debugger would show the mail in memory; a worker must not outlive its parent.
"""

from __future__ import annotations

import ctypes
import resource
import signal
import sys
from contextlib import suppress
from fcntl import fcntl

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_PR_SET_DUMPABLE = 4
_F_SETPIPE_SZ = 1031  # <linux/fcntl.h>
_M_TRIM_THRESHOLD = -1  # <malloc.h>
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
_LARGE_BLOCK = 4 * 1024 * 1024  # bytes
_KEPT = 4 * _LARGE_BLOCK
_PIPE = 1024 * 1024  # bytes; what Linux allows everybody (pipe-max-size in proc(5))


def keep_memory_private() -> None:
    """Leave no core dump, and let nobody but root look at the memory of this process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def give_memory_back() -> None:
    """Return large blocks to the system as soon as they are free, and most of the rest.

    By default glibc raises its threshold with the largest block freed (mallopt(3)), and a few
    large mails would stay in the size of the process for good.  Smaller blocks are used again: each
    page of a new one costs a page fault, and half of the system's time in an audit went there.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and no need
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)
            mallopt(_M_TRIM_THRESHOLD, _KEPT)
            mallopt(_M_ARENA_MAX, 1)  # else each thread keeps as much


def widen_pipes(*pipes: int) -> None:
    """Let more of a mail wait in a pipe: whoever writes a large one is woken less often.

    In an audit a scanner's process was switched to a quarter as often.  What is no pipe stays as it
    is, and so does one of an owner who has too many already.
    """
    if sys.platform == "linux":
        for pipe in pipes:
            with suppress(OSError):
                fcntl(pipe, _F_SETPIPE_SZ, _PIPE)


def die_with_parent() -> None:
    """Be killed as soon as the parent is gone, however it ended (prctl(2))."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(size: int) -> None:
    """Let this process have ``size`` bytes of data at most; beyond it is MemoryError."""
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
