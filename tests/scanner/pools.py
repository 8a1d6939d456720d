"""Working with a pool of scanners."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrubber.scanner.pool import ScannerPool

    Make = Callable[..., ScannerPool]

T = TypeVar("T")


def with_pool(pool: ScannerPool, work: Callable[[ScannerPool], Awaitable[T]]) -> T:
    """Start a pool, work with it, end it."""

    async def run() -> T:
        await pool.start()
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(run())
