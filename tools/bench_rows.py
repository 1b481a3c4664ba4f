"""Labelled texts: how they are read, and how the repository's own are stored."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Row(NamedTuple):
    """A labelled text. `part` names what its recall is shown with, beside that of its class: a family of prompts."""

    id: str
    label: str
    hard: bool
    ai: bool
    kind: str
    text: str
    part: str = ""


#: Words in a kind of prompts that say to which family it belongs.
FAMILIES = {
    "override": ("override", "hijack", "direct_injection"),
    "role-play": ("persona", "jailbreak", "role"),
    "extraction": ("extract", "sysprompt"),
    "templates": ("template", "tmpl", "token", "delimiter"),
}
#: What the tokens of vendors begin with, by the vendors' own documentation. On purpose not the patterns of the detector.
PREFIXED = re.compile(
    r"(?<![A-Za-z0-9])(?:sk-(?:ant|proj|or|svcacct|lf)-|sk_live_|rk_live_|sk_test_|gh[pousr]_|github_pat_|gl(?:pat|rt|dt|ptt)-|xox[abeprs]-|"
    r"xapp-|AKIA|ASIA|AIza|GOCSPX-|ya29\.|hf_|gsk_|xai-|r8_|pplx-|nvapi-|lsv2_|npm_|pypi-|rubygems_|dckr_pat_|hv[sbr]\.|SG\.|shp(?:at|ss|ca|pa)_|"
    r"do[opr]_v1_|dapi|glsa_|glc_|lin_api_|ATATT|figd_|PMAK-|NRAK-|EAACEdEose|sq0(?:atp|csp)-|key-|pul-|tfp_|AGE-SECRET-KEY-)[A-Za-z0-9_.=-]{12}"
)


def part_of(row: Row) -> str:
    """What a text is shown apart as: `prefixed` secrets, families of prompts; empty for the rest."""
    if row.part or row.label not in ("secret", "prompt"):
        return row.part
    if row.label == "secret":
        return "prefixed" if PREFIXED.search(row.text) else ""
    kind = row.kind.lower()
    return next((family for family, words in FAMILIES.items() if any(word in kind for word in words)), "")


def rot47(text: str) -> str:
    """A text with each visible ASCII character turned by 47 places; applied twice it is the text again."""
    return "".join(chr(33 + (ord(one) + 14) % 94) if "!" <= one <= "~" else one for one in text)


def read_rows(paths: Iterable[Path], parts: Mapping[str, str] | None = None) -> list[Row]:
    """Rows of files; `parts` says of kinds what they are shown with."""
    rows = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                data: dict[str, Any] = json.loads(line)
                text = data["text"] if "text" in data else rot47(data["rot47"])
                kind = data.get("sub") or data["id"].rpartition("-")[0] or data["label"]
                rows.append(
                    Row(
                        str(data["id"]),
                        data["label"],
                        bool(data.get("hard")),
                        bool(data.get("ai")),
                        kind,
                        text,
                        (parts or {}).get(kind, ""),
                    )
                )
    return rows


def encode() -> None:
    """Rows from standard input, their text as `rot47`, to standard output."""
    for line in sys.stdin:
        data = json.loads(line)
        said = {**{key: value for key, value in data.items() if key != "text"}, "rot47": rot47(data["text"])}
        print(json.dumps(said, ensure_ascii=False))
