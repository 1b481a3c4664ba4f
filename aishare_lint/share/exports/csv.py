"""CSV: the indicators alone, one a row, each with its mark and with everything that `handling` asks for.

A cell that a spreadsheet would run as a formula begins with an apostrophe, which is no part of the value.
"""

from __future__ import annotations

from typing import Final

from aishare_lint.document.marks import strictest
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context, ExportRefusedError
from aishare_lint.share.exports.facts import Facts
from aishare_lint.share.exports.identifiers import Names
from aishare_lint.share.exports.indicators import indicators
from aishare_lint.share.exports.restrictions import restrictions

COLUMNS: Final = (
    *("report", "id", "type", "value", "role", "confidence", "first_seen", "last_seen", "active_from", "active_to"),
    *("block", "revoked", "tlp", "handling", "details"),
)
#: What makes a cell a formula, or could once white space before it is dropped (OWASP, CSV Injection).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export(edition: Edition, context: Context) -> bytes:
    """The table of an edition. Raises ExportRefusedError where it has no indicators: an empty table would bear no mark."""
    import csv
    import io

    facts = Facts(edition, context.format)
    handling = [(one.text, one.label) for one in restrictions(facts)]
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    table.writerow(COLUMNS)
    rows = 0
    for one in indicators(facts, Names(facts)):
        taking = one.taking
        times = [taking.text(*one.at, key) for key in ("first_seen", "last_seen", "active_from", "active_to")]
        row = [edition.report, one.id, one.type, one.value, one.role, one.confidence, *times]
        row += ["yes" if one.is_actionable and not facts.is_withdrawn else "no", "yes" if one.revoked or facts.is_withdrawn else "no"]
        # A sentence of `handling` that is marked stricter than the indicator raises the row's mark: it goes with every row.
        row += [strictest(taking.label, *(label for _, label in handling)), "; ".join(text for text, _ in handling), one.told]
        table.writerow([_inert(cell) for cell in row])
        rows += 1
    if not rows:
        raise ExportRefusedError(
            "this edition has no indicators, and a table without rows bears no mark",
            hint="leave `csv` out of the audience's `formats`, or package this report without it",
        )
    return out.getvalue().encode()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
