"""What judging yields: findings, with everything that may be shown already masked.

Named tuples, here and elsewhere: to make a dataclass takes a process eight times as long, and a run on one report makes them all.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from aishare_lint.document.places import Path, Region, Span

Severity = Literal["error", "warning", "info"]
Safety = Literal["safe", "unsafe", "suggest"]

#: From worst to least.
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")


class Edit(NamedTuple):
    """Replace a span of the text by `text`. Not masked: it is for applying, not for showing."""

    span: Span
    text: str


class Fix(NamedTuple):
    """How a finding can be mended.

    title   what applying it does, masked
    safety  `safe` leaves the meaning unchanged, `unsafe` needs `--unsafe-fixes`, `suggest` is never applied
    edits   in the order of the text, not overlapping; empty for a suggestion that only a person can carry out
    shown   the same edits as (region, new text) for display; None where they touch something that is masked
    """

    title: str
    safety: Safety
    edits: tuple[Edit, ...]
    shown: tuple[tuple[Region, str], ...] | None


class Related(NamedTuple):
    """A second place that explains a finding."""

    region: Region
    label: str


class Group(NamedTuple):
    """Findings of one rule that people see as one line: `detection: 6 of 8 open`.

    name   what is counted, such as the section's key
    unit   what a finding of the group stands for, such as `2.4`
    total  how many there could be
    """

    name: str
    unit: str
    total: int


class Finding(NamedTuple):
    """One thing that a rule says of one place.

    rule      `category/name`
    severity  after status, stage and configuration
    safety    whether the rule guards against over-sharing
    message   one sentence without a full stop, masked
    region    where, in lines and columns
    at        the place as a path in short form (`$.tlp`), masked
    path      the same as a path; not for showing
    span      the same as offsets
    ignored   the reason when an ignore comment or the baseline covers it (empty where none is given and none is needed), else None
    known_by  what a baseline knows it by: 64 hexadecimal digits of its rule and of what stands at its place; empty where none may hide it
    """

    rule: str
    severity: Severity
    safety: bool
    message: str
    region: Region
    at: str
    path: Path
    span: Span
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    ignored: str | None = None
    group: Group | None = None
    known_by: str = ""

    @property
    def category(self) -> str:
        return self.rule.partition("/")[0]


class NotRun(NamedTuple):
    """A check that did not run, and why; `path` is empty when it concerns the whole run.

    fault    whether it is a mistake that the user must mend (a pattern of a private pack that never ends), so that the run must not pass
    routine  whether it lies in what was asked for (one file has no others beside it): said to programs and to who wants to know all
    """

    check: str
    why: str
    path: str = ""
    fault: bool = False
    routine: bool = False


class Failure(NamedTuple):
    """A rule that raised: a bug of ours. `error` names the exception's type and place in our code, never the text of a report."""

    rule: str
    path: str
    error: str


class Judged(NamedTuple):
    """One file, judged.

    path      relative to the top of the repository where there is one, with `/`, masked
    findings  ordered by place, then rule; ignored ones included
    lines     the file's lines with everything sensitive replaced; what a renderer may print
    """

    path: str
    findings: tuple[Finding, ...]
    lines: tuple[str, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    failures: tuple[Failure, ...] = ()


class Shard(NamedTuple):
    """Which part of a run something is: the `number`th, from 1, `of` so many; and the exit code that the run had for it."""

    number: int
    of: int
    exit_code: int = 0


class Result:
    """A whole run, or a part: what every renderer and the exit code are made of."""

    __slots__ = ("_eloquent", "failures", "files", "not_run", "shard")

    def __init__(
        self,
        files: tuple[Judged, ...],
        not_run: tuple[NotRun, ...] = (),
        failures: tuple[Failure, ...] = (),
        shard: Shard | None = None,
    ) -> None:
        self.files = files
        self._eloquent: tuple[tuple[Judged, ...], list[Judged]] | None = None
        self.not_run = not_run
        self.failures = failures
        self.shard = shard

    def findings(self, *, ignored: bool = False) -> list[tuple[Judged, Finding]]:
        """Every finding with its file, without the ignored ones unless asked for."""
        return [(file, finding) for file in self.eloquent for finding in file.findings if ignored or finding.ignored is None]

    @property
    def eloquent(self) -> list[Judged]:
        """The files of which there is anything to say; nearly all of very many are clean."""
        if self._eloquent is None or self._eloquent[0] is not self.files:
            self._eloquent = (self.files, [file for file in self.files if file.findings or file.not_run or file.failures])
        return self._eloquent[1]

    def count(self, severity: Severity) -> int:
        return sum(finding.severity == severity for _, finding in self.findings())

    @property
    def ignored(self) -> int:
        return sum(finding.ignored is not None for file in self.eloquent for finding in file.findings)
