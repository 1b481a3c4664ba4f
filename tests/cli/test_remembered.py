"""What a run remembers for the next: less work, and never another verdict."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aishare_lint import batch
from aishare_lint.lint import checks
from aishare_lint.repo import cache, sources

from .conftest import CLEAN, RETIRED, Ran, process, write

Cli = Callable[..., Ran]

SECRET = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"


def git(folder: Path, *arguments: str) -> None:
    own = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *own, *arguments], cwd=folder, check=True, capture_output=True)


class Counted:
    """The files that were opened to be judged."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def take(self) -> list[str]:
        names, self.names = self.names, []
        return names


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted()
    real = os.open

    def counting(path: str, *arguments: int, **named: int) -> int:
        if str(path).endswith((".yaml", ".txt")):
            counted.names.append(os.path.basename(path))
        return real(path, *arguments, **named)

    monkeypatch.setattr(sources.os, "open", counting)
    return counted


@pytest.fixture
def committed(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of twelve reports, one of which has a finding, and one a secret."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    for number in range(10):
        write(repository, f"reports/{number}.yaml", CLEAN.replace("0001", f"1{number:03}"))
    write(repository, "aishare-lint.yaml", "ignore: [repository/id-matches-file]\n")  # of each file that it speaks of, it reads the lines
    write(repository, "reports/retired.yaml", RETIRED.replace("0001", "2000"))
    write(repository, "reports/secret.yaml", CLEAN.replace("0001", "2001").replace("An agent", f"An agent with {SECRET}"))
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "x")
    return repository


def kept(repository: Path) -> list[Path]:
    """The files of verdicts; beside each lies what a run over everything came to."""
    return sorted(path for path in (repository / ".git" / "aishare-lint").glob("verdicts-*") if path.suffix != ".whole")


def forgotten(repository: Path) -> None:
    """Without what the last run over everything came to: what is remembered of each report has to do."""
    for path in (repository / ".git" / "aishare-lint").glob("*.whole"):
        path.unlink()


@pytest.mark.parametrize("format_", ["full", "concise", "json", "sarif", "gitlab", "junit", "markdown", "github"])
def test_a_second_run_reads_nothing_and_says_the_same(cli: Cli, committed: Path, opened: Counted, format_: str) -> None:
    first = cli("check", "-v", "--format", format_)
    assert "12 judged, 0 from the cache\n" in first.err
    assert len([name for name in opened.take() if name != "aishare-lint.yaml"]) >= 12
    second = cli("check", "-v", "--format", format_)
    assert "0 judged, 12 from the cache\n" in second.err
    assert set(opened.take()) <= {"aishare-lint.yaml"}
    assert (second.code, second.out) == (first.code, first.out)
    forgotten(committed)
    assert cli("check", "-v", "--format", format_) == second
    assert set(opened.take()) <= {"aishare-lint.yaml"}
    third = cli("check", "-v", "--no-cache", "--format", format_)
    assert "12 judged, 0 from the cache\n" in third.err
    assert (third.code, third.out) == (first.code, first.out)
    assert first.code == 1


def test_only_what_changed_is_read(cli: Cli, committed: Path, opened: Counted) -> None:
    cli("check")
    write(committed, "reports/3.yaml", RETIRED.replace("0001", "1003"))
    write(committed, "reports/new.yaml", CLEAN.replace("0001", "3000"))
    (committed / "reports" / "4.yaml").unlink()
    opened.take()
    ran = cli("check", "-v", "--format", "concise")
    assert "2 judged, 10 from the cache\n" in ran.err
    assert sorted(set(opened.take()) - {"aishare-lint.yaml"}) == ["3.yaml", "new.yaml"]
    assert "reports/3.yaml:7:6: error tlp/retired-label" in ran.out
    git(committed, "add", ".")
    assert "2 judged, 10 from the cache\n" in cli("check", "-v").err
    assert "0 judged, 12 from the cache\n" in cli("check", "-v").err
    git(committed, "stash", "--quiet")
    assert "0 judged" not in cli("check", "-v").err, "a whole run forgets what is not there"


def test_a_folder_leaves_the_rest_alone(cli: Cli, committed: Path) -> None:
    write(committed, "reports/sub/a.yaml", CLEAN)
    git(committed, "add", ".")
    cli("check")
    write(committed, "reports/sub/a.yaml", RETIRED)
    git(committed, "add", ".")
    assert "1 judged, 0 from the cache\n" in cli("check", "-v", "reports/sub").err
    assert "0 judged, 13 from the cache\n" in cli("check", "-v").err


