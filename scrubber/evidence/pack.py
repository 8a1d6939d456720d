"""The pack of a quarter: plain files, and a manifest with their hashes.

No file holds a byte of a mail, so no hash is of bytes that held card data.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from scrubber import __version__, rulebook
from scrubber.audit.reports import cell
from scrubber.errors import ConfigError
from scrubber.evidence import page, settings, summary
from scrubber.evidence.records import Record, records
from scrubber.rulebook.checking import check
from scrubber.store.evidence import TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from scrubber.config import Config
    from scrubber.evidence.gathering import Gathered
    from scrubber.store.chain import Line

MANIFEST = "manifest.json"
CHAIN = "chain.log"

_AUDIT = (
    "line",
    "started",
    "ended",
    "complete",
    "fix",
    "since",
    "mails",
    "found",
    "left",
    "unreadable",
    "unscanned",
    "oldest",
    "newest",
    "scrubber",
    "rules",
)
_FOLDER = ("line", "name", "mails", "found")


def contents(gathered: Gathered, config: Config, now: datetime) -> dict[str, str]:
    """Return the files of a pack by their names, without the manifest."""
    audits = summary.audits(gathered)
    told = {
        "quarter": str(gathered.quarter),
        "made": now.strftime(TIME),
        "evidence_since": gathered.since,
        "months": summary.months(gathered),
        "networks": summary.networks(gathered),
        "audits": audits,
        "incidents": [record._asdict() for record in records(gathered)],
        "self_test": _self_test(config, now),
        "versions": summary.versions(config.policy.rules),
        "config": settings.told(config),
        "chain": {
            "faults": gathered.verdict.faults,
            "first": gathered.before.number + 1,
            "last": gathered.head.number,
            "head": gathered.head.link,
        },
    }
    told["config_fingerprint"] = settings.fingerprint(told["config"])
    folders = ({"line": each["line"], **folder} for each in audits for folder in each["folders"])
    return {
        "index.html": page.render(told),
        "evidence.json": json.dumps(told, indent=1) + "\n",
        "months.csv": _table(summary.MONTH, told["months"]),
        "incidents.csv": _table(Record._fields, told["incidents"]),
        "audits.csv": _table(_AUDIT, audits),
        "folders.csv": _table(_FOLDER, folders),
        "config.json": json.dumps(told["config"], indent=1) + "\n",
        **_policy(config),
        CHAIN: "".join(f"{_row(line)}\n" for line in gathered.lines),
    }


def write(files: Mapping[str, str], gathered: Gathered, out: Path, now: datetime) -> str:
    """Write a pack as a new directory, all of it or nothing; return the hash of its manifest.

    Raises ConfigError where that cannot be.
    """
    check_out(out)
    manifest = json.dumps(_manifest(files, gathered, now), indent=1) + "\n"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made = tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.")
        try:
            for name, text in {**files, MANIFEST: manifest}.items():
                with open(os.path.join(made, name), "x", encoding="utf-8", newline="") as file:  # noqa: PTH118, PTH123
                    file.write(text)
            os.replace(made, out)  # noqa: PTH105 - an empty directory gives way
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        raise ConfigError(
            f"{out}: cannot be written: {error.strerror}; name another directory with --out"
        ) from None
    return _hash(manifest)


def check_out(out: Path) -> None:
    """Make sure that a pack overwrites nothing.  Raises ConfigError."""
    try:
        taken = out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir())))
    except OSError:
        taken = True
    if taken:
        raise ConfigError(
            f"{out}: is there already, and evidence is never overwritten; "
            "name a new directory with --out"
        )


def _manifest(files: Mapping[str, str], gathered: Gathered, now: datetime) -> dict[str, Any]:
    before, head = gathered.before, gathered.head
    return {
        "scrubber": __version__,
        "quarter": str(gathered.quarter),
        "made": now.strftime(TIME),
        "before": {"line": before.number, "link": before.link},
        "head": {"line": head.number, "link": head.link},
        "newest": gathered.verdict.head,
        "files": {name: _hash(text) for name, text in files.items()},
    }


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _row(line: Line) -> str:
    return f"{line.number} {line.link} {line.text}"


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV (RFC 4180), below their names."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([cell(str(row[name])) for name in columns] for row in rows)
    return file.getvalue()


def _self_test(config: Config, now: datetime) -> dict[str, Any]:
    """Try every example of every rule file, the networks' own test numbers among them."""
    own = config.policy.rules
    problems = check(own=own)
    directories = (rulebook.directory(), *((own,) if own else ()))
    files = sum(len(rulebook.paths(where)) for where in directories)
    return {"at": now.strftime(TIME), "rule_files": files, "problems": len(problems)}


def _policy(config: Config) -> dict[str, str]:
    """Return the shop's own policy on card details, where a shop is configured."""
    if config.shop is None:
        return {}
    from scrubber.answers.policy import languages, pieces

    rules = rulebook.directory()
    language = config.shop.language if config.shop.language in languages(rules) else "en"
    texts = pieces(config, rules, language)
    return {"policy.txt": "\n\n".join(text.plain for text in texts)}
