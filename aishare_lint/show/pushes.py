"""What the push gate says: what must not leave, with which commits it came, and what to do now. Nothing of what was found is repeated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from aishare_lint.document.text import visible
from aishare_lint.gate.verdicts import ABOVE, Exposure, Verdict
from aishare_lint.show.folding import plural
from aishare_lint.show.style import Style

#: Places that are listed; people mend the first and ask again.
_MOST: Final = 50
_SHORT: Final = 10
#: Commits that are named for one place.
_NAMED: Final = 3


def render(verdict: Verdict, laws: Iterable[str], style: Style) -> str:
    """The verdict over a push, as text."""
    return "".join(f"{line}\n" for line in _lines(verdict, tuple(laws), style))


def _lines(verdict: Verdict, laws: tuple[str, ...], style: Style) -> Iterator[str]:
    for number, one in enumerate(verdict.exposures):
        if number == _MOST:
            yield f"… and {len(verdict.exposures) - _MOST} more"
            yield ""
            break
        yield from _exposure(one, verdict, style)
        yield ""
    yield from (f"{style.paint('warning', 'note')}: {visible(note)}" for note in verdict.notes)
    yield from (f"{style.paint('warning', 'not run')}: {visible(gap)}" for gap in verdict.not_run)
    yield (
        f"judged by: {visible('; '.join(laws))}; whatever one of them refuses is refused"
        if len(laws) > 1
        else f"judged by: {visible(laws[0])}"
    )
    yield from _conclusion(verdict, style)


def _exposure(one: Exposure, verdict: Verdict, style: Style) -> Iterator[str]:
    role = "warning" if one.public else "error"
    by = f" ({visible(one.finding)})" if one.finding != one.rule else ""
    where = f"{style.paint('strong', visible(one.where))}: " if one.finding == one.rule and one.what in ("report", "file", "note") else ""
    yield f"{where}{style.paint(role, role)} {visible(one.rule)} {visible(one.message)}{by}"
    if one.what == "tag-message":
        yield f"    came with the tag {one.commits[0][:_SHORT]}"
    elif one.commits and one.what not in ("branch-name", "tag-name"):
        yield f"    came with {_named(one.commits, verdict)}"
    if one.gone and not one.at_tip:
        yield f"    gone with {_named(one.gone, verdict)}"
    if one.public:
        yield f"    already on {visible(verdict.remote)}: treat as disclosed"
    else:
        there = f"; already on {visible(', '.join(one.holders))}: treat as disclosed" if one.holders else ""
        yield f"    not yet pushed to {visible(verdict.remote)}{there}" if one.commits else f"    stands in what is pushed{there}"


def _named(commits: tuple[str, ...], verdict: Verdict) -> str:
    named = []
    for id_ in commits[:_NAMED]:
        subject = verdict.subjects.get(id_, "")
        named.append(f"{id_[:_SHORT]} ({visible(subject[:72])})" if subject else f"{id_[:_SHORT]} (its message is not shown)")
    more = f" and {plural(len(commits) - _NAMED, 'commit')} more" if len(commits) > _NAMED else ""
    return ", ".join(named) + more


def _conclusion(verdict: Verdict, style: Style) -> Iterator[str]:
    remote = visible(verdict.remote)
    commits, reports, messages = verdict.counts
    looked = f"{plural(commits, 'new commit')}, {plural(reports, 'version')} of reports and {plural(messages, 'message')} judged"
    if verdict.kind == "refused":
        yield f"{style.paint('error', 'verdict')}: refused: {remote} is none of the remotes that reports may go to"
        yield "add a pattern with its ceiling to `remotes` of aishare-lint.yaml, or push elsewhere"
        return
    if verdict.kind == "clean":
        yield f"{style.paint('strong', 'verdict')}: clean: {looked} for {remote}; nothing found that must stay here"
    elif verdict.kind == "history":
        yield f"{style.paint('error', 'verdict')}: content clean but history dirty: {looked}; nothing was pushed to {remote}"
    else:
        yield f"{style.paint('error', 'verdict')}: the last state has findings: {looked}; nothing was pushed to {remote}"
    yield from _advice(verdict, style)


def _advice(verdict: Verdict, style: Style) -> Iterator[str]:
    """What to do now: rewrite what nobody has yet, rotate what somebody has."""
    anew = [one for one in verdict.exposures if not one.public]
    here = [one for one in anew if one.commits and one.finding != ABOVE and one.what not in ("tag-message", "branch-name", "tag-name")]
    if here:
        yield f"not yet pushed: rewrite it before it is, then push again. {style.paint('help', 'How')}:"
        yield from (f"    {line}" for line in _rewriting(here, verdict))
    kinds = {one.what for one in anew}
    if kinds & {"tag-message", "tag-name"}:
        yield "    git tag -d TAG; git tag -a NEW-TAG COMMIT      makes the tag anew, with another name or message"
    if "branch-name" in kinds:
        yield "    git branch -m NEW-NAME                         renames the branch that is checked out"
    if any(one.finding == ABOVE for one in anew):
        yield "what may not go there: push to a remote that may have it, or push a branch whose history never held it"
    holders = dict.fromkeys(
        [
            *(name for one in anew for name in one.holders),
            *([verdict.remote] if any(one.public and one.finding != ABOVE for one in verdict.exposures) else []),
        ]
    )
    if holders:
        names = visible(", ".join(holders))
        yield f"already on {names}: treat as disclosed: rotate every credential, tell whom it concerns; no rewriting calls it back"


def _rewriting(exposures: list[Exposure], verdict: Verdict) -> Iterator[str]:
    dirty = {id_ for one in exposures for id_ in one.commits}
    in_files = any(one.what != "commit-message" for one in exposures)
    if dirty <= verdict.newest:
        yield "git commit --amend" + ("      when the files are mended and added" if any(one.at_tip for one in exposures) else "")
        return
    yield f"git rebase -i {verdict.since}"
    if any(one.gone for one in exposures):
        yield "    move the commit that took it away right under the one that brought it, and write `fixup` before it"
    if in_files and any(not one.gone for one in exposures if one.what != "commit-message"):
        yield "    write `edit` before the commit that brought it; mend the file, then `git commit --amend` and `git rebase --continue`"
    if any(one.what == "commit-message" for one in exposures):
        yield "    write `reword` before a commit whose message says too much"