def test_a_named_file_is_judged(cli: Cli, committed: Path) -> None:
    cli("check")
    ran = cli("check", "-v", "reports/1.yaml", "reports/2.yaml")
    assert "2 judged, 0 from the cache\n" in ran.err


@pytest.mark.parametrize("arguments", [("--ignore", "tlp"), ("--select", "yaml"), ("--config", "other.yaml")])
def test_other_rules_are_another_cache(cli: Cli, committed: Path, arguments: tuple[str, ...]) -> None:
    write(committed, "other.yaml", "repository: {ceiling: TLP:GREEN}\n")
    cli("check")
    assert "12 judged, 0 from the cache\n" in cli("check", "-v", *arguments).err
    assert "0 judged, 12 from the cache\n" in cli("check", "-v", *arguments).err
    assert "0 judged, 12 from the cache\n" in cli("check", "-v").err
    assert "0 judged, 12 from the cache\n" in cli("check", "-v", "--fail-on", "never").err


def test_a_private_rule_that_changes(cli: Cli, committed: Path) -> None:
    rule = "title: a word\nseverity: error\nsince: 0.1.0\nmessage: it says agent\nwhy: so\ngiven: $.title\n"
    rule += 'then: {detect: {pattern: agent}}\nexamples: {pass: ["title: b"], fail: ["title: agent"]}\n'
    write(committed, "packs/ours/word.yaml", rule)
    write(committed, "aishare-lint.yaml", "packs: [packs]\n")
    git(committed, "add", ".")
    first = cli("check", "--format", "concise")
    assert "error ours/word it says agent" in first.out
    assert "0 judged, 12 from the cache\n" in cli("check", "-v").err
    write(committed, "packs/ours/word.yaml", rule.replace("it says agent", "agent it says"))
    second = cli("check", "-v", "--format", "concise")
    assert "12 judged" in second.err
    assert "error ours/word agent it says" in second.out


def test_nothing_sensitive_is_kept(cli: Cli, committed: Path) -> None:
    write(committed, "reports/key.yaml", CLEAN.replace("0001", "4000") + f"{SECRET}: a key that there is not\n")
    git(committed, "add", ".")
    git(committed, "commit", "--quiet", "-m", "y")  # or it would be compared with what it was
    shown = cli("check", "--format", "concise").out
    assert "redaction/" in shown
    (path,) = kept(committed)
    content = path.read_bytes()
    assert b"reports/secret.yaml" in content
    assert SECRET.encode() not in content
    assert SECRET[4:].encode() not in content
    assert b"description:" not in content, "of a report only what is shown beside a finding"


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("id", "id: ORG-2026-1003", f"id: {SECRET}"),
        ("related", "status: draft", f"status: draft\nrelated: [{SECRET}]"),
        ("aliases", "status: draft", f"status: draft\nvulnerabilities: [{{id: CVE-2026-1234, aliases: ['{SECRET}']}}]"),
        ("supersedes", "status: draft", f"status: draft\nsupersedes: '{SECRET}'"),
        ("attachments", "status: draft", f"status: draft\nattachments: [{{path: '{SECRET}'}}]"),
        ("tlp", "tlp: TLP:AMBER", f"tlp: {{a: ['{SECRET}']}}"),
    ],
)
def test_facts_that_must_not_be_shown(cli: Cli, committed: Path, key: str, old: str, new: str) -> None:
    """What checks across files need of a report is kept as it was written: where it holds a secret, nothing of the report is."""
    report = CLEAN.replace("0001", "1003").replace(old, new)
    assert key in report
    assert SECRET in report
    write(committed, "reports/3.yaml", report)
    git(committed, "add", ".")
    first = cli("check", "--format", "json")
    files = list((committed / ".git" / "aishare-lint").iterdir())
    assert files
    for path in files:
        assert SECRET[4:] not in path.read_bytes().decode("utf-8", "replace"), path.name
    second = cli("check", "-v", "--format", "json")
    assert "1 judged, 11 from the cache\n" in second.err
    assert (second.code, second.out) == (first.code, first.out)
    assert SECRET not in second.out


