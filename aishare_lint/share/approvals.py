"""Whether an edition is approved: every approval in the repository is held against the policy, and each that does not count says why.

An approval is bound to the digest of the edition, the audience, the digest of the audience's policy, the ignored safety findings that were
shown, its expiry, and its key. Everything is worked out anew each time; nothing that a file says of itself is believed unsigned.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from aishare_lint.document.marks import RED, stricter
from aishare_lint.repo.sources import Refusal, load
from aishare_lint.share.audiences import Audience
from aishare_lint.share.editions import Edition
from aishare_lint.share.policy import Policy
from aishare_lint.share.signing import APPROVAL, SIGNATURE_LIMIT, RefusedSignatureError, check, listed, names_of, public_key
from aishare_lint.share.statements import Ignored, Statement, parse, privacy_digest

#: What one approval may hold; its list of ignored findings makes it long.
_LIMIT: Final = 1_000_000
#: How statements write a moment: UTC, to the second.
FORM: Final = "%Y-%m-%dT%H:%M:%SZ"
#: Clocks of two machines may differ by so much.
_SKEW: Final = timedelta(minutes=5)


class Found(NamedTuple):
    """An approval that lies in the repository: its file relative to the top, and what the file and its signature hold."""

    file: str
    content: bytes
    signature: bytes


class Refused(NamedTuple):
    """An approval that does not count, and why."""

    file: str
    why: str


class Wanted(NamedTuple):
    """What there is to approve.

    ignored  the ignored safety findings of the report as it is now
    authors  e-mail addresses, in lower case, of all who wrote or committed the report
    stage    the stage of the report
    """

    edition: Edition
    ignored: tuple[Ignored, ...]
    authors: frozenset[str]
    stage: str


class Against(NamedTuple):
    """What approvals are held against: the audience as the policy has it, the policy, and the moment."""

    audience: Audience
    policy: Policy
    now: datetime


class State(NamedTuple):
    """How far one edition is approved.

    accepted   the approvals that count
    refused    those that do not, with their reasons
    missing    what is still missing, in words; nothing where it may go
    emergency  whether it may go by an emergency approval only
    """

    accepted: tuple[Statement, ...]
    refused: tuple[Refused, ...]
    missing: tuple[str, ...]
    emergency: bool

    @property
    def is_approved(self) -> bool:
        return not self.missing


class Signed(NamedTuple):
    """An approval that counts, and all that its signer is called: the name it gives, its key, and every name the list has for the key."""

    statement: Statement
    who: frozenset[str]


def find(top: str, folder: str, report: str, audience: str) -> list[Found]:
    """The approvals of a report for an audience that lie in the repository, by name."""
    found = []
    base = os.path.join(top, *folder.split("/"), report, audience)
    try:
        names = sorted(name for name in os.listdir(base) if name.endswith(".json"))
    except OSError:
        return []
    for name in names:
        content, signature = load(os.path.join(base, name), _LIMIT), load(os.path.join(base, f"{name}.sig"), SIGNATURE_LIMIT)
        found.append(
            Found(
                f"{folder}/{report}/{audience}/{name}",
                b"" if isinstance(content, Refusal) else content,
                b"" if isinstance(signature, Refusal) else signature,
            )
        )
    return found


def reports(top: str, folder: str) -> list[str]:
    """The ids of the reports that have approvals."""
    try:
        return sorted(entry.name for entry in os.scandir(os.path.join(top, *folder.split("/"))) if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []


def moment(at: datetime) -> str:
    """A moment as statements write it."""
    return at.astimezone(UTC).strftime(FORM)


def later(at: datetime, seconds: int) -> datetime:
    """A moment so many seconds later; the last one that can be written where that is beyond it."""
    last = datetime.max.replace(microsecond=0, tzinfo=UTC)
    return at + timedelta(seconds=seconds) if seconds < (last - at).total_seconds() else last


def state(wanted: Wanted, against: Against, found: Iterable[Found]) -> State:
    """How far an edition is approved for its audience."""
    audience = against.audience
    accepted: list[Statement] = []
    refused: list[Refused] = []
    for one in found:
        statement = parse(one.content)
        why = _fault(one, statement, wanted, against)
        if why or statement is None:
            refused.append(Refused(one.file, why))
        else:
            accepted.append(statement)
    signers = [Signed(one, _who(one, against.policy)) for one in accepted]
    missing = list(_missing(signers, wanted, audience))
    emergency = False
    if missing and any(one.kind == "emergency" for one in accepted):
        lacking = list(_missing_in_emergency(signers, wanted, audience))
        emergency, missing = not lacking, lacking
    return State(tuple(accepted), tuple(refused), tuple(missing), emergency)


def signed(one: Found, policy: Policy) -> Statement | None:
    """What somebody whom the policy lists has signed, whether or not it counts for what stands there now; None where nobody has."""
    statement = parse(one.content)
    return statement if statement is not None and one.signature and not _signature_fault(one, statement, policy) else None


# Why an approval does not count


def _fault(one: Found, statement: Statement | None, wanted: Wanted, against: Against) -> str:
    if not one.content:
        return "it cannot be read"
    if statement is None:
        return "it is no approval as this tool writes them"
    if not one.signature:
        return f"it is not signed: {one.file.rpartition('/')[2]}.sig is missing"
    return _signature_fault(one, statement, against.policy) or unfit(statement, wanted, against)


def unfit(statement: Statement, wanted: Wanted, against: Against) -> str:
    """Why a statement would not count, were it signed as it should be; empty where it would."""
    return (
        _binding_fault(statement, wanted, against.audience)
        or _time_fault(statement, against)
        or _role_fault(statement, against.policy)
        or (_emergency_fault(statement, wanted, against.audience) if statement.kind == "emergency" else "")
    )


def _signature_fault(one: Found, statement: Statement, policy: Policy) -> str:
    try:
        key = check(one.content, one.signature, APPROVAL, statement.by, policy.trust)
    except RefusedSignatureError as refusal:
        blob = public_key(one.signature)
        if blob is not None and all(signer.key != blob for signer in listed(policy.trust.signers)):
            if any(signer.key == blob for signer in listed(policy.here)):
                return f"{refusal} of {policy.source}; the list in this change names it, which counts once it was merged"
            return f"{refusal} of {policy.source}"
        return str(refusal)
    return "" if key == statement.key else "it names another key than the one it is signed with"


def _binding_fault(statement: Statement, wanted: Wanted, audience: Audience) -> str:
    edition = wanted.edition
    bound = privacy_digest(edition) if statement.kind == "privacy" else edition.digest
    what = "prose, attachments, accounts and victims" if statement.kind == "privacy" else "edition"
    if statement.report != edition.report:
        return f"it is an approval of another report, {statement.report[:40]}"
    if statement.audience != audience.name:
        return f"it is an approval for another audience, {statement.audience[:40]}"
    if statement.policy != audience.digest:
        return f"the policy for `{audience.name}` has changed since"
    if statement.edition != bound:
        return f"the {what} has changed since" if statement.kind != "privacy" else f"{what} have changed since"
    unseen = [one for one in wanted.ignored if (one.rule, one.at) not in {(seen.rule, seen.at) for seen in statement.ignored}]
    if unseen:
        return f"a finding was ignored since that its signer was not shown: {unseen[0].rule} at {unseen[0].at}"
    return ""


def _time_fault(statement: Statement, against: Against) -> str:
    try:
        at, expires = (datetime.strptime(text, FORM).replace(tzinfo=UTC) for text in (statement.at, statement.expires))
    except ValueError:
        return "its times are not written as this tool writes them"
    if at > against.now + _SKEW:
        return f"it was signed in the future ({statement.at})"
    latest = later(at, against.audience.approve.expires)
    if against.now >= min(expires, latest):
        return f"it has expired ({moment(min(expires, latest))})"
    return ""


def _role_fault(statement: Statement, policy: Policy) -> str:
    if statement.kind == "privacy" and statement.role != "privacy":
        return "a privacy review is signed in the role `privacy`"
    if statement.role and not policy.may_be(statement.by, statement.role):
        return f"`{statement.by[:80]}` does not have the role `{statement.role[:40]}` in {policy.source}"
    return ""


def _emergency_fault(statement: Statement, wanted: Wanted, audience: Audience) -> str:
    allowed = audience.approve.emergency
    if allowed is None:
        return f"the policy for `{audience.name}` knows no emergency"
    if wanted.edition.mark == RED:
        return "an edition marked TLP:RED takes two people, in an emergency too"
    if wanted.stage not in allowed.stages:
        return f"an emergency approval is for {', '.join(allowed.stages)} reports, and this one is {wanted.stage}"
    if stricter(wanted.edition.mark, allowed.max_mark):
        return f"the edition is {wanted.edition.mark}, and an emergency approval reaches up to {allowed.max_mark}"
    if allowed.roles and statement.role not in allowed.roles:
        return f"an emergency approval takes the role {' or '.join(allowed.roles)}"
    return ""


# What is missing


def _who(one: Statement, policy: Policy) -> frozenset[str]:
    names = {one.by, *names_of(policy.trust, one.key)}
    return frozenset({f"key {one.key}", *(name.lower() for name in names)})


def _missing(accepted: list[Signed], wanted: Wanted, audience: Audience) -> Iterator[str]:
    policy = audience.approve
    approvals = [one for one in accepted if one.statement.kind == "approval"]
    people = _people(approvals)
    needed = max(policy.people, 2) if wanted.edition.mark == RED else policy.people
    if people < needed:
        more = needed - people
        yield f"{more} more approval{'s' if more > 1 else ''} ({people} of {needed} people)"
    for role in policy.roles:
        if not any(one.statement.role == role for one in approvals):
            yield f"an approval in the role `{role}`"
    if approvals and not policy.author_alone and _only_authors(approvals, wanted):
        yield "an approval by somebody who did not write the report"
    yield from _missing_privacy(accepted, wanted, audience)


def _missing_in_emergency(accepted: list[Signed], wanted: Wanted, audience: Audience) -> Iterator[str]:
    """With an emergency approval: only that an author cannot give it alone. All else, a privacy review too, is for the second review."""
    given = [one for one in accepted if one.statement.kind in ("emergency", "approval")]
    if not audience.approve.author_alone and _only_authors(given, wanted):
        yield "an approval by somebody who did not write the report"


def _missing_privacy(accepted: list[Signed], wanted: Wanted, audience: Audience) -> Iterator[str]:
    if not audience.approve.privacy:
        return
    reviews = [one for one in accepted if one.statement.kind == "privacy"]
    if not reviews:
        yield "a privacy review"
    elif not audience.approve.author_alone and _only_authors(reviews, wanted):
        yield "a privacy review by somebody who did not write the report"


def _only_authors(approvals: list[Signed], wanted: Wanted) -> bool:
    return all(one.who & wanted.authors for one in approvals)


def _people(approvals: list[Signed]) -> int:
    """How many different people approved: who shares a name or a key with another one is the same person."""
    people: list[frozenset[str]] = []
    for one in approvals:
        same = [group for group in people if group & one.who]
        people = [group for group in people if not group & one.who] + [one.who.union(*same)]
    return len(people)
