"""Checks of identifiers in the fields that hold them: vulnerabilities, weaknesses, techniques, scores, package URLs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Value
from aishare_lint.lint.checks import Case, Hit

_DASH: Final = r"[\s_\-‐‑‒–—―−:]{0,3}"


class _Form(NamedTuple):
    """How an identifier is written.

    looks  what is meant to be one
    right  what is one
    mend   the right form of a text that differs in case and dashes only, or None
    what   what the form is, in words
    """

    looks: re.Pattern[str]
    right: re.Pattern[str]
    mend: Callable[[str], str | None]
    what: str


def _joined(pattern: str, build: Callable[[re.Match[str]], str]) -> Callable[[str], str | None]:
    compiled = lazy(pattern, re.IGNORECASE)

    def mend(text: str) -> str | None:
        found = compiled.fullmatch(text.strip())
        return build(found) if found else None

    return mend


def _with_sub(prefix: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{prefix}{found[1].upper()}{found[2]}" + (f".{found[3]}" if found[3] else "")


_FORMS: Final[Mapping[str, _Form]] = {
    "cve": _Form(
        lazy(r"\s*CVE(?![A-Za-z])", re.IGNORECASE),
        lazy(r"CVE-(?:1999|2\d{3})-\d{4,19}\Z"),
        _joined(rf"CVE{_DASH}((?:1999|2\d{{3}})){_DASH}(\d{{4,19}})", lambda found: f"CVE-{found[1]}-{found[2]}"),
        "CVE, the year from 1999 on, and at least four digits",
    ),
    "atlas": _Form(
        lazy(r"\s*(?:AML|ATLAS)(?![A-Za-z]{2,})|\s*T0[0-2]\d{2}(?:[./-]\d|\s*\Z)", re.IGNORECASE),
        lazy(r"AML\.(?:T\d{4}(?:\.\d{3})?|TA\d{4}|M\d{4}|CS\d{4})\Z"),
        _joined(rf"(?:AML|ATLAS)(?:{_DASH}|\.)(TA|T|M|CS){_DASH}(\d{{4}})(?:[.\s/_-](\d{{3}}))?", _with_sub("AML.")),
        "AML.T and four digits, with .000 to .999 for a sub-technique; AML.TA, AML.M and AML.CS and four digits",
    ),
    "attack": _Form(
        lazy(r"\s*(?:(?:MITRE\s{0,3})?ATT&CK\s{0,3})?TA?[\s_.-]?[1-9]\d{2,8}(?!\w)|\s*TA[\s_.-]?0\d{1,6}(?!\w)", re.IGNORECASE),
        lazy(r"(?:T\d{4}(?:\.\d{3})?|TA\d{4})\Z"),
        _joined(rf"(TA|T){_DASH}(\d{{4}})(?:[.\s/_-](\d{{3}}))?", _with_sub("")),
        "T and four digits, with .001 to .999 for a sub-technique; TA and four digits for a tactic",
    ),
    "cwe": _Form(
        lazy(r"\s*CWE(?![A-Za-z])|\s*\d{1,5}\s*\Z", re.IGNORECASE),
        lazy(r"CWE-[1-9]\d{0,4}\Z"),
        _joined(rf"CWE{_DASH}([1-9]\d{{0,4}})", lambda found: f"CWE-{found[1]}"),
        "CWE and a number without leading zeros",
    ),
}


def form(case: Case) -> Iterator[Hit]:
    """A text that is meant to be an identifier and is not written as one. Option `id`: cve, atlas, attack or cwe."""
    wanted = _FORMS[case.options["id"]]
    for path, text in _texts(case.value, case.at):
        if wanted.right.match(text) or not wanted.looks.match(text):
            continue
        new = wanted.mend(text)
        safety: Literal["", "suggest", "none"] = "" if new else "none"
        if new is None and _BARE_ATLAS.fullmatch(text.strip()):
            new, safety = f"AML.{text.strip().upper()}", "suggest"
        named = _id_with_name(text, wanted)
        why = f"; its name belongs elsewhere, write `{named}`" if named and named != new else f"; write `{new}`" if new else ""
        yield Hit(path, values={"form": wanted.what, "why": why, "new": new or ""}, safety=safety)


#: Techniques of ATLAS end far below T0800, where those of ATT&CK for industrial control systems begin.
_BARE_ATLAS: Final = lazy(r"T0[0-2]\d{2}(?:\.\d{3})?", re.IGNORECASE)


def _id_with_name(text: str, wanted: _Form) -> str | None:
    """The identifier of `T1195.002 Compromise Software Supply Chain` or `CWE-79: …`."""
    first = re.match(r"\s*([\w.&-]+)[\s:,(–-]+[A-Za-z(]", text)
    head = first[1].rstrip(".-") if first else ""
    return head if head and wanted.right.match(head) else None


def _texts(value: Value, at: Path) -> Iterator[tuple[Path, str]]:
    """The texts of a field that holds one or a list, `{value: …}` and `{id: …}` looked through."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*at, index))
    elif isinstance(value, dict):
        for key in ("value", "id"):
            child = value.get(key)
            if isinstance(child, str):
                yield (*at, key), child


