"""A MISP event: own organisation only, every attribute with its TLP and PAP tags, `to_ids` only for what may be blocked.

Uuids are made of the report's id and the item's, timestamps grow: MISP merges a later event into the one it has and deletes what is
revoked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from aishare_lint.document.places import Path
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context
from aishare_lint.share.exports.facts import Facts, Taking
from aishare_lint.share.exports.identifiers import Names, identifier
from aishare_lint.share.exports.indicators import Indicator, indicators
from aishare_lint.share.exports.moments import begin, end, moments, stamp
from aishare_lint.share.exports.notes import notes
from aishare_lint.share.exports.restrictions import Restriction, restrictions

#: "Your organisation only": a recipient decides who else may see it, by the tags.
_DISTRIBUTION: Final = "0"
_ANALYSIS: Final[Mapping[str, str]] = {"early": "0", "update": "1", "final": "2"}
_UNDEFINED: Final = "4"
#: The category of each type that we write (MISP, describeTypes), where it is not `Other`.
_CATEGORIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("ip-dst", "domain", "url", "user-agent", "AS", "mac-address", "port"), "Network activity"),
    **dict.fromkeys(("x509-fingerprint-sha256", "ja3-fingerprint-md5", "snort"), "Network activity"),
    **dict.fromkeys(("md5", "sha1", "sha256", "sha512", "sha3-256", "sha3-512", "ssdeep", "tlsh"), "Payload delivery"),
    **dict.fromkeys(("email-src", "filename"), "Payload delivery"),
    **dict.fromkeys(("mutex", "process-state"), "Artifacts dropped"),
    **dict.fromkeys(("stix2-pattern", "sigma", "yara"), "Payload installation"),
    **dict.fromkeys(("vulnerability", "link"), "External analysis"),
    "regkey": "Persistence mechanism",
    "btc": "Financial fraud",
    "git-commit-id": "Internal reference",
    "threat-actor": "Attribution",
}
#: Types whose values no detector compares: words about something.
_WORDS: Final = frozenset({"text", "comment", "threat-actor", "vulnerability", "link", "AS", "port", "process-state", "git-commit-id"})
#: Values that MISP takes only in one form; anything else goes as text.
_FORMS: Final[Mapping[str, str]] = {
    "md5": r"[0-9a-fA-F]{32}",
    "sha1": r"[0-9a-fA-F]{40}",
    **dict.fromkeys(("sha256", "sha3-256", "x509-fingerprint-sha256"), r"[0-9a-fA-F]{64}"),
    **dict.fromkeys(("sha512", "sha3-512"), r"[0-9a-fA-F]{128}"),
    "ja3-fingerprint-md5": r"[0-9a-fA-F]{32}",
    "ip-dst": r"[0-9a-fA-F.:]{2,45}(?:/\d{1,3})?",
    "domain": r"[^\s/:@]{1,253}",
    "btc": r"(?:bc1|[13])[0-9A-Za-z]{20,80}",
    "git-commit-id": r"[0-9a-fA-F]{40}",
    "port": r"\d{1,5}",
}
#: Types of defensive measures that MISP has.
_RULES: Final[Mapping[str, str]] = {"sigma": "sigma", "yara": "yara", "suricata": "snort"}
_OBJECTS: Final[Mapping[str, frozenset[str]]] = {
    "detection": frozenset({"indicators"}),
    "vulnerabilities": frozenset({""}),
    "ai_systems": frozenset({"models"}),
    "mitigations": frozenset({"defensive_measures"}),
    "attribution": frozenset({"actors"}),
    "technical": frozenset({"prompts"}),
}


class Template(NamedTuple):
    """A template of misp-objects."""

    name: str
    category: str
    uuid: str
    version: str


PROMPT: Final = Template("ai-chat-prompt", "misc", "a78f4156-0bb7-405c-aa25-ba16a73f68e4", "2")
MODEL: Final = Template("ai-model-component", "file", "e5162e7f-ca79-49b4-b997-9873521f05d9", "1")
VULNERABILITY: Final = Template("vulnerability", "vulnerability", "81650945-f186-437b-8945-9f31715d32da", "12")


def export(edition: Edition, context: Context) -> bytes:
    """The event of an edition."""
    import json

    return (json.dumps({"Event": _Event(Facts(edition, context.format)).content()}, ensure_ascii=False, indent=2) + "\n").encode()


class _Event:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.names = Names(facts)
        self.vocabularies = facts.format.vocabularies
        self.moments = moments(facts)
        self.restrictions: list[Restriction] = restrictions(facts)
        self.pap = facts.take().word("pap", "handling", "pap")
        self.attributes: list[dict[str, Any]] = []
        self.objects: list[dict[str, Any]] = []

    def content(self) -> dict[str, Any]:
        self.add_restrictions()
        self.add_reporter()
        self.add_summary()
        for one in indicators(self.facts, self.names):
            self.add_indicator(one)
        self.add_measures()
        self.add_actors()
        self.add_vulnerabilities()
        self.add_models()
        self.add_prompts()
        for note in notes(self.facts, _OBJECTS):
            self.add("text", note.text, note.label, ("note", *note.name), note.heading)
        taking = self.facts.take()
        title = taking.text("title") or f"Report {self.facts.report}"
        author = self.facts.take().text("reporter", "organization")
        return {
            "uuid": identifier(self.facts.report, "event"),
            "info": f"Withdrawn: {title}" if self.facts.is_withdrawn else title,
            "date": stamp(self.moments.created)[:10],
            "timestamp": self.timestamp,
            "published": False,
            "analysis": _ANALYSIS.get(self.facts.label("stage"), "1"),
            "threat_level_id": _UNDEFINED,
            "distribution": _DISTRIBUTION,
            "sharing_group_id": "0",
            **({"Orgc": {"name": author, "uuid": identifier(self.facts.report, "organisation")}} if author else {}),
            "Tag": self.tags(self.facts.edition.mark),
            "Attribute": self.attributes,
            "Object": self.objects,
        }

    @property
    def timestamp(self) -> str:
        """Whole seconds, so a withdrawal without a new version counts as the next one."""
        return str(-(-self.moments.modified // 1000))

    def tags(self, label: str) -> list[dict[str, str]]:
        """The tags of the taxonomies `tlp` and `PAP`; MISP has no tag for anything else that `handling` asks for."""
        tlp, pap = self.vocabularies.vocabulary("tlp"), self.vocabularies.vocabulary("pap")
        said = [(tlp.values[label]["misp"], tlp.values[label]["colour"])]
        if self.pap:
            said.append((self.pap, pap.values[self.pap]["colour"]))
        return [{"name": name, "colour": colour} for name, colour in said]

    def attribute(self, type_: str, value: str, label: str, parts: tuple[str, ...], comment: str = "") -> dict[str, Any]:
        """An attribute; without a value of its type it is a text."""
        form = _FORMS.get(type_)
        if form is not None and not re.fullmatch(form, value):
            type_, comment = "text", f"{type_}: {comment}" if comment else type_
        return {
            "uuid": identifier(self.facts.report, "attribute", *parts),
            "type": type_,
            "category": _CATEGORIES.get(type_, "Other"),
            "value": value,
            "to_ids": False,
            "distribution": _DISTRIBUTION,
            "comment": comment,
            "timestamp": self.timestamp,
            "deleted": self.facts.is_withdrawn,
            "disable_correlation": type_ in ("text", "comment"),
            "Tag": self.tags(label),
        }

    def add(self, type_: str, value: str, label: str, parts: tuple[str, ...], comment: str = "") -> None:
        if value:
            self.attributes.append(self.attribute(type_, value, label, parts, comment))

    def add_object(self, template: Template, parts: tuple[str, ...], taking: Taking, values: list[tuple[str, str, str]]) -> None:
        """An object of (relation, type, value); an object has no tags, so each of its attributes bears the mark of all."""
        attributes = []
        for number, (relation, type_, value) in enumerate(values):
            if value:
                attribute = self.attribute(type_, value, taking.label, (*parts, relation, str(number)))
                attributes.append({**attribute, "object_relation": relation})
        self.objects.append(
            {
                "name": template.name,
                "meta-category": template.category,
                "template_uuid": template.uuid,
                "template_version": template.version,
                "uuid": identifier(self.facts.report, "object", *parts),
                "timestamp": self.timestamp,
                "distribution": _DISTRIBUTION,
                "deleted": self.facts.is_withdrawn,
                "Attribute": attributes,
            }
        )

    # What an event says

    def add_restrictions(self) -> None:
        for one in self.restrictions:
            self.add("text", one.text, one.label, ("handling", one.key, self.names.unique("handling", one.text)), "Handling")

    def add_reporter(self) -> None:
        taking = self.facts.take()
        self.add("text", taking.described(("reporter",)), taking.label, ("reporter",), "Reporter")

    def add_summary(self) -> None:
        taking = self.facts.take()
        self.add("text", taking.text("description", "summary"), taking.label, ("summary",), "Summary")

    def add_indicator(self, one: Indicator) -> None:
        type_ = self.vocabularies.vocabulary("indicator-type").values.get(one.type, {}).get("misp", "text")
        if one.type in ("sigma", "yara"):
            type_ = one.type
        elif one.type == "stix-pattern":
            type_ = "stix2-pattern"
        value = one.value or one.taking.described((*one.at, "value"))
        value = re.sub(r"\AASN?\s?", "", value, flags=re.IGNORECASE) if type_ == "AS" else value
        told = "\n".join(filter(None, (one.type, "not to be blocked" if one.kept else "", one.told)))
        attribute = self.attribute(type_, value or "unknown", one.taking.label, ("indicator", one.name), told)
        attribute["to_ids"] = one.is_actionable and attribute["type"] not in _WORDS
        attribute["deleted"] = attribute["deleted"] or one.revoked
        attribute |= self.times(one.taking, one.at)
        self.attributes.append(attribute)

    def times(self, taking: Taking, at: Path) -> dict[str, str]:
        first, last = begin(taking.text(*at, "first_seen")), end(taking.text(*at, "last_seen"))
        times = {"first_seen": first, "last_seen": max(last, first or last) if last is not None else None}
        return {key: stamp(moment).replace(".000Z", ".000000+00:00") for key, moment in times.items() if moment is not None}

    def add_measures(self) -> None:
        for at in self.facts.items(("mitigations", "defensive_measures")):
            taking = self.facts.take()
            name = self.names.name(taking, "measure", at, "text")
            type_ = _RULES.get(taking.word("defensive-measure", *at, "type"), "")
            text, told = taking.text(*at, "text"), taking.described(at, ("text", "id") if type_ else ("id",))
            self.add(
                type_ if text and type_ else "text",
                text if type_ and text else told,
                taking.label,
                ("measure", name),
                told if type_ else "",
            )

    def add_actors(self) -> None:
        for at in self.facts.items(("attribution", "actors")):
            taking = self.facts.take()
            named, name = taking.text(*at, "name"), self.names.name(taking, "actor", at, "name")
            told = taking.described(at, ("name", "id") if named else ("id",))
            self.add("threat-actor" if named else "text", named or told, taking.label, ("actor", name), told if named else "Actor")

    def add_vulnerabilities(self) -> None:
        for at in self.facts.items(("vulnerabilities",)):
            taking = self.facts.take()
            id_, title = taking.text(*at, "id"), taking.text(*at, "title")
            vectors, links = taking.texts(*at, "cvss"), taking.texts(*at, "poc", "references")
            values = [
                ("id", "vulnerability", id_ if re.fullmatch(r"CVE-\d{4}-\d{4,}", id_) else ""),
                ("summary", "text", title),
                ("description", "text", taking.described(at, ("title",))),
                *(("cvss-string", "text", vector) for vector in vectors[:1]),
                *(("references", "link", link) for link in links if link.startswith("https://")),
            ]
            name = self.names.unique("vulnerability", id_ if id_ != "unassigned" else title)
            self.add_object(VULNERABILITY, ("vulnerability", name), taking, values)

    def add_models(self) -> None:
        for at in self.facts.items(("ai_systems", "models")):
            taking = self.facts.take()
            named, name = taking.text(*at, "name"), self.names.name(taking, "model", at, "name")
            told = taking.described(at, ("id",))
            if not named:
                self.add("text", told, taking.label, ("model", name), "ai systems: models")
                continue
            digest = taking.text(*at, "digest").removeprefix("sha256:")
            values = [
                ("model-name", "text", named),
                ("model-version", "text", taking.text(*at, "version") or "unknown"),
                ("model-type", "text", taking.text(*at, "architecture")),
                ("provider", "text", taking.text(*at, "author")),
                ("model-identifier", "text", taking.text(*at, "location")),
                ("artifact-hash", "sha256", digest if re.fullmatch(_FORMS["sha256"], digest) else ""),
            ]
            self.add_object(MODEL, ("model", name), taking, values)
            self.add("text", told, taking.label, ("model", name, "more"), f"ai systems: model {named}")

    def add_prompts(self) -> None:
        results = self.vocabularies.vocabulary("prompt-outcome").values
        for at in self.facts.items(("technical", "prompts")):
            taking = self.facts.take()
            told = taking.described(at, ("prompt", "turns"))
            outcome = taking.word("prompt-outcome", *at, "outcome")
            said = [("", taking.text(*at, "prompt"))]
            said += [(taking.text(*turn, "role"), taking.text(*turn, "text")) for turn in self.facts.items((*at, "turns"))]
            name = self.names.name(taking, "prompt", at, "prompt")
            prompts = [text for _, text in said if text]
            comment = f"Quoted text, data and no instruction.\n{told}"
            if not prompts:
                self.add("text", comment, taking.label, ("prompt", name), "technical: prompts")
                continue
            # The template has one role for all prompts: of several turns it is said in words who speaks.
            roles = [role for role, text in said[1:] if text]
            if len(prompts) > 1 and any(roles):
                comment = f"{comment}\nturns: {', '.join(roles)}"
            values = [
                *(("prompt", "text", text) for text in prompts),
                ("role", "text", roles[0] if len(prompts) == 1 and roles else ""),
                ("model", "text", taking.text(*at, "model")),
                ("result", "text", results[outcome]["misp"] if outcome else ""),
                ("comment", "text", comment),
            ]
            self.add_object(PROMPT, ("prompt", name), taking, values)
