"""STIX 2.1: a bundle in which every object bears its own mark (TLP 2.0, whose definitions it carries) and what `handling` asks for.

Ids are made of the report's id and the item's, `created` stays, `modified` grows: an update replaces, what is revoked is revoked. Only what
may be blocked is an Indicator; legitimate services and what belongs to victims are observables with a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from aishare_lint.document.marks import LABELS, strictest
from aishare_lint.document.text import shorten
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context
from aishare_lint.share.exports.facts import Facts, Taking
from aishare_lint.share.exports.identifiers import Names, identifier
from aishare_lint.share.exports.indicators import Indicator, indicators
from aishare_lint.share.exports.moments import begin, end, moments, stamp
from aishare_lint.share.exports.notes import notes
from aishare_lint.share.exports.restrictions import restrictions
from aishare_lint.share.exports.stix_observables import Observable, Sought, observable, pattern

#: OASIS's extension that says TLP 2.0 (cti-stix-common-objects, tlp-2.0).
TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP_CREATED: Final = "2022-10-01T00:00:00.000Z"
#: What objects of their own say; everything else goes into notes.
_OBJECTS: Final[Mapping[str, frozenset[str]]] = {
    "detection": frozenset({"indicators"}),
    "vulnerabilities": frozenset({""}),
    "mitigations": frozenset({"actions", "defensive_measures"}),
    "attribution": frozenset({"actors", "techniques"}),
}
_LONGEST_NAME: Final = 120


def export(edition: Edition, context: Context) -> bytes:
    """The bundle of an edition."""
    import json

    bundle = _Bundle(Facts(edition, context.format)).content()
    return (json.dumps(bundle, ensure_ascii=False, indent=2) + "\n").encode()


class _Bundle:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.names = Names(facts)
        self.vocabularies = facts.format.vocabularies
        self.moments = moments(facts)
        self.objects: dict[str, dict[str, Any]] = {}
        #: The mark of each object.
        self.labels: dict[str, str] = {}
        self.indicators: dict[str, str] = {}
        self.statements = {self.identifier("marking-definition", one.text, one.label): one for one in restrictions(facts)}
        self.author = ""

    def content(self) -> dict[str, Any]:
        self.add_reporter()
        self.add_indicators()
        self.add_measures()
        self.add_vulnerabilities()
        self.add_actors()
        self.add_techniques()
        self.add_actions()
        self.add_notes()
        report = self.report()
        marks = [self.definition(label) for label in LABELS if label in {*self.labels.values(), *self.statement_labels()}]
        objects = [*marks, *self.statement_definitions(), report, *self.objects.values()]
        return {"type": "bundle", "id": f"bundle--{identifier(self.facts.report, 'bundle', self.facts.edition.digest)}", "objects": objects}

    # Marks

    def definition(self, label: str) -> dict[str, Any]:
        """OASIS's definition of a label, word for word."""
        word = {"extension_type": "property-extension", "tlp_2_0": label.removeprefix("TLP:").lower()}
        return {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": self.vocabularies.vocabulary("tlp").values[label]["stix"],
            "created": _TLP_CREATED,
            "name": label,
            "extensions": {TLP_EXTENSION: word},
        }

    def statement_labels(self) -> set[str]:
        return {statement.label for statement in self.statements.values()}

    def statement_definitions(self) -> Iterator[dict[str, Any]]:
        for id_, statement in self.statements.items():
            yield {
                "type": "marking-definition",
                "spec_version": "2.1",
                "id": id_,
                "created": stamp(self.moments.created),
                "object_marking_refs": [self.vocabularies.vocabulary("tlp").values[statement.label]["stix"]],
                "definition_type": "statement",
                "definition": {"statement": statement.text},
            }

    def marked(self, label: str) -> list[str]:
        return [self.vocabularies.vocabulary("tlp").values[label]["stix"], *self.statements]

    # Objects

    def identifier(self, type_: str, *parts: str) -> str:
        return f"{type_}--{identifier(self.facts.report, type_, *parts)}"

    def add(self, type_: str, parts: tuple[str, ...], label: str, properties: Mapping[str, Any], *, revoked: bool = False) -> str:
        """An object of the report, with everything that all of them have."""
        id_ = self.identifier(type_, *parts)
        self.objects[id_] = {
            "type": type_,
            "spec_version": "2.1",
            "id": id_,
            **({"created_by_ref": self.author} if self.author else {}),
            "created": stamp(self.moments.created),
            "modified": stamp(self.moments.modified),
            **({"revoked": True} if revoked or self.facts.is_withdrawn else {}),
            **{key: value for key, value in properties.items() if value not in ("", None, [])},
            "object_marking_refs": self.marked(label),
        }
        self.labels[id_] = label
        return id_

    def add_observable(self, seen: Observable, label: str) -> str:
        for other in seen.other:
            self.add_observable(other, label)
        # One thing that stands in two places is one object, as strictly marked as the stricter place.
        label = strictest(label, self.labels.get(seen.id, label))
        marks = {"object_marking_refs": self.marked(label)}
        self.objects[seen.id] = {"type": seen.type, "spec_version": "2.1", "id": seen.id, **seen.properties, **marks}
        self.labels[seen.id] = label
        return seen.id

    def relate(self, source: str, type_: str, target: str, taking: Taking) -> None:
        label = strictest(self.labels[source], self.labels[target], taking.label)
        ends = {"relationship_type": type_, "source_ref": source, "target_ref": target}
        self.add("relationship", (source, type_, target), label, ends)

    def report(self) -> dict[str, Any]:
        taking = self.facts.take()
        kind = taking.word("kind", "kind")
        refs = list(self.objects)
        title = taking.text("title") or f"Report {self.facts.report}"
        properties = {
            "lang": self.facts.label("lang"),
            "name": f"Withdrawn: {title}" if self.facts.is_withdrawn else title,
            "description": taking.text("description", "summary"),
            "report_types": ["vulnerability" if kind == "vulnerability" else "threat-report"],
            "published": stamp(self.moments.created),
            "confidence": self.confidence(taking),
            "external_references": list(self.sources(taking)),
            "object_refs": refs,
        }
        # A compilation is more sensitive than its parts: the report as a whole bears the mark of the edition.
        return self.objects.pop(self.add("report", (), self.facts.edition.mark, properties))

    def confidence(self, taking: Taking) -> int | None:
        """How sure one is of the information, by the scales of STIX: the number if it is said, else the word, else the Admiralty digit."""
        at = ("description", "confidence")
        score = taking.text(*at, "score")
        if score.isdecimal() and int(score) <= 100:
            return int(score)
        number = self.scaled("none-low-med-high", taking.word("confidence", *at, "level") or taking.word("confidence", *at))
        return number if number is not None else self.scaled("admiralty-credibility", taking.text(*at, "admiralty")[-1:])

    def scaled(self, scale: str, word: str) -> int | None:
        return self.vocabularies.scale(scale).write(word) if word else None

    def sources(self, taking: Taking) -> Iterator[dict[str, str]]:
        for key in self.facts.keys(("sources",)):
            url = taking.text("sources", key, "url")
            told = taking.described(("sources", key), ("title", "url"))
            reference = {"source_name": taking.text("sources", key, "title") or key, "description": told, "url": url}
            if told or url:
                yield {name: text for name, text in reference.items() if text}

    def add_reporter(self) -> None:
        taking = self.facts.take()
        if not self.facts.keys(("reporter",)):
            return
        role = taking.word("reporter-role", "reporter", "role")
        sector = taking.word("sector", "reporter", "sector")
        properties = {
            "name": taking.text("reporter", "organization") or f"Reporter of {self.facts.report}",
            "description": taking.described(("reporter",), ("organization", "contact")),
            "roles": [role] if role else [],
            "identity_class": "organization",
            "sectors": [self.vocabularies.vocabulary("sector").values[sector].get("stix", "")] if sector and sector != "other" else [],
            "contact_information": taking.text("reporter", "contact"),
        }
        self.author = self.identifier("identity", "reporter")
        self.add("identity", ("reporter",), taking.label, properties)

    def add_indicators(self) -> None:
        for one in indicators(self.facts, self.names):
            sought = pattern(one.type, one.value) if one.value else None
            if sought and (one.revoked or not one.kept):
                self.add_indicator(one, sought)
                continue
            seen = observable(one.type, one.value) if one.value else None
            # What STIX has no object for is said in words; what it has one for is said once, there.
            content = one.told if seen else "\n".join(filter(None, (one.taking.described((*one.at, "value")), one.told)))
            refs = [self.add_observable(seen, one.taking.label)] if seen else [self.identifier("report")]
            heading = f"{'Not to be blocked: ' if one.kept else ''}{one.type or 'indicator'}"
            properties = {"abstract": heading, "content": content or heading, "object_refs": refs}
            self.add("note", ("indicator", one.name), one.taking.label, properties, revoked=one.revoked)

    def add_indicator(self, one: Indicator, sought: Sought) -> None:
        taking, at = one.taking, one.at
        first, last = taking.text(*at, "first_seen"), taking.text(*at, "last_seen")
        since, until = begin(taking.text(*at, "active_from") or first), end(taking.text(*at, "active_to"))
        starts = self.moments.created if since is None else since
        properties = {
            "name": shorten(f"{one.type}: {one.value}".split("\n", 1)[0], _LONGEST_NAME),
            "description": one.told,
            "pattern": sought.pattern,
            "pattern_type": sought.language,
            "valid_from": stamp(starts),
            "valid_until": stamp(until) if until is not None and until > starts else "",
            "confidence": self.scaled("none-low-med-high", one.confidence),
        }
        id_ = self.add("indicator", (one.name,), taking.label, properties, revoked=one.revoked)
        if one.id:
            self.indicators[one.id] = id_
        seen, seen_last = begin(first), end(last or first)
        if seen is not None:
            sighting = {"sighting_of_ref": id_, "first_seen": stamp(seen), "last_seen": stamp(max(seen, seen_last or seen))}
            self.add("sighting", (one.name,), taking.label, sighting, revoked=one.revoked)

    def add_measures(self) -> None:
        for at in self.facts.items(("mitigations", "defensive_measures")):
            taking = self.facts.take()
            type_ = taking.word("defensive-measure", *at, "type")
            text = taking.text(*at, "text")
            name = self.names.name(taking, "measure", at, "text")
            sought = pattern(type_, text) if text else None
            if sought:
                told = taking.described(at, ("type", "text", "id"))
                rule = {"name": f"{type_} rule", "description": told, "pattern": text, "pattern_type": sought.language}
                self.add("indicator", ("measure", name), taking.label, {**rule, "valid_from": stamp(self.moments.created)})
            else:
                told = taking.described(at, ("id",))
                self.add("course-of-action", ("measure", name), taking.label, {"name": type_ or "Defensive measure", "description": told})

    def add_vulnerabilities(self) -> None:
        for at in self.facts.items(("vulnerabilities",)):
            taking = self.facts.take()
            id_, title = taking.text(*at, "id"), taking.text(*at, "title")
            ids = [one for one in (id_, *taking.texts(*at, "aliases")) if one and one != "unassigned"]
            references = [
                {"source_name": "cve" if one.startswith("CVE-") else one.split("-", 1)[0].lower(), "external_id": one} for one in ids
            ]
            properties = {
                "name": ids[0] if ids else title or f"Vulnerability of {self.facts.report}",
                "description": taking.described(at, ("id", "aliases") if ids else ("aliases",)),
                "external_references": references,
            }
            name = self.names.unique("vulnerability", id_ if id_ != "unassigned" else title)
            self.add("vulnerability", (name,), taking.label, properties)

    def add_actors(self) -> None:
        types = self.vocabularies.vocabulary("actor-type").values
        for at in self.facts.items(("attribution", "actors")):
            taking = self.facts.take()
            named = taking.text(*at, "name")
            type_ = taking.word("actor-type", *at, "type")
            word = taking.word("attribution-confidence", "attribution", "confidence")
            properties = {
                "name": named or f"Actor of {self.facts.report}",
                "description": taking.described(at, ("name", "aliases", "id")),
                "threat_actor_types": [types[type_]["stix"]] if type_ else [],
                "aliases": taking.texts(*at, "aliases"),
                "confidence": self.scaled("attribution", word),
            }
            self.add("threat-actor", (self.names.name(taking, "actor", at, "name"),), taking.label, properties)

    def add_techniques(self) -> None:
        for at in self.facts.items(("attribution", "techniques")):
            taking = self.facts.take()
            id_, title = taking.text(*at, "id"), taking.text(*at, "name")
            if not (id_ or title):
                continue
            source = "mitre-atlas" if id_.startswith("AML.") else "mitre-attack"
            properties = {
                "name": title or id_,
                "description": taking.described(at, ("id", "name")),
                "external_references": [{"source_name": source, "external_id": id_}] if id_ else [],
            }
            technique = self.add("attack-pattern", (self.names.unique("technique", id_ or title),), taking.label, properties)
            for place in self.facts.items((*at, "indicators")):
                shown = self.facts.take()
                indicator = self.indicators.get(shown.text(*place))
                if indicator:
                    self.relate(indicator, "indicates", technique, shown)

    def add_actions(self) -> None:
        for at in self.facts.items(("mitigations", "actions")):
            taking = self.facts.take()
            text = taking.text(*at, "text")
            name = self.names.name(taking, "action", at, "text")
            properties = {
                "name": shorten(text.split("\n", 1)[0], _LONGEST_NAME) or "Mitigation",
                "description": taking.described(at, ("id",)),
            }
            self.add("course-of-action", ("action", name), taking.label, properties)

    def add_notes(self) -> None:
        for note in notes(self.facts, _OBJECTS):
            about = [self.identifier("report")]
            self.add("note", note.name, note.label, {"abstract": note.heading, "content": note.text, "object_refs": about})