_OWASP: Final = lazy(r"(?:OWASP[\s-]{0,3})?(LLM|ASI)[\s-]{0,3}(0?[1-9]|10)", re.IGNORECASE)
#: The newest list under which each series was published.
_EDITIONS: Final = {"LLM": "2025", "ASI": "2026"}


def owasp_without_year(case: Case) -> Iterator[Hit]:
    """OWASP numbers without the edition they belong to: the same number means something else in another year."""
    for path, text in _texts(case.value, case.at):
        found = _OWASP.fullmatch(text.strip())
        if found:
            series = found[1].upper()
            yield Hit(path, values={"new": f"{series}{int(found[2]):02d}:{_EDITIONS[series]}"})


# Scores


def cvss_invalid(case: Case) -> Iterator[Hit]:
    """CVSS vectors that do not parse."""
    words = case.circumstances.format.vocabularies.non_answers
    for path, text in _vectors(case.value, case.at):
        fault = None if text in words else _cvss_fault(text)
        if fault:
            yield Hit(path, values={"fault": fault})


def _vectors(value: Value, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict) and isinstance(value.get("vector"), str):
        yield (*at, "vector"), str(value["vector"])
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _vectors(item, (*at, index))
    else:
        yield from _texts(value, at)


#: Base vectors in the order of the standards. What they screen needs no library; it explains the rest.
_USUAL: Final = lazy(
    r"CVSS:3\.[01]/AV:[NALP]/AC:[LH]/PR:[NLH]/UI:[NR]/S:[UC]/C:[NLH]/I:[NLH]/A:[NLH]"
    r"|CVSS:4\.0/AV:[NALP]/AC:[LH]/AT:[NP]/PR:[NLH]/UI:[NPA]/VC:[NLH]/VI:[NLH]/VA:[NLH]/SC:[NLH]/SI:[NLH]/SA:[NLH]"
)
_VERSION = lazy(r"CVSS:(\d\.\d)/")


def _cvss_fault(text: str) -> str | None:
    if _USUAL.fullmatch(text):
        return None
    if re.fullmatch(r"\s*\d{1,2}(?:\.\d)?\s*(?:\(?\w{1,10}\)?)?", text):
        return "a score alone; the vector says what it was made of"
    version = _VERSION.match(text)
    if version and version[1] not in ("3.0", "3.1", "4.0"):
        return f"there is no CVSS {version[1]} vector of this form; known are CVSS:3.0, CVSS:3.1, CVSS:4.0 and version 2 without prefix"
    if not version and not re.match(r"\(?(?:AV|AC|Au):", text):
        return "a vector begins with CVSS:3.1/ or CVSS:4.0/"
    from cvss.exceptions import CVSSError  # type: ignore[import-untyped]

    try:
        _parsed(text)
    except CVSSError as error:
        return _said(str(error))
    return None


