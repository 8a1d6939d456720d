"""``scrubber policy``: texts for the shop's customers and staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.calling import Run

SHOP = '[shop]\nname = "Roble"\naddress = "shop@shop.example"\nwebsite = "https://shop.example"\n'


def test_texts_are_printed_or_written(run: Run, tmp_path: Path) -> None:
    """All or one, as text, as HTML, as files."""
    file = tmp_path / "scrubber.toml"
    file.write_text(SHOP, encoding="utf-8")
    one = run("policy", "--config", file, "--language", "pl", "--piece", "signature")
    assert one.returncode == 0
    assert "Nigdy nie prosimy o dane karty mailem" in one.stdout.decode()
    assert b"[reply] is missing" in one.stderr
    html = run("policy", "--config", file, "--html").stdout.decode()
    assert html.count("<h1>") == 6
    written = run("policy", "--config", file, "--out", tmp_path / "web")
    assert b"6 texts" in written.stdout
    assert len(list((tmp_path / "web").iterdir())) == 12
    refused = run("policy", "--config", file, "--out", file / "web")
    assert refused.returncode == 2
    assert b"Traceback" not in refused.stderr
