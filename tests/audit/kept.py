"""What the evidence has of audits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scrubber.store.evidence import Evidence
from scrubber.store.store import Store


def kept(environment: dict[str, str]) -> list[dict[str, Any]]:
    """Return the audits in the evidence, the oldest first."""
    store = Store(Path(environment["SCRUBBER_STATE"]))
    told = [json.loads(line.text) for line in Evidence(store).lines()]
    store.close()
    return [facts for facts in told if facts["kind"] == "audit"]