def _said(error: str) -> str:
    """What the library says of a vector, in the words of our messages."""
    said = re.sub(r"CVSS\d? (?=vector|field)", "", error).replace('"', "`")
    return said[:1].lower() + said[1:]


def _parsed(text: str) -> object:
    """A CVSS object. Raises CVSSError."""
    from cvss import CVSS2, CVSS3, CVSS4  # type: ignore[import-untyped]

    if text.startswith("CVSS:4"):
        return CVSS4(text)
    return CVSS3(text) if text.startswith("CVSS:3") else CVSS2(text.strip("()"))


def cvss_severity(case: Case) -> Iterator[Hit]:
    """A severity that none of the vulnerability's vectors comes to."""
    vulnerability = case.value
    if not isinstance(vulnerability, dict) or not isinstance(vulnerability.get("severity"), str):
        return
    severities = case.circumstances.format.vocabularies.vocabulary("severity")
    said = severities.canonical(str(vulnerability["severity"]))
    rated = {word for _, text in _vectors(vulnerability.get("cvss", ""), ()) for word in _ratings(text)}
    if said is None or not rated or said in rated:
        return
    worst = max(rated, key=lambda word: severities.order(word) or 0)
    listed = " or ".join(sorted(rated, key=lambda word: severities.order(word) or 0))
    yield Hit((*case.at, "severity"), values={"rated": listed, "new": worst})


def _ratings(text: str) -> list[str]:
    """The word of a vector's score: of the most refined score that it carries, and of its base score."""
    from cvss.exceptions import CVSSError

    if _cvss_fault(text):
        return []
    try:
        words = [str(word).lower() for word in _parsed(text).severities()]  # type: ignore[attr-defined]
    except CVSSError:
        return []
    return words


# Package URLs


def purl_invalid(case: Case) -> Iterator[Hit]:
    """Package fields that hold no package URL, and other values that begin like one and are none."""
    words = case.circumstances.format.vocabularies.non_answers
    for path, text in _texts(case.value, case.at):
        if text in words or (not text.startswith("pkg:") and case.at[-1] != "package"):
            continue
        fault = _purl_fault(text)
        if fault:
            yield Hit(path, values={"fault": fault})


#: Package URLs of the plainest form, which need no library.
_USUAL_PURL: Final = lazy(
    r"pkg:[a-z][a-z0-9.-]{1,30}(?:/(?:%40)?[A-Za-z0-9][A-Za-z0-9._~-]{0,200}){1,6}(?:@[A-Za-z0-9][A-Za-z0-9._~-]{0,100})?"
)


def _purl_fault(text: str) -> str | None:
    if _USUAL_PURL.fullmatch(text):
        return None
    if not text.startswith("pkg:"):
        return "it does not begin with pkg:"
    if re.search(r"\s", text):
        return "it has white space in it"
    from packageurl import PackageURL

    try:
        read = PackageURL.from_string(text)
    except ValueError as error:
        reason = str(error)
        if "type" in reason and "required" in reason:
            return "the type, such as pypi or npm, is missing"
        return "the name is missing" if "name" in reason else "it does not parse"
    return None if text.lower().startswith(f"pkg:{read.type}/") else f"write pkg:{read.type}/ without further slashes"


# Words


def sector(case: Case) -> Iterator[Hit]:
    """Sectors that are not written as the sixteen are."""
    sectors = case.circumstances.format.vocabularies.vocabulary("sector")
    words = {*sectors.words(), *case.circumstances.format.vocabularies.non_answers}
    for path, text in _texts(case.value, case.at):
        if text in words or not text.strip():
            continue
        new, near = sectors.canonical(text), sectors.nearest(text)
        why = f"write `{new}`" if new else f"did you mean `{near}`?" if near else f"the words are {', '.join(sectors.words())}"
        yield Hit(path, values={"new": new or "", "why": why}, safety="" if new else "none")
