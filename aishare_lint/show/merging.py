"""The results of the parts of a run, read back from their JSON and put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from aishare_lint.document.places import Region, Span
from aishare_lint.errors import UserError
from aishare_lint.lint.findings import Edit, Finding, Fix, Group, Judged, NotRun, Related, Result
from aishare_lint.show.folding import plural


class Part(NamedTuple):
    """What one part of a run found, and the file that says so."""

    name: str
    number: int
    of: int
    exit_code: int
    version: str
    files: tuple[Judged, ...]
    not_run: tuple[NotRun, ...]


def part_from(said: Mapping[str, Any], name: str) -> Part:
    """A part as `schemas/findings.schema.json` describes it. Raises UserError where it is a whole run."""
    shard = said.get("shard")
    if shard is None:
        raise UserError(f"{name} is the result of a whole run, not of a part", hint="parts come from `check --shard 1/4 --format json`")
    findings: dict[str, list[Finding]] = {path: [] for path in shard["files"]}
    gaps: dict[str, list[NotRun]] = {}
    for finding in said["findings"]:
        findings.setdefault(finding["path"], []).append(_finding(finding))
    for gap in said["summary"]["not_run"]:
        gaps.setdefault(gap.get("path", ""), []).append(NotRun(**gap))
    of_run = tuple(gap for path, found in gaps.items() if path not in findings for gap in found)
    files = tuple(Judged(path, tuple(found), (), tuple(gaps.get(path, ()))) for path, found in findings.items())
    return Part(name, shard["number"], shard["of"], shard["exit_code"], said["tool"]["version"], files, of_run)


def merge(parts: Sequence[Part], *, partial: bool = False) -> Result:
    """The whole run.

    With `partial` parts may be missing; they are named as not run. Raises UserError where one is missing otherwise, where two overlap, or
    where they are parts of different runs.
    """
    first = parts[0]
    for part in parts[1:]:
        if part.of != first.of:
            raise UserError(f"{first.name} is a part of {first.of}, {part.name} one of {part.of}", hint="merge the parts of one run")
        if part.version != first.version:
            raise UserError(f"{first.name} was made by version {first.version}, {part.name} by {part.version}")
    by_number: dict[int, Part] = {}
    by_path: dict[str, Part] = {}
    for part in parts:
        if by_number.setdefault(part.number, part) is not part:
            both = f"{by_number[part.number].name} and {part.name}"
            raise UserError(f"{both} are both part {part.number} of {part.of}", hint="name each part once")
        for file in part.files:
            if by_path.setdefault(file.path, part) is not part:
                raise UserError(
                    f"{by_path[file.path].name} and {part.name} both speak of {file.path}", hint="they are parts of different runs"
                )
    missing = [number for number in range(1, first.of + 1) if number not in by_number]
    if missing and not partial:
        listed = ", ".join(f"{number}/{first.of}" for number in missing[:10]) + (", …" if len(missing) > 10 else "")
        raise UserError(
            f"{plural(len(missing), 'part')} missing: {listed}", hint="merge all of them, or take the result for less with --partial"
        )
    files = sorted((file for part in parts for file in part.files), key=lambda file: file.path)
    gaps = [gap for part in parts for gap in part.not_run]
    gaps += [NotRun(f"part {number}/{first.of}", "its result is missing") for number in missing]
    return Result(tuple(files), tuple(dict.fromkeys(gaps)))


def _finding(said: Mapping[str, Any]) -> Finding:
    fix = said["fix"]
    if fix is not None:
        shown = tuple((_region(edit["start"], edit["end"]), edit["text"]) for edit in fix["edits"])
        fix = Fix(fix["title"], fix["safety"], tuple(Edit(Span(0, 0), "") for _ in shown), shown or None)
    return Finding(
        rule=said["rule"],
        severity=said["severity"],
        safety=said["safety"],
        message=said["message"],
        region=_region(said, {"line": said["end_line"], "column": said["end_column"]}),
        at=said["at"],
        path=(),
        span=Span(0, 0),
        fix=fix,
        related=tuple(
            Related(_region(one, {"line": one["end_line"], "column": one["end_column"]}), one["label"]) for one in said["related"]
        ),
        ignored=said["ignored"],
        group=Group(**said["group"]) if "group" in said else None,
    )


def _region(start: Mapping[str, Any], end: Mapping[str, Any]) -> Region:
    return Region(start["line"], start["column"], end["line"], end["column"])