def test_what_changes_although_no_file_does(cli: Cli, committed: Path) -> None:
    """The revision to compare with, and who wrote it, are asked anew in every run."""
    write(committed, "reports/ORG-2026-0500.yaml", CLEAN.replace("0001", "0500") + "reporter: {anonymous: true}\n")
    git(committed, "add", ".")
    git(committed, "branch", "-M", "main")
    git(committed, "commit", "--quiet", "-m", "y")
    git(committed, "checkout", "--quiet", "-b", "work")
    runs = []

    def run() -> str:
        ran, fresh = (cli("check", "-v", *options, "--format", "concise") for options in ((), ("--no-cache",)))
        assert ran.out == fresh.out
        runs.append(ran.err)
        return ran.out

    before = run()
    assert run() == before
    assert "0 judged, 13 from the cache\n" in runs[-1]
    write(committed, "reports/ORG-2026-0500.yaml", CLEAN.replace("0001", "0500").replace("TLP:AMBER", "TLP:GREEN"))
    git(committed, "add", ".")
    run()
    loosened = run()
    assert "0 judged, 13 from the cache\n" in runs[-1]
    assert "reports/ORG-2026-0500.yaml:7:6: error tlp/loosened" in loosened
    git(committed, "commit", "--quiet", "-m", "z")
    assert run() == loosened
    git(committed, "branch", "--force", "main", "work")
    assert "tlp/loosened" not in run()
    assert "0 judged, 13 from the cache\n" in runs[-1]


def test_a_baseline_hides_what_is_remembered(cli: Cli, committed: Path, opened: Counted) -> None:
    """What is known is taken out after recalling, so that another baseline needs no new judgement."""
    write(committed, "reports/retired.yaml", CLEAN.replace("0001", "2000").replace('"2026-11-01"', '"2026-13-01"'))
    write(committed, "aishare-lint.yaml", "ignore: [repository/id-matches-file]\nbaseline: known.yaml\n")
    write(committed, "known.yaml", "version: 1\nknown: []\n")
    git(committed, "add", ".")
    git(committed, "commit", "--quiet", "-m", "y")  # or it would be compared with what it was
    shown = cli("check", "--format", "concise").out
    line = next(line for line in shown.splitlines() if "time/impossible-date" in line)
    assert cli("baseline").code == 0
    for settle in (False, True):
        if settle:
            git(committed, "add", ".")
            cli("check")
        opened.take()
        ran = cli("check", "-v", "--format", "concise")
        assert "0 judged, 12 from the cache\n" in ran.err
        assert line not in ran.out
        assert set(opened.take()) <= {"aishare-lint.yaml", "known.yaml"}
    (committed / "known.yaml").write_text("version: 1\nknown: []\n")
    ran = cli("check", "-v", "--format", "concise")
    assert "0 judged, 12 from the cache\n" in ran.err
    assert ran.out == shown


@pytest.mark.parametrize("view", [("--staged",), ("--since", "HEAD"), ("--range", "HEAD~1..HEAD")])
def test_views_remember_nothing(cli: Cli, committed: Path, view: tuple[str, ...]) -> None:
    """What git keeps is judged anew; only files that lie in the work tree are recalled."""
    write(committed, "reports/1.yaml", RETIRED.replace("0001", "1001"))
    git(committed, "add", ".")
    if "--range" in view:
        git(committed, "commit", "--quiet", "-m", "y")
    ran = cli("check", *view, "--format", "concise")
    assert "reports/1.yaml:7:6: error tlp/retired-label" in ran.out
    assert not (committed / ".git" / "aishare-lint").exists()


def test_a_repository_without_reports(cli: Cli, committed: Path) -> None:
    """That there is nothing to check stays a mistake."""
    git(committed, "rm", "-r", "--quiet", "reports")
    git(committed, "commit", "--quiet", "-m", "y")
    first = cli("check")
    assert first.code == 2
    assert cli("check") == first


def test_only_its_owner_can_read_it(cli: Cli, committed: Path) -> None:
    cli("check")
    (path,) = kept(committed)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert not [one for one in committed.rglob("*") if "verdicts" in one.name and ".git" not in one.parts]


def forge(path: Path) -> None:
    """A verdict that somebody who does not know how the digest is made writes into it."""
    content = path.read_bytes()
    assert b"tlp/retired-label" in content
    path.write_bytes(content.replace(b"tlp/retired-label", b"tlp/retired_label"))


def replace_by_link(path: Path) -> None:
    other = path.with_name("elsewhere")
    path.rename(other)
    path.symlink_to(other)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-7]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "forged": forge,
    "noise": lambda path: path.write_bytes(os.urandom(5000)),
    "other version": lambda path: path.write_bytes(path.read_bytes().replace(b"verdicts 1", b"verdicts 2")),
    "link": replace_by_link,
    "folder": lambda path: (path.unlink(), path.mkdir()),
    "pipe": lambda path: (path.unlink(), os.mkfifo(path, 0o600)),
    "readable by others": lambda path: path.chmod(0o644),
    "folder of others": lambda path: path.parent.chmod(0o777),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("which", ["verdicts", "whole", "both"])
