"""The core touches nothing of the world: no file, clock, network, log or chance."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CORE = Path(__file__).parent.parent.parent / "scrubber" / "core"
FORBIDDEN = {
    "os",
    "io",
    "pathlib",
    "socket",
    "logging",
    "time",
    "datetime",
    "asyncio",
    "threading",
    "subprocess",
    "random",
    "secrets",
    "tempfile",
    "pickle",
    "sqlmodel",
}

WATCH = """
import builtins, importlib, pathlib, sys
imported = set()
plain = builtins.__import__
def watched(name, globals=None, locals=None, fromlist=(), level=0):
    if globals and str(globals.get("__name__", "")).startswith("scrubber.core"):
        imported.add(name.partition(".")[0])
    return plain(name, globals, locals, fromlist, level)
builtins.__import__ = watched
for module in sys.argv[1:]:
    importlib.import_module(f"scrubber.core.{module}")
from scrubber.core.scrub import scrub
from tests.core.few_rules import RULES
head = b"Subject: x\\n\\n"
assert scrub(head + b"my card JD 4012888888881881, 12/27, cvv 123, blik 123456", RULES).findings
print(*sorted(imported))
"""


def imported() -> set[str]:
    """Return what the modules of the core import, at the top or where they use it."""
    paths = (path.relative_to(CORE).with_suffix("") for path in CORE.rglob("*.py"))
    modules = sorted(".".join(path.parts) for path in paths if path.name != "__init__")
    assert len(modules) > 60
    result = subprocess.run(
        [sys.executable, "-c", WATCH, *modules],
        cwd=CORE.parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(result.stdout.split())


def test_the_core_imports_nothing_of_the_world() -> None:
    """Neither when it is loaded nor when it scrubs."""
    names = imported()
    assert names & FORBIDDEN == set()
    assert {"re", "luhn", "scrubber"} <= names
