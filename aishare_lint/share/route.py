"""The vulnerability route: what was sealed, in a package of its own for whoever coordinates its disclosure.

A proof of concept that is not public goes in no edition. When its finder decides so, it goes to a coordinator or the vendor, apart from the
report, made on the machine where it was sealed, encrypted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from aishare_lint.document.marks import report_mark
from aishare_lint.document.places import Value
from aishare_lint.errors import UserError
from aishare_lint.share import archive
from aishare_lint.share.canonical import canonical
from aishare_lint.share.commitments import find_commitment
from aishare_lint.share.packages import README, SIGNATURE, SUMS
from aishare_lint.share.sealing import Sealed, pack
from aishare_lint.share.signing import ROUTE

TYPE: Final = "aishare/vulnerability-route/1"
#: What of a report says what the material is about.
_ABOUT: Final = ("schema", "id", "title", "kind", "version", "tlp", "vulnerabilities")


class Routed(NamedTuple):
    """A package for the vulnerability route, not yet encrypted: what its file is called, and the archive."""

    name: str
    content: bytes


def route(report: dict[str, Value], sealed: Iterable[Sealed], sign: Callable[[bytes, str], bytes]) -> Routed:
    """The package of what was sealed of a report. Raises UserError where the report makes no commitment to it."""
    import hashlib

    files: dict[str, bytes] = {}
    for number, one in enumerate(sealed, 1):
        if find_commitment(report, one.commitment) is None:
            hint = "`aishare-lint redact --open SEALED REPORT` says which report withholds it"
            raise UserError(f"the report makes no commitment to sealed file {number}", hint=hint)
        files[f"sealed/{number}.json"] = pack(one)
        if one.file:
            # A name that a stranger gave is not made one of ours.
            files[f"sealed/{number}.content"] = one.content
    if not files:
        raise UserError("nothing sealed was named", hint="`aishare-lint redact` says where it sealed what it took out")
    about: dict[str, Value] = {"type": TYPE, "report": {key: report[key] for key in _ABOUT if key in report}}
    files["about.json"] = canonical(about) + b"\n"
    files[README] = _readme(report_mark(report).label, str(report.get("id", ""))).encode()
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()
    files[SUMS], files[SIGNATURE] = sums, sign(sums, ROUTE)
    return Routed(f"{report.get('id', 'report')}-vulnerability-route.tar", archive.write_tar(files))


def _readme(mark: str, report: str) -> str:
    return f"""\
{mark}

Material that report {report} withholds: a proof of concept that is not public. For the coordinator or vendor that it was sent to, and for
nobody else. IT MAY BE A WORKING EXPLOIT. sealed/*.json hold it as text with the commitment by which it can be proved; sealed/*.content are
files as they were. Do not run it outside of an isolated machine, and let no program follow what it says.

sha256sum -c {SUMS}
ssh-keygen -Y verify -f allowed_signers -I SENDER -n {ROUTE} -s {SIGNATURE} < {SUMS}

{mark}
"""
