"""CSAF 2.0: a security advisory on the vulnerabilities of an edition.

The document has one mark, that of the edition. CSAF 2.0 knows the four labels of TLP 1.0 only: WHITE stands for CLEAR, with the label
itself beside it, and what is AMBER+STRICT is refused: AMBER would be looser, and RED would be untrue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from aishare_lint.document.places import Path
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context, ExportRefusedError
from aishare_lint.share.exports.csaf_history import history
from aishare_lint.share.exports.facts import Facts
from aishare_lint.share.exports.identifiers import identifier
from aishare_lint.share.exports.moments import begin, stamp
from aishare_lint.share.exports.notes import notes
from aishare_lint.share.exports.restrictions import restrictions

LABELS: Final[Mapping[str, str]] = {"TLP:CLEAR": "WHITE", "TLP:GREEN": "GREEN", "TLP:AMBER": "AMBER", "TLP:RED": "RED"}
_TLP: Final = "https://www.first.org/tlp/"
_CATEGORIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("provider", "developer"), "vendor"),
    "adopter": "user",
    "researcher": "discoverer",
    "coordinator": "coordinator",
}
_STATUS: Final[Mapping[str, str]] = {"early": "interim", "update": "interim", "final": "final"}
#: Schemes of identifiers that name who gives them.
_SYSTEMS: Final[Mapping[str, str]] = {
    "GHSA": "GitHub Security Advisory",
    "VU#": "CERT/CC Vulnerability Note",
    "PYSEC": "PyPI Advisory Database",
}
_CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}")
_PURL: Final = re.compile(r"pkg:[A-Za-z.+-][A-Za-z0-9.+-]*/\S+")
_URI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]{3,4000}")


def export(edition: Edition, context: Context) -> bytes:
    """The advisory of an edition. Raises ExportRefusedError where it has no vulnerability, or a mark that CSAF 2.0 cannot say."""
    import json

    if edition.mark not in LABELS:
        raise ExportRefusedError(
            f"CSAF 2.0 cannot say {edition.mark}: AMBER would be looser, RED would keep it from those who may see it",
            hint="leave `csaf` out of the audience's `formats`, or share the vulnerabilities in a report of their own with another mark",
        )
    facts = Facts(edition, context.format)
    if not any(facts.items(("vulnerabilities",))):
        raise ExportRefusedError(
            "a security advisory in CSAF is about vulnerabilities, and this edition has none",
            hint="leave `csaf` out of the audience's `formats`, or package this report without it",
        )
    return (json.dumps(_Advisory(facts).content(), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


class _Advisory:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.taking = facts.take()
        self.vocabularies = facts.format.vocabularies
        self.products: dict[str, dict[str, Any]] = {}

    def content(self) -> dict[str, Any]:
        vulnerabilities = [self.vulnerability(at) for at in self.facts.items(("vulnerabilities",))]
        # The profile asks for products of every vulnerability; where they are not known it is an advisory of the general kind.
        is_advisory = all("product_status" in one for one in vulnerabilities)
        content = {
            "document": self.document("csaf_security_advisory" if is_advisory else "csaf_base"),
            "product_tree": {"full_product_names": list(self.products.values())} if self.products else {},
            "vulnerabilities": vulnerabilities,
        }
        return {key: value for key, value in content.items() if value}

    def document(self, category: str) -> dict[str, Any]:
        title = self.taking.text("title") or f"Report {self.facts.report}"
        language = self.facts.label("lang")
        document = {
            "category": category,
            "csaf_version": "2.0",
            "distribution": {
                "text": "\n".join((self.facts.edition.mark, *(one.text for one in restrictions(self.facts)))),
                "tlp": {"label": LABELS[self.facts.edition.mark], "url": _TLP},
            },
            "lang": language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", language) else "en",
            "notes": list(self.notes()),
            "publisher": self.publisher(),
            "references": list(self.references()),
            "title": f"Withdrawn: {title}" if self.facts.is_withdrawn else title,
            "tracking": history(
                self.facts, "draft" if self.facts.label("status") == "draft" else _STATUS.get(self.facts.label("stage"), "interim")
            ),
        }
        return {key: value for key, value in document.items() if value}

    def publisher(self) -> dict[str, str]:
        role = self.taking.word("reporter-role", "reporter", "role")
        publisher = {
            "category": _CATEGORIES.get(role, "other"),
            "contact_details": self.taking.text("reporter", "contact"),
            "name": self.taking.text("reporter", "organization") or f"Reporter of {self.facts.report}",
            # A name space of the report's own: it tells nobody who reports, and nothing is invented.
            "namespace": f"urn:uuid:{identifier(self.facts.report, 'publisher')}",
        }
        return {key: value for key, value in publisher.items() if value}

    def notes(self) -> Iterator[dict[str, str]]:
        summary = self.taking.text("description", "summary")
        if summary:
            yield {"category": "summary", "text": summary, "title": "Summary"}
        for one in restrictions(self.facts):
            yield {"category": "legal_disclaimer", "text": one.text, "title": f"Handling: {one.key}"}
        for note in notes(self.facts, {"vulnerabilities": {""}}):
            if note.name != ("description", "summary", note.label):
                yield {"category": "details", "text": note.text, "title": note.heading}

    def references(self) -> Iterator[dict[str, str]]:
        for key in self.facts.keys(("sources",)):
            url = self.taking.text("sources", key, "url")
            if _URI.fullmatch(url):
                yield {"category": "external", "summary": self.taking.text("sources", key, "title") or key, "url": url}

    # Vulnerabilities

    def vulnerability(self, at: Path) -> dict[str, Any]:
        taking = self.taking
        id_, aliases = taking.text(*at, "id"), taking.texts(*at, "aliases")
        ids = [one for one in (id_, *aliases) if one and one != "unassigned"]
        cve = next((one for one in ids if _CVE.fullmatch(one)), "")
        status = self.products_of(at)
        affected = status.get("known_affected", [])
        scores, vectors = self.scores(at, affected)
        content = {
            "cve": cve,
            "ids": [{"system_name": _system(one), "text": one} for one in dict.fromkeys(ids) if one != cve],
            "title": taking.text(*at, "title"),
            "notes": list(self.said(at, vectors)),
            "product_status": {key: products for key, products in status.items() if products},
            "references": list(self.references_of(at)),
            "remediations": list(self.remediations(at, affected)),
            "scores": scores,
            "threats": list(self.threats(at)),
        }
        disclosed = begin(taking.text(*at, "disclosure", "date"))
        if disclosed is not None and taking.text(*at, "disclosure", "status") == "public":
            content["release_date"] = stamp(disclosed)
        return {key: value for key, value in content.items() if value}

    def said(self, at: Path, vectors: list[str]) -> Iterator[dict[str, str]]:
        told = self.taking.described(at, ("id", "aliases", "title", "access_required", "impact"))
        yield {"category": "description", "text": told or self.taking.text(*at, "title") or "No description.", "title": "Description"}
        for key, title in (("access_required", "Access that an attacker needs"), ("impact", "What it allows")):
            text = self.taking.described((*at, key))
            if text:
                yield {"category": "details", "text": text, "title": title}
        for vector in vectors:
            yield {"category": "other", "text": vector, "title": "Vector that CSAF 2.0 has no place for"}

    def products_of(self, at: Path) -> dict[str, list[str]]:
        status: dict[str, list[str]] = {"known_affected": [], "fixed": []}
        for item in self.facts.items((*at, "affected")):
            package, product = self.taking.text(*item, "package"), self.taking.text(*item, "product")
            name = product or package
            if not name:
                continue
            introduced, last, fixed = (self.taking.text(*item, key) for key in ("introduced", "last_affected", "fixed"))
            helper = package if _PURL.fullmatch(package) else ""
            status["known_affected"].append(self.product(f"{name}{_range(introduced, last, fixed)}", helper))
            if fixed:
                status["fixed"].append(self.product(f"{name} {fixed}", f"{helper}@{fixed}" if helper and "@" not in helper else ""))
        return {key: list(dict.fromkeys(products)) for key, products in status.items() if products}

    def product(self, name: str, package: str) -> str:
        """The id of a product, which is made of its name; every product stands in the tree once."""
        id_ = f"P-{identifier(self.facts.report, 'product', name)[:8]}"
        helper = {"product_identification_helper": {"purl": package}} if package else {}
        self.products[id_] = {"name": name, "product_id": id_, **helper}
        return id_

    def scores(self, at: Path, products: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
        """The scores by CVSS 2 and 3, one of each, and the vectors that there is no place for."""
        from cvss import CVSS2, CVSS3  # type: ignore[import-untyped]
        from cvss.exceptions import CVSSError  # type: ignore[import-untyped]

        scores: dict[str, dict[str, Any]] = {}
        other = []
        for vector in self.taking.texts(*at, "cvss"):
            key = "cvss_v3" if vector.startswith("CVSS:3") else "cvss_v2" if not vector.startswith("CVSS:") else ""
            if not key or key in scores or not products:
                other.append(vector)
                continue
            try:
                read = CVSS3(vector) if key == "cvss_v3" else CVSS2(vector)
            except CVSSError:
                other.append(vector)
                continue
            score: dict[str, Any] = {
                "version": vector[5:8] if key == "cvss_v3" else "2.0",
                "vectorString": vector,
                "baseScore": float(read.scores()[0]),
            }
            if key == "cvss_v3":
                score["baseSeverity"] = read.severities()[0].upper()
            scores[key] = {key: score, "products": products}
        return list(scores.values()), other

    def references_of(self, at: Path) -> Iterator[dict[str, str]]:
        for link in self.taking.texts(*at, "poc", "references"):
            if _URI.fullmatch(link):
                yield {"category": "external", "summary": "Proof of concept", "url": link}

    def remediations(self, at: Path, affected: list[str]) -> Iterator[dict[str, Any]]:
        """Fixed versions, and what is done where it can only be about this vulnerability."""
        if not affected:
            return
        for item in self.facts.items((*at, "affected")):
            name = self.taking.text(*item, "product") or self.taking.text(*item, "package")
            introduced, last, fixed = (self.taking.text(*item, key) for key in ("introduced", "last_affected", "fixed"))
            if fixed and name:
                product = f"P-{identifier(self.facts.report, 'product', name + _range(introduced, last, fixed))[:8]}"
                yield {"category": "vendor_fix", "details": f"{name}: fixed in {fixed}", "product_ids": [product]}
        if len([*self.facts.items(("vulnerabilities",))]) == 1:
            words = self.vocabularies.vocabulary("action-technique").values
            for action in self.facts.items(("mitigations", "actions")):
                word = self.taking.word("action-technique", *action, "technique")
                details = self.taking.described(action, ("id",))
                category = words.get(word, {}).get("csaf", "mitigation")
                # What a vendor fixes it with is said above, with the version.
                yield {"category": "mitigation" if category == "vendor_fix" else category, "details": details, "product_ids": affected}

    def threats(self, at: Path) -> Iterator[dict[str, str]]:
        told = self.taking.described((*at, "exploited"))
        if told:
            yield {"category": "exploit_status", "details": told}
        if impact := self.taking.text(*at, "impact"):
            yield {"category": "impact", "details": impact}


def _range(introduced: str, last: str, fixed: str) -> str:
    """The versions of a product in words, with a blank before them; empty where nothing is known."""
    parts = [f"from {introduced}" if introduced and introduced != "0" else "", f"up to {last}" if last else ""]
    parts.append(f"before {fixed}" if fixed and not last else "")
    return "".join(f" {part}" for part in parts if part)


def _system(id_: str) -> str:
    return next(
        (name for prefix, name in _SYSTEMS.items() if id_.startswith(prefix)), re.split(r"[-#:]", id_, maxsplit=1)[0] or "Identifier"
    )
