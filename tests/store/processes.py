"""Processes of the store's tests: a server that has everything imported already forks them."""

from __future__ import annotations

import multiprocessing
from typing import Final

CONTEXT: Final = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.store.test_kill", "tests.store.test_race"])
