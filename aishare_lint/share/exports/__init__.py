"""What an edition looks like in the formats that recipients read: one module a format, each with one function `export`, edition to bytes.

An export never knows more than its edition: what the audience may not get is not handed to it. It is deterministic: the same edition, the
same bytes, on any machine. Where a format cannot say a mark or a restriction, the export is refused rather than loosened; `docs/exports.md`
says for each format how it says them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final, NamedTuple

from aishare_lint.errors import UserError
from aishare_lint.lint.checks import Format
from aishare_lint.share.audiences import Audience
from aishare_lint.share.editions import Edition


class Context(NamedTuple):
    """What an export may know beside the edition: the report format, and whom it is for."""

    format: Format
    audience: Audience


class Kind(NamedTuple):
    """A format that editions are written in.

    module      its module in this package
    ending      what its file's name ends in
    media_type  what it is for mail and forges
    """

    module: str
    ending: str
    media_type: str


#: By the names of `formats` in the configuration, in the order of the documentation.
KINDS: Final[Mapping[str, Kind]] = {
    "yaml": Kind("yaml", ".yaml", "application/yaml"),
    "json": Kind("json", ".json", "application/json"),
    "markdown": Kind("markdown", ".md", "text/markdown"),
    "html": Kind("html", ".html", "text/html"),
    "pdf": Kind("pdf", ".pdf", "application/pdf"),
    "eml": Kind("eml", ".eml", "message/rfc822"),
    "sheet": Kind("sheet", ".txt", "text/plain"),
    "stix": Kind("stix", ".stix.json", "application/stix+json;version=2.1"),
    "misp": Kind("misp", ".misp.json", "application/json"),
    "csaf": Kind("csaf", ".csaf.json", "application/json"),
    "csv": Kind("csv", ".csv", "text/csv"),
}


class ExportRefusedError(UserError):
    """The format cannot say what must be said of this edition; nothing looser is written instead."""


def export(name: str, edition: Edition, context: Context) -> bytes:
    """An edition in a format. Raises ExportRefusedError where the format cannot say its mark or restrictions, KeyError for no format."""
    content: bytes = import_module(f"{__name__}.{KINDS[name].module}").export(edition, context)
    return content


def file_name(name: str, edition: Edition) -> str:
    """What the file of an export is called: the id of the report and the ending of the format."""
    return f"{edition.report}{KINDS[name].ending}"
