"""Editions to export: the reports of `examples/`, one that has something of everything, and one that holds whatever text it is given."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default
from functools import lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from aishare_lint.document.places import Value
from aishare_lint.document.reader import read
from aishare_lint.lint.checks import Format
from aishare_lint.repo.builtin import load_pack
from aishare_lint.repo.configuration import Configuration
from aishare_lint.share.audiences import Audience, audience
from aishare_lint.share.editions import Edition, derive, edition_of
from aishare_lint.share.exports import Context

TOP = Path(__file__).parents[2]
EXAMPLES = TOP / "examples" / "reports"
EVERYTHING = Path(__file__).parent / "everything.yaml"
#: The formats that are written for people, and not as data.
PEOPLE = ("markdown", "html", "pdf", "eml", "sheet")


@lru_cache(maxsize=1)
def report_format() -> Format:
    return load_pack().format


def whom(ceiling: str = "TLP:AMBER", **settings: Any) -> Audience:
    said = {"ceiling": ceiling, "recipients": ["CISA.JCDC@cisa.dhs.gov"], **settings}
    configuration = Configuration("")
    return audience(configuration._replace(settings={"audiences": {"jcdc": said}}), "jcdc")


def of_file(path: Path, ceiling: str = "TLP:AMBER", **settings: Any) -> tuple[Edition, Context]:
    document = read(path.read_bytes(), path.name)
    to = whom(ceiling, **settings)
    return derive(document, to, report_format()), Context(report_format(), to)


def of_data(data: dict[str, Value], ceiling: str = "TLP:RED", **settings: Any) -> tuple[Edition, Context]:
    to = whom(ceiling, **settings)
    return edition_of(data, to, report_format()), Context(report_format(), to)


def small(tlp: str = "TLP:AMBER", **more: Value) -> dict[str, Value]:
    """A report with a summary, and what a test is about."""
    return {
        "schema": "aishare/1",
        "id": "ORG-2026-0001",
        "title": "A thing",
        "kind": "incident",
        "status": "ready",
        "tlp": tlp,
        "description": {"summary": "What happened", "activity": "incident"},
        **more,
    }


def hostile(text: str) -> dict[str, Value]:
    """A report in which a text stands wherever a report may hold one."""
    data = small(
        "TLP:AMBER",
        handling={"restrictions": [text], "designation": {"text": text, "by": text}, "pap": text},
        sources={"s1": {"title": text, "url": text}},
        asks=[{"type": "other", "text": text}],
        detection={
            "indicators": [
                {"id": "i1", "type": "domain", "value": text, "note": text},
                {"id": "i2", "type": "prompt", "value": text},
            ],
            "behaviors": [text, {"text": text, "technique": text}],
            "timeline": [{"at": text, "text": text}],
        },
        technical={
            "prompts": [
                {
                    "id": text,
                    "origin": "observed-in-attack",
                    "disclosure": "public",
                    "prompt": text,
                    "turns": [{"role": "user", "text": text}],
                }
            ]
        },
        mitigations={"defensive_measures": [{"id": "d1", "type": "sigma", "text": text}]},
        attachments=[{"id": "a1", "path": text, "sha256": text, "origin": "observed-in-attack", "disclosure": "public"}],
        x_ours={"key": [text]},
    )
    return {**data, "title": text, "description": {"summary": text, "activity": text}}


def readable(name: str, content: bytes) -> str:
    """What a person reads of an export."""
    if name == "pdf":
        from pypdf import PdfReader

        return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    if name == "eml":
        message = message_from_bytes(content, policy=default)
        return f"{message['Subject']}\n{message.get_content()}"
    text = content.decode()
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", text, flags=re.DOTALL)) if name == "html" else text


def flat(text: str) -> str:
    """A text without its white space, as what remains of it in any layout."""
    return re.sub(r"\s+", "", text)
