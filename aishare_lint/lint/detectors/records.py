"""What else leads to a person: names in paths, employee numbers, and words of the kinds of data that the guidance names beside them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import islice
from typing import Final

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors.persons import MOST, Datum, find

_PATH = lazy(r"(?i:[a-z]:\\{1,2}(?:users|documents and settings)\\{1,2}|/users/|(?<![\w.])/home/)(?P<name>[^\\/\s\"'<>|:;,*?)\]}`]{2,40})")
_EMPLOYEE = lazy(
    r"\b(?:employee|personnel|staff|badge|worker|payroll)\s?(?:id|no\.?|number|#)s?\s{0,2}(?:is|was"
    r"|[:=#])?\s{0,2}(?P<name>[A-Za-z]{0,4}-?\d{4,10})\b",
    re.IGNORECASE,
)
_SHARED_ACCOUNT = lazy(
    r"(?:users?|usern?ame|name|admin\w*|root|public|default\w*|all users|runner\w*|ubuntu|debian|centos|ec2-user"
    r"|azureuser|vagrant|app|node|git|www\w*|jenkins|gitlab\S*|circleci|travis|build\w*|ci|dev|test\w*"
    r"|guest|service|svc\S*|docker|container|jovyan|vscode|codespace|student|victim|attacker|kali|pi|me|you|your\w*"
    r"|my\w*|someone|foo|bar|example|shared|linuxbrew|ray|airflow|mlflow|nobody|x+|%\w+%|\$.*|\{.*|\[.*|\*+|\.+)\d{0,3}\Z",
    re.IGNORECASE,
)
_CATEGORIES: Final = (
    (
        "health data",
        r"patients?|diagnos\w+|medical|prescri\w+|health (?:record|insurance|data|plan)s?|mrn|treatment of|hospital\w*|therap\w+",
    ),
    (
        "human-resources data",
        r"salar(?:y|ies)|payroll|performance reviews?|disciplinary|employment (?:record|history)|personnel file|resumes?",
    ),
    ("consumer data", r"purchas\w+ (?:history|records?)|order history|loyalty (?:number|card)|customer (?:records?|file|number)|shopping"),
    ("education data", r"students?|grades?|transcripts? of records|school records?|enrol\w+|report cards?"),
    (
        "financial data",
        r"bank (?:account|statement)s?|credit (?:score|report)s?|account (?:number|balance|holder)|tax return|loan|payee|mortgage",
    ),
    ("property data", r"vehicle identification|license plate|number plate|deed|title of property|vin"),
    ("data of children", r"child(?:ren)?|minors?|underage|pupils?|juvenile"),
)
_CATEGORY = lazy("|".join(rf"\b(?P<c{number}>{words})\b" for number, (_, words) in enumerate(_CATEGORIES)), re.IGNORECASE)
#: Without this there is no number of a record.
RECORD = lazy(r"[:=#sS](?:(?<=[:=#])|(?<=\b[iI].)|(?<=\b[wW][aA].))\s{0,2}[A-Za-z]{0,4}-?\d{4}")
_RECORD_NUMBER = lazy(
    r"\b(?:patient|student|member|customer|claim|policy|account|case file|mrn|insurance|passport|licen[cs]e|plate"
    r"|vin)\s?(?:id|no\.?|number|#)?\s{0,2}(?:is|was|[:=#])\s{0,2}[A-Z]{0,4}-?\d{4,17}\b",
    re.IGNORECASE,
)


#: One of these stands before every name that is looked for, in lower case.
PATH_SIGNS: Final = ("users\\", "/users/", "/home/", "settings\\")
EMPLOYEE_SIGNS: Final = ("employee", "personnel", "staff", "badge", "worker", "payroll")


def find_paths(text: str) -> list[Datum]:
    """Names of people in the paths of a text, and employee numbers. Accounts of machines and examples are left out."""
    found: list[Datum] = []
    lowered = text.lower()
    if any(sign in lowered for sign in PATH_SIGNS):
        names = (match for match in _PATH.finditer(text) if not _SHARED_ACCOUNT.match(match["name"]))
        found += [Datum("a user's name in a path", Span(*match.span("name")), "strong", match["name"]) for match in names]
    if any(sign in lowered for sign in EMPLOYEE_SIGNS):
        found += [Datum("an employee number", Span(*match.span("name")), "strong", match["name"]) for match in _EMPLOYEE.finditer(text)]
    return found


def find_records(text: str, data: Iterable[Datum] | None = None) -> list[Datum]:
    """Words of a category of the guidance within 80 characters of something that leads to a person; each category once.

    `data` is what `find` says of the text, where it is known.
    """
    spans = [one.span for one in (find(text) if data is None else data)]
    if RECORD.search(text):
        spans += [Span(*match.span()) for match in islice(_RECORD_NUMBER.finditer(text), MOST)]
    spans.sort()
    starts = [span.start for span in spans]
    found: dict[str, Datum] = {}
    for span in spans:
        if len(found) == len(_CATEGORIES):
            break
        for match in _CATEGORY.finditer(text, max(0, span.start - 104), span.end + 104):
            holder = bisect_right(starts, match.start()) - 1
            if holder >= 0 and match.end() <= spans[holder].end:
                continue  # a word of the address itself, such as the host of a hospital
            if span.start - 80 <= match.end() and match.start() <= span.end + 80:
                name = _CATEGORIES[int(str(match.lastgroup)[1:])][0]
                found.setdefault(name, Datum(name, Span(*match.span()), "weak", match.group()))
    return list(found.values())
