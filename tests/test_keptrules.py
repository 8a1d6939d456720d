"""The rules are kept beside the byte code, and never outlive the files they were read from."""

from __future__ import annotations

import marshal
from pathlib import Path

import pytest

from scrubber import rulebook
from scrubber.keptrules import KeptRules

TEXTS = ("one", "two")


@pytest.fixture
def cached(tmp_path: Path) -> str:
    """Return where the byte code of the reader would be."""
    return str(tmp_path / "rulebook.cpython-311.pyc")


def test_what_is_kept_is_what_was_read(cached: str) -> None:
    """Every network, phrase, look-alike and word comes back as it was."""
    rules = rulebook.load(rulebook.directory())
    kept = KeptRules([Path(__file__)], cached, TEXTS)
    assert kept.load() is None
    kept.save(rules)
    again = KeptRules([Path(__file__)], cached, TEXTS).load()
    assert again == rules
    assert again.fingerprint == rules.fingerprint


@pytest.mark.parametrize("texts", [("one", "two!"), ("onetwo", "three"), ("one",)])
def test_other_texts_are_read_anew(cached: str, texts: tuple[str, ...]) -> None:
    """An edited, added or removed file counts at once."""
    KeptRules([Path(__file__)], cached, TEXTS).save(rulebook.load())
    assert KeptRules([Path(__file__)], cached, texts).load() is None


def test_other_code_reads_anew(cached: str, tmp_path: Path) -> None:
    """Rules that an older reader has kept are not those of a newer one."""
    reader = tmp_path / "reader.py"
    reader.write_text("ROLES = ()")
    KeptRules([reader], cached, TEXTS).save(rulebook.load())
    assert KeptRules([reader], cached, TEXTS).load() is not None
    reader.write_text("ROLES = ('card',)")
    assert KeptRules([reader], cached, TEXTS).load() is None


@pytest.mark.parametrize("content", [b"", b"no rules", marshal.dumps(1), marshal.dumps((b"", 2))])
def test_a_damaged_file_is_no_error(cached: str, tmp_path: Path, content: bytes) -> None:
    """Whatever lies there, the rules are read, and kept again."""
    (tmp_path / "rulebook.cpython-311.rules").write_bytes(content)
    kept = KeptRules([Path(__file__)], cached, TEXTS)
    assert kept.load() is None
    kept.save(rulebook.load())
    assert kept.load() == rulebook.load()


@pytest.mark.parametrize("cached", [None, "/proc/none/rulebook.pyc"])
def test_where_nothing_can_be_kept_it_is_read_each_time(cached: str | None) -> None:
    """A package that its user cannot write to works all the same."""
    kept = KeptRules([Path(__file__)], cached, TEXTS)
    kept.save(rulebook.load())
    assert kept.load() is None
