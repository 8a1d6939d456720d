"""What each of our processes does to itself before it touches mail (Linux; elsewhere less).

A core dump or a debugger would show the mail in memory; a worker must not outlive its parent.
"""

from __future__ import annotations

import ctypes
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_PR_SET_DUMPABLE = 4
_M_MMAP_THRESHOLD = -3  # <malloc.h>
_LARGE_BLOCK = 256 * 1024


def keep_memory_private() -> None:
    """Leave no core dump, and let nobody but root look at the memory of this process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def give_memory_back() -> None:
    """Return large blocks to the system as soon as they are free.

    By default glibc raises its threshold with the largest block freed (mallopt(3)), and a few
    large mails would stay in the size of the process for good.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and no need
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)


def die_with_parent() -> None:
    """Be killed as soon as the parent is gone, however it ended (prctl(2))."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(size: int) -> None:
    """Let this process have ``size`` bytes of data at most; beyond it is MemoryError."""
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
