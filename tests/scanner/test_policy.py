"""What the owner wants reaches the scanner processes: level, test cards, rules of his own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from scrubber.config import PolicySettings
from scrubber.scanner.pool import ScannerPool
from tests.rulebook.ruledir import GUILD

if TYPE_CHECKING:
    from pathlib import Path

MAIL = (
    b"Subject: x\n\nMy Visa is 4242 4242 4242 4242.\nThe guild number is 5105 1051 0510 5100.\n"
    b"And 4012 8888 8888 1881 exp 12/27.\n"
)


@pytest.mark.parametrize(
    ("test_cards", "with_rules", "left"),
    [
        ("mask", False, []),
        ("mask", True, [b"5105"]),
        ("ignore", False, [b"4242", b"5105", b"4012"]),
    ],
)
def test_scanners_detect_as_the_policy_says(
    tmp_path: Path, test_cards: str, left: list[bytes], *, with_rules: bool
) -> None:
    """All three numbers here are published for tests."""
    (tmp_path / "lookalikes").mkdir()
    (tmp_path / "lookalikes" / "guild.toml").write_text(GUILD, encoding="utf-8")
    policy = PolicySettings.model_validate(
        {"test_cards": test_cards, **({"rules": tmp_path} if with_rules else {})}
    )

    async def scan() -> bytes:
        pool = ScannerPool(policy, size=1, timeout=30)
        await pool.start()
        try:
            return (await pool.scan(MAIL)).message
        finally:
            await pool.close()

    message = asyncio.run(scan())
    assert [start for start in (b"4242", b"5105", b"4012") if start + b" " in message] == left
