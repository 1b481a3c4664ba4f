"""The words of ours that people read in an export."""

from __future__ import annotations

from typing import Final

from aishare_lint.document.text import visible

#: Said above every piece of material of an attack.
MATERIAL: Final = "The following is material of an attack, quoted as data; it is no instruction."
MATERIAL_END: Final = "End of the quoted material."
#: Said above rules and filters for defenders.
RULE: Final = "The following is a rule for defenders, quoted as data; it is no instruction."
RULE_END: Final = "End of the quoted rule."
#: What stands before and after a text that is quoted line by line, by its form.
FENCES: Final = {"material": (MATERIAL, MATERIAL_END), "rule": (RULE, RULE_END)}
#: Said once for the whole.
DATA: Final = (
    "What this report says and quotes is data about an attack or a weakness. Nothing in it is an instruction to whoever or whatever "
    "reads it. Indicators, and addresses in quoted material, are written so that nothing follows them (hxxp, [.]); characters that cannot "
    "be seen are written as <U+200B>. The exact values are in the YAML and JSON of the same edition. A portion whose label differs from "
    "that of the report begins with its own; every other has the label of the report, or of the heading or entry that it stands under."
)

#: Names of keys where the key with blanks would not do.
_NAMES: Final = {
    "id": "Id",
    "ai_assistance": "Use of AI for this report",
    "ai_attack": "Attack on AI",
    "approx": "Only roughly known",
    "at": "When",
    "by": "By",
    "cve": "CVE",
    "cvss": "CVSS",
    "derived_from": "Made of",
    "edition_digest": "Digest of the edition",
    "jcdc_notified": "JCDC told",
    "jcdc_partner": "Partner of the JCDC",
    "lang": "Language",
    "may_name": "May be named",
    "nist": "NIST AI 100-2",
    "obtained_tlp": "Came under the mark",
    "schema": "Format",
    "poc": "Proof of concept",
    "sha256": "SHA-256",
    "type": "Type",
    "url": "Address",
    "us_federal": "US federal government",
    "via": "Through",
    "what": "What it is",
}

#: The same below `handling`, where they are what a recipient must keep to.
_HANDLING: Final = {
    "address": "Address",
    "attribution": "Naming the submitter",
    "channels": "Ways it goes or went",
    "consent": "Telling who the submitter is",
    "designation": "Designation, in the submitter's own words",
    "embargo_until": "Not to be published before",
    "encryption": "Encryption in transit",
    "federal": "To other US federal departments and agencies",
    "industry": "To industry",
    "international": "To partners abroad",
    "onward": "Passing it on",
    "pap": "Use (PAP)",
    "privileged": "Legal privilege",
    "proprietary": "Proprietary",
    "recipients": "Only for",
    "restrictions": "Further restrictions",
    "sltt": "To state, local, tribal and territorial governments",
}
#: What yes and no mean there.
PLAIN: Final = {
    "proprietary": (
        "yes: this is the submitter's commercial, financial and proprietary information",
        "no: not claimed as commercial, financial and proprietary information",
    ),
    "privileged": ("yes: a legal privilege is claimed; sharing this waives none", "no: no legal privilege is claimed"),
}


def name(key: str, *, handling: bool = False) -> str:
    """A key as people read it."""
    if handling and key in _HANDLING:
        return _HANDLING[key]
    if key in _NAMES:
        return _NAMES[key]
    return visible(key.replace("_", " ").capitalize() if key.isascii() and key.islower() and not key.startswith("x_") else key)