def test_a_damaged_cache_is_none(cli: Cli, committed: Path, damage: str, which: str) -> None:
    first = cli("check", "--format", "json")
    (path,) = kept(committed)
    whole = path.with_name(f"{path.name}.whole")
    if which == "whole":
        DAMAGE[damage](whole)
    else:
        DAMAGE[damage](path)
        if damage != "folder of others":
            whole.unlink() if which == "verdicts" else DAMAGE[damage](whole)
    second = cli("check", "-v", "--format", "json")
    either = which == "whole" and damage != "folder of others"
    assert ("0 judged, 12 from the cache\n" if either else "12 judged, 0 from the cache\n") in second.err
    assert (second.code, second.out) == (first.code, first.out)


def test_somebody_elses_cache_is_none(cli: Cli, committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("check")
    real = os.geteuid()
    monkeypatch.setattr(cache.os, "geteuid", lambda: real + 1)
    assert "12 judged, 0 from the cache\n" in cli("check", "-v").err


@pytest.mark.parametrize("call", ["mkdir", "open", "replace"])
def test_a_cache_that_cannot_be_written(cli: Cli, committed: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    real = getattr(os, call)

    def refuse(path: object, *arguments: object, **named: object) -> object:
        if "aishare-lint" in str(path) and "yaml" not in str(path):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **named)

    monkeypatch.setattr(cache.os, call, refuse)
    for _ in range(2):
        ran = cli("check", "-v")
        assert ran.code == 1
        assert "12 judged, 0 from the cache\n" in ran.err
    assert not kept(committed)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment

    monkeypatch.setattr(checks, "datetime", Clock)


@pytest.mark.parametrize(
    ("text", "rule", "turns"),
    [
        (
            CLEAN.replace("TLP:AMBER", "TLP:CLEAR") + "handling: {embargo_until: 2026-12-01T15:00Z}\n",
            "tlp/clear-under-embargo",
            "2026-12-01T15:01Z",
        ),
        (CLEAN.replace('"2026-11-01"', '"2026-12-01"'), "time/in-the-future", "2026-11-30T10:00Z"),
        (CLEAN, "time/stale", "2026-12-03T12:00Z"),
    ],
)
def test_the_time_that_passes(cli: Cli, committed: Path, monkeypatch: pytest.MonkeyPatch, text: str, rule: str, turns: str) -> None:
    """A verdict is remembered until it may be another, and no longer; a clock that is set back forgets everything."""
    write(committed, "reports/timed.yaml", text)
    git(committed, "add", ".")
    moment = datetime.fromisoformat(turns)
    before = moment - timedelta(minutes=2)
    said = []
    for when in (before, before, moment, moment, before):
        at(monkeypatch, when)
        ran, fresh = (cli("check", *options, "--format", "concise", "reports/") for options in ((), ("--no-cache",)))
        assert ran.out == fresh.out
        said.append(any(rule in line for line in ran.out.splitlines() if "timed" in line))
    assert said[0] == said[1] == said[4]
    assert said[2] == said[3] != said[0]


def test_a_verdict_is_kept_while_it_holds(cli: Cli, committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, datetime(2026, 11, 2, tzinfo=UTC))
    cli("check")
    at(monkeypatch, datetime(2026, 11, 4, tzinfo=UTC))
    assert "0 judged, 12 from the cache\n" in cli("check", "-v").err
    at(monkeypatch, datetime(2026, 11, 1, tzinfo=UTC))
    assert "12 judged, 0 from the cache\n" in cli("check", "-v").err


def test_attachments_belong_to_it(cli: Cli, committed: Path, opened: Counted) -> None:
    text = "attachments:\n  - {path: log.txt, description: a log, tlp: TLP:AMBER}\n"
    write(committed, "reports/with.yaml", CLEAN + text)
    write(committed, "reports/log.txt", "nothing\n")
    git(committed, "add", ".")
    first = cli("check", "--format", "json")
    opened.take()
    assert "0 judged, 13 from the cache\n" in cli("check", "-v").err
    assert "log.txt" not in opened.take()
    write(committed, "reports/log.txt", f"token {SECRET}\n")
    second = cli("check", "-v", "--format", "json")
    assert "1 judged, 12 from the cache\n" in second.err
    assert second.out != first.out
    assert second.out.count("redaction/secret") > first.out.count("redaction/secret")
    (committed / "reports" / "log.txt").unlink()
    assert "1 judged, 12 from the cache\n" in cli("check", "-v").err


def test_an_attachment_that_git_does_not_know(cli: Cli, committed: Path) -> None:
    text = "attachments:\n  - {path: log.txt, description: a log, tlp: TLP:AMBER}\n"
    write(committed, "reports/with.yaml", CLEAN + text)
    git(committed, "add", ".")
    write(committed, ".git/info/exclude", "*.txt\n")
    write(committed, "reports/log.txt", "nothing\n")
    for _ in range(2):
        cli("check")
        assert "1 judged, 12 from the cache\n" in cli("check", "-v").err


@pytest.mark.parametrize("attributes", ["*.yaml text=auto\n", "*.yaml filter=hide\n"])
def test_files_that_are_not_as_git_has_them(cli: Cli, committed: Path, attributes: str) -> None:
    """What git converts on the way into the work tree is judged as it lies there, and no program of the configuration runs for it."""
    ran_by_git = committed / "ran"
    git(committed, "config", "filter.hide.clean", f"touch {ran_by_git}; grep -v ghp_ || true")
    write(committed, ".gitattributes", attributes)
    cli("check")
    ran_by_git.unlink(missing_ok=True)
    write(
        committed,
        "reports/5.yaml",
        CLEAN.replace("0001", "1005") + (f"# {SECRET}\n" if "filter" in attributes else "").replace("\n", "\r\n"),
    )
    git(committed, "add", "reports/5.yaml")
    ran_by_git.unlink(missing_ok=True)
    ran, fresh = (cli("check", *options, "--format", "json") for options in ((), ("--no-cache",)))
    assert ran.out == fresh.out
    assert ("reports/5.yaml" in ran.out) == ("filter" in attributes)
    assert not ran_by_git.exists()


def test_a_repository_with_attributes_is_remembered_too(
    cli: Cli, committed: Path, opened: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what the file system says of each file, once that is old enough to tell a change."""
    write(committed, ".gitattributes", "*.yaml text=auto\n")
    cli("check")
    assert "12 judged, 0 from the cache\n" in cli("check", "-v").err
    monkeypatch.setattr(batch, "_RACY", 0)
    cli("check")
    opened.take()
    assert "0 judged, 12 from the cache\n" in cli("check", "-v").err
    assert set(opened.take()) <= {"aishare-lint.yaml"}
    write(committed, "reports/5.yaml", (committed / "reports/5.yaml").read_text().replace("\n", "\r\n"))
    git(committed, "add", "reports/5.yaml")
    for _ in range(2):
        assert "1 judged, 11 from the cache\n" in cli("check", "-v").err, "git has another content than lies there"


def test_fixing_with_a_cache(cli: Cli, committed: Path, opened: Counted) -> None:
    cli("check")
    opened.take()
    ran = cli("check", "--fix", "-v", "--format", "concise")
    assert set(opened.take()) <= {"aishare-lint.yaml", "retired.yaml"}
    assert "tlp/retired-label" not in ran.out
    assert "TLP:CLEAR" in (committed / "reports/retired.yaml").read_text()
    again = cli("check", "-v", "--format", "concise")
    assert "1 judged, 11 from the cache\n" in again.err
    assert again.out == ran.out
    git(committed, "checkout", "--quiet", "reports/retired.yaml")
    ran = cli("check", "--diff")
    assert "+tlp: TLP:CLEAR" in ran.out
    assert ran.code == 1


def test_an_interrupted_run_leaves_what_it_found(cli: Cli, committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, count = batch.judge, 0

    def judge(*given: object) -> object:
        nonlocal count
        count += 1
        if count == 6:
            raise KeyboardInterrupt
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "judge", judge)
    assert cli("check").code == 130
    monkeypatch.setattr(batch, "judge", real)
    assert "7 judged, 5 from the cache\n" in cli("check", "-v").err


def test_old_files_go(cli: Cli, committed: Path) -> None:
    folder = committed / ".git" / "aishare-lint"
    cli("check")
    draft = folder / "verdicts-0000.1.draft"
    draft.write_bytes(b"half")
    os.utime(draft, (1, 1))
    for number, rule in enumerate(("tlp", "yaml", "schema", "time", "redaction", "completeness")):
        cli("check", "--select", rule)
        for path in kept(committed):
            os.utime(path, (10**9 + number, 10**9 + number))
    cli("check", "--select", "confidence")
    assert not draft.exists()
    assert len(kept(committed)) == 4


def test_two_runs_at_once(committed: Path) -> None:
    """Nobody waits for anybody, and nobody reads half a file."""
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: process("check", "--format", "json", cwd=committed), range(8)))
    assert len({(run.code, run.out) for run in runs}) == 1
    assert "0 judged, 12 from the cache\n" in process("check", "-v", cwd=committed).err
