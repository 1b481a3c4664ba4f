"""What the push gate finds and how it ends, as plain data. Everything in it is masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["clean", "history", "tip", "refused"]
#: What something stands in: a version of a report, another file beside reports, a message, a name, a note on a commit.
Where: TypeAlias = Literal["report", "file", "commit-message", "tag-message", "branch-name", "tag-name", "file-name", "note"]

#: The gate's own rules.
HISTORY: Final = "repository/history-leak"
NAMES: Final = "repository/name-leaks"
ABOVE: Final = "tlp/above-remote"


class Exposure(NamedTuple):
    """Something that a push carries and must not.

    rule     what `explain` explains: of the last state the rule that found it, of everything else the gate's own
    finding  the rule that found it
    message  what it says
    where    where it stands: `reports/a.yaml:12:3`, `the name of a branch`
    what     what it stands in
    at_tip   whether what is pushed still holds it in its last state
    commits  ids of the commits (of a tag's message: the tag) that brought it, oldest first
    gone     ids of the commits that took it away again
    holders  other remotes that are known to have some of those commits
    public   whether the remote that is pushed to has it already, so that refusing the push would keep nothing from it
    """

    rule: str
    finding: str
    message: str
    where: str
    what: Where
    at_tip: bool
    commits: tuple[str, ...]
    gone: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    public: bool = False


class Verdict(NamedTuple):
    """What the gate says of a push.

    kind      `clean`; `history`: only older commits, messages and names hold what must not leave; `tip`: the last state does; `refused`:
              the configuration does not know the remote
    remote    what the remote is called, without credentials
    subjects  the first lines of commits by id; empty where one must not be shown
    newest    the ids that are pushed, as commits: what `git commit --amend` would change
    since     what `git rebase -i` would begin after, so that everything found is rewritten: a commit, or `--root`; empty where none is
    notes     what else must be said
    not_run   what was not judged, and why
    counts    commits, versions of reports and messages that were judged
    """

    kind: Kind
    remote: str
    exposures: tuple[Exposure, ...] = ()
    subjects: Mapping[str, str] = {}
    newest: frozenset[str] = frozenset()
    since: str = ""
    notes: tuple[str, ...] = ()
    not_run: tuple[str, ...] = ()
    counts: tuple[int, int, int] = (0, 0, 0)
