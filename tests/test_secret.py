"""Secrets in files: who may read them, and what systemd hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber.errors import ConfigError
from scrubber.secret import read_secret

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """And the cure is told."""
    file = tmp_path / "password"
    file.write_text("secret\n", encoding="ascii")
    file.chmod(mode)
    with pytest.raises(ConfigError, match=f"chmod 600 {file}"):
        read_secret(file)


def test_a_credential_of_the_same_name_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its mode shows the mask of an access control list, and the file itself need not be there."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    credential = tmp_path / "orders.password"
    credential.write_text("secret\n", encoding="ascii")
    credential.chmod(0o440)
    assert read_secret(tmp_path / "elsewhere" / "orders.password") == "secret"
