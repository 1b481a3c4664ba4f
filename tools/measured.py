"""What packages say of the detectors (`schemas/measured.json`): the figures of docs/detection.md on the texts of others, by rule."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

TOP = Path(__file__).parent.parent
DOCS = TOP / "docs" / "detection.md"
MEASURED = TOP / "schemas" / "measured.json"
RULES = {
    "proofs of concept, payloads": "redaction/undeclared-poc",
    "secrets": "redaction/secret",
    "personal data": "redaction/personal-information",
    "adversarial prompts": "redaction/undeclared-prompt",
    "live indicators in prose": "indicators/live-in-prose",
}


def measured(docs: str) -> dict[str, Any]:
    """The figures of the page, as packages carry them; all are texts, since canonical JSON here has no numbers."""
    part = docs.split("(corpus): begin -->")[1].split("<!--", maxsplit=1)[0]
    texts = re.search(r"^([\d,]+) texts", part, re.MULTILINE)
    if texts is None:
        raise ValueError("the page does not say how many texts there were")
    rules = {}
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        found = re.fullmatch(r"([\d.]+) % \((\d+)–(\d+)\)", cells[2]) if len(cells) == 7 else None
        if found and cells[0] in RULES:
            rules[RULES[cells[0]]] = {
                "positives": cells[1],
                "recall_percent": found[1],
                "interval_95": f"{found[2]}-{found[3]}",
                "false_alarms_per_1000": {"ordinary": cells[4], "hard": cells[5]},
            }
    return {
        "texts": texts[1].replace(",", ""),
        "from": "public repositories, on texts that nobody had looked at; docs/detection.md",
        "rules": rules,
    }


def write() -> None:
    """Bring the file up to date with the page."""
    said = measured(DOCS.read_text(encoding="utf-8"))
    MEASURED.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
