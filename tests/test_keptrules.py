"""The rules are kept beside the byte code, and never outlive the files they were read from."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scrubber import keptrules, rulebook
from scrubber.core import patterns
from scrubber.core.codes import expiry
from scrubber.core.message import fields
from scrubber.core.reading import text
from scrubber.keptrules import KeptRules


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Return rule files; what they say does not matter here."""
    made = [tmp_path / "one.toml", tmp_path / "two.toml"]
    for file in made:
        file.write_text(f'name = "{file.stem}"')
    return made


@pytest.fixture
def cached(tmp_path: Path) -> str:
    """Return where the byte code of the reader would be."""
    return str(tmp_path / "rulebook.cpython-311.pyc")


def test_what_is_kept_is_what_was_read(cached: str, files: list[Path]) -> None:
    """Every network, phrase, look-alike and word comes back as it was."""
    rules = rulebook.load(rulebook.directory())
    kept = KeptRules([Path(__file__)], cached, files)
    assert kept.load() is None
    kept.save(rules)
    again = KeptRules([Path(__file__)], cached, files).load()
    assert again == rules
    assert again.fingerprint == rules.fingerprint
    for name in keptrules._ASKED:
        assert vars(again)[name] == getattr(rules, name)


def test_phrases_are_made_as_they_are_asked_for(cached: str) -> None:
    """They can be used as the tuple of which they were made."""
    rules = rulebook.load(rulebook.directory())
    KeptRules([], cached, []).save(rules)
    again = KeptRules([], cached, []).load()
    assert again is not None
    phrases = again.phrases
    assert not isinstance(phrases, tuple)
    assert len(phrases) == len(rules.phrases) > 4000
    assert phrases[7] == rules.phrases[7]
    assert phrases[-1] == rules.phrases[-1]
    assert phrases[10:20:3] == rules.phrases[10:20:3]
    with pytest.raises(IndexError):
        phrases[len(phrases)]
    assert phrases != rules.phrases[1:]


def test_with_the_rules_come_the_codes_of_all_patterns(cached: str) -> None:
    """Those of the look-alikes and those of the core, though nobody has scrubbed with them."""
    keep = f"""
import sys
from scrubber import rulebook
from scrubber.keptrules import KeptRules
rules = rulebook.load(rulebook.directory())
assert "scrubber.core.scrub" not in sys.modules
KeptRules([], {cached!r}, []).save(rules)
"""
    subprocess.run([sys.executable, "-c", keep], check=True)
    rules = KeptRules([], cached, []).load()
    assert rules is not None
    shapes = {(x.pattern, int(re.ASCII)) for x in rules.lookalikes if x.pattern}
    assert len(shapes) > 30
    assert set(patterns._kept) >= shapes
    for module in (expiry, fields, text):
        theirs = {x for x in vars(module).values() if isinstance(x, patterns._Late)}
        assert theirs
        assert all((each._written, each._flags) in patterns._kept for each in theirs)


def test_another_python_reads_anew(
    cached: str, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may compile patterns to something else."""
    KeptRules([], cached, files).save(rulebook.load())
    monkeypatch.setattr(sys, "version", "3.11.99")
    assert KeptRules([], cached, files).load() is None


@pytest.mark.parametrize("change", ["edited", "of the same length", "added", "removed", "renamed"])
def test_other_files_are_read_anew(cached: str, files: list[Path], change: str) -> None:
    """An edited, added or removed file counts at once."""
    KeptRules([Path(__file__)], cached, files).save(rulebook.load())
    first = files[0]
    if change == "edited":
        first.write_text('name = "another"')
    elif change == "of the same length":
        first.write_text('name = "eno"')
    elif change == "added":
        files.append(Path(__file__))
    elif change == "removed":
        files.remove(first)
    else:
        files[0] = first.rename(first.with_stem("eno"))
    assert KeptRules([Path(__file__)], cached, files).load() is None


def test_other_code_reads_anew(cached: str, files: list[Path], tmp_path: Path) -> None:
    """Rules that an older reader has kept are not those of a newer one."""
    reader = tmp_path / "reader.py"
    reader.write_text("ROLES = ()")
    KeptRules([reader], cached, files).save(rulebook.load())
    assert KeptRules([reader], cached, files).load() is not None
    reader.write_text("ROLES = ('card',)")
    assert KeptRules([reader], cached, files).load() is None


@pytest.mark.parametrize("content", [b"", b"no rules", marshal.dumps(1), marshal.dumps((b"", 2))])
def test_a_damaged_file_is_no_error(
    cached: str, files: list[Path], tmp_path: Path, content: bytes
) -> None:
    """Whatever lies there, the rules are read, and kept again."""
    (tmp_path / "rulebook.cpython-311.rules").write_bytes(content)
    kept = KeptRules([Path(__file__)], cached, files)
    assert kept.load() is None
    kept.save(rulebook.load())
    assert kept.load() == rulebook.load()


@pytest.mark.parametrize("cached", [None, "/proc/none/rulebook.pyc"])
def test_where_nothing_can_be_kept_it_is_read_each_time(
    cached: str | None, files: list[Path]
) -> None:
    """A package that its user cannot write to works all the same."""
    kept = KeptRules([Path(__file__)], cached, files)
    kept.save(rulebook.load())
    assert kept.load() is None
