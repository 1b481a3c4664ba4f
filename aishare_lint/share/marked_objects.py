"""The objects of the machine formats as a recipient sees who sorts them by their marks; written apart from the exporters, to test them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from aishare_lint.document.marks import parse_mark, strictest
from aishare_lint.document.vocabularies import Vocabularies
from aishare_lint.share.exports import KINDS

_TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_DEFINITION: Final = frozenset({"type", "spec_version", "id", "created", "name", "extensions"})
_CSAF: Final = {"WHITE": "TLP:CLEAR", "GREEN": "TLP:GREEN", "AMBER": "TLP:AMBER", "RED": "TLP:RED"}


class Marked(NamedTuple):
    """Something that bears a mark of its own, or should.

    at     where it stands in the file, as `decoding` says it
    label  one of `marks.LABELS`; empty where it bears none that can be read
    """

    at: str
    label: str


def marked_objects(name: str, content: bytes, vocabularies: Vocabularies) -> Iterator[Marked]:
    """The objects of a file of a machine format, by the ending of its name; nothing of other files."""
    read = next((read for format_, read in _READERS.items() if name.endswith(KINDS[format_].ending)), None)
    if read is None:
        return
    if read is _csv:
        yield from _csv(content.decode("utf-8", "replace"), vocabularies)
        return
    import json

    try:
        data = json.loads(content)
    except ValueError:
        yield Marked("$", "")
        return
    yield from read(data, vocabularies)


def _stix(data: Any, vocabularies: Vocabularies) -> Iterator[Marked]:
    labels = {record["stix"]: label for label, record in vocabularies.vocabulary("tlp").values.items() if "stix" in record}
    listed = data.get("objects") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        yield Marked("$", "")
        return
    carried = {one.get("id") for one in listed if isinstance(one, dict)}
    for number, one in enumerate(listed):
        if isinstance(one, dict) and _is_definition(one, labels):
            continue
        refs = one.get("object_marking_refs", ()) if isinstance(one, dict) else ()
        # A label whose definition is not in the bundle is dropped in silence by those who do not know it.
        yield Marked(f"$.objects[{number}]", _strictest([labels[ref] for ref in refs if ref in labels and ref in carried]))


def _is_definition(one: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether an object is a definition of a label and nothing more, which needs no mark."""
    if one.get("type") != "marking-definition" or not one.keys() <= _DEFINITION or one.get("id") not in labels:
        return False
    word = labels[one["id"]].removeprefix("TLP:").lower()
    return bool(one.get("name") == labels[one["id"]] and one.get("extensions", {}).get(_TLP_EXTENSION, {}).get("tlp_2_0") == word)


def _misp(data: Any, vocabularies: Vocabularies) -> Iterator[Marked]:
    labels = {record["misp"]: label for label, record in vocabularies.vocabulary("tlp").values.items() if "misp" in record}

    def label(one: Any) -> str:
        tags = one.get("Tag", ()) if isinstance(one, dict) else ()
        return _strictest([labels[tag["name"]] for tag in tags if isinstance(tag, dict) and tag.get("name") in labels])

    event = data.get("Event") if isinstance(data, dict) else None
    if not isinstance(event, dict):
        yield Marked("$", "")
        return
    yield Marked("$.Event", label(event))
    for number, attribute in enumerate(event.get("Attribute", ())):
        yield Marked(f"$.Event.Attribute[{number}]", label(attribute))
    for number, one in enumerate(event.get("Object", ())):
        attributes = one.get("Attribute", ())
        own = [label(attribute) for attribute in attributes]
        # MISP has no tags for objects: one is as strictly marked as the strictest of its attributes.
        yield Marked(f"$.Event.Object[{number}]", _strictest([said for said in own if said]))
        for inner in range(len(attributes)):
            yield Marked(f"$.Event.Object[{number}].Attribute[{inner}]", own[inner])


def _csaf(data: Any, vocabularies: Vocabularies) -> Iterator[Marked]:  # noqa: ARG001 - every reader has this shape
    document = data.get("document", {}) if isinstance(data, dict) else {}
    distribution = document.get("distribution", {}) if isinstance(document, dict) else {}
    word = _CSAF.get(distribution.get("tlp", {}).get("label", ""), "")
    said = parse_mark(str(distribution.get("text", "")).partition("\n")[0]).label
    # Both must say the same, for either may be all that is shown.
    yield Marked("$", word if word == said else "")


def _csv(text: str, vocabularies: Vocabularies) -> Iterator[Marked]:  # noqa: ARG001 - every reader has this shape
    import csv

    for number, row in enumerate(csv.DictReader(text.splitlines(keepends=True)), 2):
        yield Marked(f"row {number}", parse_mark(row.get("tlp") or "").label)


def _strictest(labels: list[str]) -> str:
    return strictest(*labels) if labels else ""


_READERS: Final = {"stix": _stix, "misp": _misp, "csaf": _csaf, "csv": _csv}
