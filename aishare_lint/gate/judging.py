"""From a push to the verdict over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aishare_lint.document import marks
from aishare_lint.document.reader import read
from aishare_lint.gate.examination import Examination, Found
from aishare_lint.gate.laws import Law
from aishare_lint.gate.standing import standing
from aishare_lint.gate.verdicts import ABOVE, HISTORY, NAMES, Exposure, Kind, Verdict, Where
from aishare_lint.lint.pushes import Leak, PushFacts
from aishare_lint.repo import git
from aishare_lint.repo.attachments import LIMIT
from aishare_lint.repo.history import History, Tip, history, pieces
from aishare_lint.repo.pushes import Push, others_holding
from aishare_lint.repo.remotes import allowance, without_credentials
from aishare_lint.terms import masked

#: Blobs of which it is asked whether the remote has them; of others it is taken that it has not.
_MOST_HELD = 500
_NAMES_OF: Mapping[Where, str] = {
    "branch-name": "the name of a branch",
    "tag-name": "the name of a tag",
    "file-name": "the name of a file",
    "tag-message": "the message of a tag",
    "commit-message": "the message of a commit",
    "note": "a note on a commit",
}


def judge(push: Push, laws: Sequence[Law]) -> Verdict:
    """The verdict over a push. Raises UserError where something cannot be found out."""
    remote = _called(push)
    ceilings = []
    for law in laws if not push.at_server else ():
        allowed = allowance(law.configuration.settings.get("remotes", ()), push.address, push.repository.folder)
        if allowed.refused and push.tips:
            return Verdict("refused", remote, notes=(masked(f"{allowed.why} ({law.name})"),))
        ceilings += [allowed.ceiling] if allowed.ceiling else []
    past = history(push.repository, push.tips, push.known)
    limit = max(LIMIT, *(law.terms.limits.file for law in laws))
    facts = PushFacts(remote, marks.loosest(*ceilings) if ceilings else "")
    notes_pushed = any(update.ref.startswith("refs/notes/") for update in push.updates)
    examination = Examination(push.repository, laws, facts, notes=notes_pushed)
    examination.standing = standing(push.repository, past.ends.values(), examination.is_report)
    examination.examine_standing()
    for piece in pieces(past, examination.is_report, limit, examination.looks_into):
        examination.examine(piece)
    examination.examine_words()
    # What one law switches off another one may still ask for.
    off = [{(gap.check, gap.why) for gap in law.terms.not_run} for law in laws]
    examination.not_run |= {f"{check} ({why})": None for check, why in sorted(set.intersection(*off))}
    counts = (len(past.commits), examination.reports, examination.messages)
    replaced = _replaced(push, past)
    notes: tuple[str, ...] = ()
    if replaced is not None:
        for piece in pieces(replaced, examination.is_report, limit, examination.looks_into):
            examination.examine(piece)
        examination.examine_words()
        count = "1 commit" if len(replaced.commits) == 1 else f"{len(replaced.commits)} commits"
        notes = (f"this push takes {count} off {remote}; whoever fetched from there keeps them",)
    exposures = tuple(_exposures(push, examination, frozenset(replaced.commits if replaced else ())))
    anew = [one for one in exposures if not one.public]
    kind: Kind = "clean" if not anew else "tip" if any(one.at_tip for one in anew if one.what in ("report", "file", "note")) else "history"
    named = dict.fromkeys(id_ for one in exposures for id_ in (*one.commits, *one.gone))
    return Verdict(
        kind,
        remote,
        exposures,
        {id_: examination.subject(id_) for id_ in named},
        frozenset(past.ends.values()),
        _since(past, [one for one in anew if one.finding != ABOVE]),
        notes,
        tuple(examination.not_run),
        counts,
    )


def _called(push: Push) -> str:
    """What the remote is called."""
    if push.at_server:
        return "this server"
    return masked(without_credentials(push.address) if push.remote == push.address else push.remote)


def _replaced(push: Push, past: History) -> History | None:
    """What a forced push takes off the remote: it stays disclosed, whatever is pushed over it."""
    tips = [Tip(update.old) for update in push.updates if update.new and update.old in push.known]
    if not tips:
        return None
    found = history(push.repository, tips, dict.fromkeys(past.ends.values()))
    return found._replace(tips=(), tags=()) if found.commits else None


def _exposures(push: Push, examination: Examination, replaced: frozenset[str]) -> Iterator[Exposure]:
    """Everything that was found, with where else it is known to be."""
    found = tuple(examination.found)
    brought = {(one.rule, one.place, one.piece.id) for one in found if one.piece.commits and one.at_tip}
    commits = dict.fromkeys(id_ for one in found for id_ in one.piece.commits)
    holders = {} if push.at_server else others_holding(push.repository, commits, push.remote)
    blobs = [] if push.at_server else [one.piece.id for one in found if one.what in ("report", "file")]
    public = git.held(push.repository, blobs[:_MOST_HELD], push.known)
    for one in found:
        piece = one.piece
        if (one.rule, one.place, piece.id) in brought and not (one.at_tip and piece.commits):
            continue  # it stands in a last state and came with this push: said once
        is_replaced = bool(piece.commits) and replaced.issuperset(piece.commits)
        at_tip = one.at_tip and not is_replaced
        # What a remote must not hold is not to stay in its last state, whoever brought it there.
        is_public = is_replaced or (piece.id in public and not (at_tip and one.rule == ABOVE))
        # That another remote has what this one may not get is no disclosure.
        names = tuple(dict.fromkeys(name for id_ in piece.commits for name in holders.get(id_, ()) if one.rule != ABOVE))
        rule, message = _said(one, examination, at_tip=at_tip)
        if not rule:
            examination.not_run[f"{message} (switched off by the configuration)"] = None
            continue
        ids = (piece.id,) if piece.kind == "tag-message" else piece.commits
        where = _place(one, examination)
        yield Exposure(rule, one.rule, message, where, one.what, at_tip, ids, piece.gone, names, is_public)


def _said(one: Found, examination: Examination, *, at_tip: bool) -> tuple[str, str]:
    """The rule to explain and what it says: of a report as it stands the one that found it, of everything else the gate's own.

    Without a rule where that one is switched off, or no error, under every law; then its name.
    """
    in_words = one.what not in ("report", "file", "note")
    if at_tip and not in_words:
        return one.rule, examination.shown(one.message)
    own = NAMES if in_words else HISTORY
    leak = Leak(one.rule, one.message, _place(one, examination))
    facts = PushFacts(names=(leak,)) if in_words else PushFacts(history=(leak,))
    for law in examination.laws:
        judged = law.only(frozenset({own}), facts).check(read("{}", ""))
        for finding in judged.findings:
            if finding.severity == "error":
                return own, finding.message
    return "", own


def _place(one: Found, examination: Examination) -> str:
    """Where a finding is. A name that says too much is not repeated."""
    if one.what in _NAMES_OF:
        return f"{_NAMES_OF[one.what]}, {one.place}" if one.place else _NAMES_OF[one.what]
    return examination.shown(one.place)


def _since(past: History, exposures: Sequence[Exposure]) -> str:
    dirty = {id_ for one in exposures for id_ in one.commits}
    oldest = next((id_ for id_ in past.commits if id_ in dirty), None)
    if oldest is None:
        return ""
    return f"{oldest[:10]}^" if git.resolve(past.repository, f"{oldest}^") is not None else "--root"
