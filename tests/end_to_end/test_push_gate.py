"""The push gate as its users get it: real git, hooks that `init --hooks` wrote, and bare remotes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.checkout import environment, must, run

SECRET = "ghp_" + "Ab3De6Gh9Jk2Mn5Pq8St1Vw4Yz7Bc0EfHiLo"  # made up, and in two pieces, so that no scanner takes it for a real one
REPORT = """\
schema: aishare/1
id: ORG-2026-0001
title: An agent deleted files
kind: incident
status: draft
stage: early
tlp: TLP:AMBER
created: "2026-11-01"
description:
  summary: A coding agent deleted the files of a customer
  activity: incident
  obtained: direct
  confidence: {level: high, malicious: unconfirmed}
"""
LEAKING = REPORT.replace("of a customer", f"of a customer with {SECRET}")
EMBARGOED = REPORT + "vulnerabilities: [{id: CVE-2026-41234, disclosure: {status: coordinated}}]\n"
CLEAN = "verdict: clean"
HISTORY = "verdict: content clean but history dirty"
TIP = "verdict: the last state has findings"
UNDETERMINED = "verdict: could not determine"
GUARD = "reports: ['reports/**/*.yaml']\nremotes: [{match: '*/open*', ceiling: TLP:CLEAR}, {match: '*/r*', ceiling: TLP:AMBER}]\n"


class Tour:
    """A repository with the gate in place, and a bare remote."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.top, self.options = folder, options
        self.variables = environment(folder)
        self.folder = folder / "work"
        self.remote("r.git", "origin", create=True)
        self.write("reports/ORG-2026-0001.yaml", REPORT)
        self.install()

    def remote(self, name: str, called: str, *, create: bool = False) -> Path:
        path = self.top / name
        must(["git", "init", "--quiet", "--bare", "--initial-branch", "main", *self.options, str(path)], self.top, self.variables)
        if create:
            must(["git", "init", "--quiet", "--initial-branch", "main", *self.options, str(self.folder)], self.top, self.variables)
        self.git("remote", "add", called, f"../{name}")
        return path

    def install(self, folder: Path | None = None) -> None:
        must([sys.executable, "-m", "aishare_lint", "init", "--hooks"], folder or self.folder, self.variables)

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        return must(["git", *arguments], folder or self.folder, self.variables).strip()

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8", newline="")

    def commit(self, message: str, text: str | None = None, *options: str) -> str:
        """Commit everything, the report with this text; the commit's id."""
        if text is not None:
            self.write("reports/ORG-2026-0001.yaml", text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, *options)
        return self.git("rev-parse", "HEAD")

    def push(self, *arguments: str, folder: Path | None = None) -> tuple[bool, str]:
        """Whether it was pushed, and what was printed; what must stay secret is never printed."""
        done = run(["git", "push", *(arguments or ("origin", "main"))], folder or self.folder, self.variables)
        assert SECRET not in done.stdout
        assert SECRET[8:30] not in done.stdout
        return done.returncode == 0, done.stdout

    def refs(self, name: str = "r.git") -> str:
        return self.git("for-each-ref", "--format=%(refname:short)", folder=self.top / name)


@pytest.fixture
def tour(tmp_path: Path) -> Tour:
    return Tour(tmp_path)


@pytest.fixture
def begun(tour: Tour) -> Tour:
    """With a first commit that is pushed."""
    tour.commit("begin")
    pushed, said = tour.push()
    assert pushed, said
    assert CLEAN in said
    return tour


def test_leak_then_redact(begun: Tour) -> None:
    leak = begun.commit("add evidence", LEAKING)
    pushed, said = begun.push()
    assert not pushed
    assert TIP in said
    assert "reports/ORG-2026-0001.yaml:10:" in said
    redacted = begun.commit("redact it", REPORT.replace("deleted", "moved"))
    pushed, said = begun.push()
    assert not pushed
    assert HISTORY in said
    assert "a credential" in said
    assert "repository/history-leak" in said
    assert f"came with {leak[:10]} (add evidence)" in said
    assert f"gone with {redacted[:10]} (redact it)" in said
    assert "not yet pushed to origin" in said
    assert f"git rebase -i {leak[:10]}^" in said
    assert begun.git("rev-parse", "main", folder=begun.top / "r.git") == begun.git("rev-parse", "HEAD~2")
    # What the advice says works.
    begun.variables["GIT_SEQUENCE_EDITOR"] = "sed -i -e '2s/^pick/fixup/'"
    begun.git("rebase", "--quiet", "-i", f"{leak[:10]}^")
    assert begun.git("log", "--format=%s") == "add evidence\nbegin"
    pushed, said = begun.push()
    assert pushed, said
    assert CLEAN in said


def test_amend_and_push(begun: Tour) -> None:
    begun.commit("add evidence", LEAKING)
    pushed, said = begun.push()
    assert not pushed
    assert "git commit --amend" in said
    begun.commit("add evidence", REPORT, "--amend")
    pushed, said = begun.push()
    assert pushed, said


def test_two_refs_with_the_leak_on_the_second(begun: Tour) -> None:
    begun.git("checkout", "--quiet", "-b", "one")
    begun.commit("harmless", REPORT.replace("deleted", "moved"))
    begun.git("checkout", "--quiet", "-b", "two", "main")
    leak = begun.commit("leak", LEAKING)
    begun.commit("redact", REPORT)
    pushed, said = begun.push("origin", "one", "two")
    assert not pushed
    assert leak[:10] in said
    assert begun.refs() == "main"
    pushed, said = begun.push("origin", "one")
    assert pushed, said


def test_a_deletion_says_nothing(begun: Tour) -> None:
    assert begun.push("origin", "main:gone")[0]
    pushed, said = begun.push("origin", ":gone")
    assert pushed, said
    begun.commit("leak", LEAKING)
    assert not begun.push("origin", ":main", "main:new")[0]
    pushed, said = begun.push("origin", "HEAD~1:main")
    assert pushed, said
    assert "git names nothing that is pushed" in said, "everything is up to date"


def test_force_push(begun: Tour) -> None:
    """What is taken off the remote stays disclosed; that is no reason to keep the clean state from it."""
    begun.commit("leak", LEAKING)
    assert begun.push("--no-verify", "origin", "main")[0]
    begun.commit("begin anew", REPORT.replace("deleted", "moved"), "--amend")
    pushed, said = begun.push("--force", "origin", "main")
    assert pushed, said
    assert "note: this push takes 1 commit off origin" in said
    assert "already on origin: treat as disclosed: rotate" in said
    begun.commit("leak anew", LEAKING + "# and more\n", "--amend")
    pushed, said = begun.push("--force", "origin", "main")
    assert not pushed
    assert TIP in said


def test_the_same_content_is_on_the_remote_already(begun: Tour) -> None:
    begun.commit("leak", LEAKING)
    assert begun.push("--no-verify", "origin", "main")[0]
    begun.commit("redact", REPORT)
    pushed, said = begun.push()
    assert pushed, said
    begun.commit("revert", LEAKING)
    pushed, said = begun.push()
    assert pushed, said
    assert "already on origin: treat as disclosed" in said


def test_already_on_another_remote(begun: Tour) -> None:
    begun.remote("backup.git", "backup")
    begun.commit("leak", LEAKING)
    assert begun.push("--no-verify", "backup", "main")[0]
    begun.commit("redact", REPORT)
    pushed, said = begun.push()
    assert not pushed
    assert "already on backup: treat as disclosed" in said


def test_messages(begun: Tour) -> None:
    commit = begun.commit(f"they used {SECRET}")
    pushed, said = begun.push()
    assert not pushed
    assert HISTORY in said
    assert "a credential in the message of a commit, line 1" in said
    assert f"{commit[:10]} (its message is not shown)" in said
    begun.commit("they used a token\n\nSigned-off-by: Jane Roe <jane.roe@corp.example>", None, "--amend")
    pushed, said = begun.push()
    assert pushed, said
    begun.git("tag", "-a", "-m", f"v1\n\nwith {SECRET}", "v1")
    pushed, said = begun.push("origin", "v1")
    assert not pushed
    assert "a credential in the message of a tag, line 3" in said
    assert "git tag -d TAG" in said
    begun.git("tag", "-d", "v1")
    begun.git("tag", "-a", "-m", "v1", "v1")
    pushed, said = begun.push("origin", "v1")
    assert pushed, said


def test_names_under_embargo(begun: Tour) -> None:
    begun.commit("a vulnerability", EMBARGOED)
    assert begun.push()[0]
    begun.git("checkout", "--quiet", "-b", "fix/cve_2026_41234")
    pushed, said = begun.push("origin", "fix/cve_2026_41234")
    assert not pushed
    assert "the number of a vulnerability that is not public in the name of a branch" in said
    assert "git branch -m" in said
    begun.git("checkout", "--quiet", "main")
    begun.commit("Prepare for CVE-2026-41234")
    pushed, said = begun.push()
    assert not pushed
    assert "in the message of a commit" in said
    assert "CVE-2026-41234" not in said
    begun.commit("Prepare", None, "--amend")
    begun.write("notes/CVE-2026-41234.md", "x")
    begun.commit("notes")
    pushed, said = begun.push()
    assert not pushed
    assert "in the name of a file" in said
    assert "CVE-2026-41234" not in said
    begun.git("reset", "--quiet", "--hard", "HEAD~1")
    begun.git("tag", "CVE-2026-41234")
    assert not begun.push("origin", "refs/tags/CVE-2026-41234")[0]
    begun.commit("it is public", EMBARGOED.replace("coordinated", "public"))
    pushed, said = begun.push("origin", "main", "main:refs/heads/fix/cve-2026-41234")
    assert pushed, said


def test_what_is_withheld_now(begun: Tour) -> None:
    """No rule knows the name of a victim; that somebody withheld it says enough."""
    told = REPORT + "victims: {targets: {description: Northwind Hospitals}}\n"
    withheld = REPORT + "victims: {targets: {description: withheld}}\n"
    begun.commit("who it was", told)
    begun.commit("withhold it from everyone", withheld)
    pushed, said = begun.push()
    assert not pushed
    assert HISTORY in said
    assert "a value that is withheld now at reports/ORG-2026-0001.yaml:14:" in said
    assert "Northwind" not in said
    begun.git("reset", "--quiet", "--soft", "HEAD~2")
    begun.commit("Northwind Hospitals was hit", withheld)
    pushed, said = begun.push()
    assert pushed, "nothing here says what is withheld any more"


def test_shallow(begun: Tour, tmp_path: Path) -> None:
    begun.commit("second", REPORT.replace("deleted", "moved"))
    begun.push()
    begun.git("clone", "--quiet", "--depth", "1", f"file://{tmp_path / 'r.git'}", str(tmp_path / "shallow"))
    shallow = tmp_path / "shallow"
    begun.install(shallow)
    (shallow / "reports" / "ORG-2026-0001.yaml").write_text(REPORT)
    begun.git("commit", "--quiet", "--all", "--message", "third", folder=shallow)
    pushed, said = begun.push(folder=shallow)
    assert pushed, "what is new is known: it ends at what the remote has"
    begun.remote("other.git", "other")
    pushed, said = begun.push(str(tmp_path / "other.git"), "main", folder=shallow)
    assert not pushed
    assert UNDETERMINED in said
    assert "shallow" in said


def test_detached_worktree(begun: Tour, tmp_path: Path) -> None:
    begun.git("worktree", "add", "--quiet", "--detach", "../detached")
    detached = tmp_path / "detached"
    (detached / "reports" / "ORG-2026-0001.yaml").write_text(LEAKING)
    begun.git("commit", "--quiet", "--all", "--message", "leak", folder=detached)
    pushed, said = begun.push("origin", "HEAD:refs/heads/elsewhere", folder=detached)
    assert not pushed
    assert TIP in said
    (detached / "reports" / "ORG-2026-0001.yaml").write_text(REPORT.replace("deleted", "moved"))
    begun.git("commit", "--quiet", "--all", "--amend", "--message", "no leak", folder=detached)
    pushed, said = begun.push("origin", "HEAD:refs/heads/elsewhere", folder=detached)
    assert pushed, said


def test_unborn_branch(begun: Tour) -> None:
    begun.git("branch", "dirty")
    begun.commit("leak", LEAKING)
    begun.git("branch", "--force", "dirty")
    begun.git("reset", "--quiet", "--hard", "HEAD~1")
    begun.git("checkout", "--quiet", "--orphan", "unborn")
    begun.git("rm", "-r", "--quiet", "--cached", ".")
    assert begun.git("status", "--porcelain=2", "--branch").startswith("# branch.oid (initial)")
    pushed, said = begun.push("origin", "dirty")
    assert not pushed
    assert TIP in said
    pushed, said = begun.push("origin", "main:refs/heads/clean")
    assert pushed, said


def test_unreadable(begun: Tour) -> None:
    begun.commit("second", REPORT.replace("deleted", "moved"))
    blob = begun.git("rev-parse", "HEAD:reports/ORG-2026-0001.yaml")
    path = begun.folder / ".git" / "objects" / blob[:2] / blob[2:]
    whole = path.read_bytes()
    path.chmod(0o600)
    for content in (None, b"no zlib", whole[: len(whole) // 2]):
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        pushed, said = begun.push()
        assert not pushed
        assert UNDETERMINED in said, content
        assert blob[:12] in said
    path.unlink()
    path.write_bytes(whole)
    pushed, said = begun.push()
    assert pushed, said


def test_sha256(tmp_path: Path) -> None:
    tour = Tour(tmp_path, "--object-format=sha256")
    tour.commit("begin")
    assert tour.push()[0]
    leak = tour.commit("leak", LEAKING)
    tour.commit("redact", REPORT)
    pushed, said = tour.push("origin", "main", "main:new")
    assert not pushed
    assert len(leak) == 64
    assert leak[:10] in said


def test_the_hook_for_commits(begun: Tour) -> None:
    must([sys.executable, "-m", "aishare_lint", "init", "--hooks", "--commit-hook"], begun.folder, begun.variables)
    begun.write("notes.md", "x")
    begun.commit("no report")
    begun.write("reports/ORG-2026-0001.yaml", LEAKING)
    for arguments in (["--all"], ["reports/ORG-2026-0001.yaml"]):
        done = run(["git", "commit", "--quiet", "--message", "leak", *arguments], begun.folder, begun.variables)
        assert done.returncode != 0
        assert "redaction/secret" in done.stdout
    assert begun.git("log", "--format=%s", "--max-count=1") == "no report"


def test_notes(begun: Tour) -> None:
    begun.git("notes", "add", "-m", f"seen\nwith {SECRET}")
    pushed, said = begun.push("origin", "refs/notes/commits")
    assert not pushed
    assert "a note on a commit, line 2: error redaction/secret a credential" in said
    begun.git("update-ref", "-d", "refs/notes/commits")
    begun.git("notes", "add", "-m", "seen")
    pushed, said = begun.push("origin", "refs/notes/commits")
    assert pushed, said


def test_what_lies_beside_a_report(begun: Tour) -> None:
    listing = (
        REPORT + "attachments: [{id: a1, path: a1.txt, disclosure: public, origin: observed-in-attack, references: [https://a.example/]}]\n"
    )
    begun.write("reports/a1.txt", f"the log says {SECRET}\n")
    begun.commit("evidence", listing)
    begun.write("reports/a1.txt", "the log says a token\n")
    begun.commit("redact")
    pushed, said = begun.push()
    assert not pushed
    assert HISTORY in said
    begun.git("reset", "--quiet", "--hard", "HEAD~2")
    begun.write("reports/lying-about.txt", f"the log says {SECRET}\n")
    leak = begun.commit("not listed")
    begun.git("rm", "--quiet", "reports/lying-about.txt")
    begun.commit("gone")
    pushed, said = begun.push()
    assert not pushed
    assert "a credential at reports/lying-about.txt" in said
    assert leak[:10] in said


def test_lines_that_git_does_not_write(begun: Tour) -> None:
    hook = [str(begun.folder / ".git" / "hooks" / "pre-push"), "origin", "../r.git"]
    done = run(["sh", "-c", 'echo "refs/heads/main 123" | "$@"', "sh", *hook], begun.folder, begun.variables)
    assert done.returncode == 2
    assert UNDETERMINED in done.stdout
    done = run(hook, begun.folder, begun.variables)  # whoever called it keeps what git said
    assert done.returncode == 2
    assert UNDETERMINED in done.stdout


def test_remotes_that_may_and_may_not(tour: Tour) -> None:
    tour.write("aishare-lint.yaml", GUARD)
    tour.remote("open.git", "open")
    tour.remote("strange.git", "strange")
    tour.commit("begin")
    pushed, said = tour.push()
    assert pushed, said
    pushed, said = tour.push("open", "main")
    assert not pushed
    assert "reports/ORG-2026-0001.yaml:7:" in said
    assert "tlp/above-remote" in said
    assert "TLP:AMBER is stricter than TLP:CLEAR, the most that may go to open" in said
    pushed, said = tour.push("strange", "main")
    assert not pushed
    assert "verdict: refused: strange is none of the remotes that reports may go to" in said
    # A mark that was lowered since is still in the history.
    tour.commit("everyone may see it", REPORT.replace("TLP:AMBER", "TLP:CLEAR"))
    pushed, said = tour.push("open", "main")
    assert not pushed
    assert HISTORY in said
    # What is pushed cannot open the gate for itself: the remote's own configuration counts as well.
    tour.write("aishare-lint.yaml", "remotes: []\n")
    tour.commit("open the gate")
    pushed, said = tour.push("open", "main")
    assert not pushed, "nobody was there yet; what another remote has says who may get what"
    assert "tlp/above-remote" in said
    pushed, said = tour.push("origin", "main")
    assert pushed, said
    tour.git("checkout", "--quiet", "--orphan", "published")
    tour.commit("publish")
    pushed, said = tour.push("open", "published")
    assert pushed, said


def test_what_a_remote_may_not_hold_is_not_to_stay(tour: Tour) -> None:
    """Reports that were there before there was a guard, of which one cannot even be read."""
    tour.remote("open.git", "open")
    tour.write("reports/ORG-2026-0002.yaml", "tlp: [\n")
    tour.write("reports/ORG-2026-0003.yaml", REPORT.replace("TLP:AMBER", "TLP:CLEAR"))
    tour.commit("before the guard")
    assert tour.push("--no-verify", "open", "main")[0]
    tour.write("aishare-lint.yaml", GUARD)
    tour.commit("guard")
    pushed, said = tour.push("open", "main")
    assert not pushed
    assert "TLP:AMBER is stricter than TLP:CLEAR, the most that may go to open" in said
    assert "reports/ORG-2026-0002.yaml:1:1: error tlp/above-remote nobody can read its mark" in said
    assert "ORG-2026-0003" not in said
    tour.git("rm", "--quiet", "reports/ORG-2026-0001.yaml", "reports/ORG-2026-0002.yaml")
    tour.commit("they do not belong there")
    pushed, said = tour.push("open", "main")
    assert pushed, said


def test_a_looser_configuration_does_not_count(begun: Tour) -> None:
    begun.write("aishare-lint.yaml", "ignore: [redaction, repository]\n")
    leak = begun.commit("leak", LEAKING)
    pushed, said = begun.push()
    assert not pushed
    assert leak[:10] in said
    assert "judged by: aishare-lint.yaml here; aishare-lint.yaml of origin (" in said


def test_credentials_in_addresses_are_not_shown(begun: Tour) -> None:
    begun.write("aishare-lint.yaml", GUARD)
    begun.commit("guard")
    hook = str(begun.folder / ".git" / "hooks" / "pre-push")
    url = f"https://jane:{SECRET}@forge.example/org/reports.git?private_token=abc"
    line = f"refs/heads/main {begun.git('rev-parse', 'HEAD')} refs/heads/main {'0' * 40}"
    done = run(["sh", "-c", 'echo "$1" | "$2" "$3" "$3"', "sh", line, hook, url], begun.folder, begun.variables)
    assert done.returncode == 0, done.stdout
    done = run(["sh", "-c", 'echo "$1" | "$2" "$3" "$3"', "sh", line, hook, url.replace("/reports", "/x")], begun.folder, begun.variables)
    assert done.returncode == 1
    assert "https://forge.example/org/x.git is none of the remotes" in done.stdout
    for secret in (SECRET, "jane", "abc"):
        assert secret not in done.stdout


def test_pre_receive(begun: Tour) -> None:
    """On a server, where what arrives lies in quarantine until the hook lets it in."""
    hook = begun.top / "r.git" / "hooks" / "pre-receive"
    hook.write_text(f'#!/bin/sh\necho "$GIT_QUARANTINE_PATH" >>quarantines\nexec "{sys.executable}" -P -m aishare_lint hook pre-receive\n')
    hook.chmod(0o755)
    leak = begun.commit("leak", LEAKING)
    redacted = begun.commit("redact", REPORT)
    pushed, said = begun.push("--no-verify", "origin", "main")
    assert not pushed
    assert HISTORY in said
    assert leak[:10] in said
    assert redacted[:10] in said
    assert begun.refs() == "main"
    begun.git("reset", "--quiet", "--hard", "HEAD~2")
    begun.write("aishare-lint.yaml", "ignore: [redaction]\nrepository: {ceiling: TLP:GREEN}\n")
    begun.commit("a rule of our own")
    pushed, said = begun.push("--no-verify", "origin", "main", "main:refs/heads/two")
    assert pushed, said
    assert CLEAN in said
    begun.commit("again", REPORT.replace("deleted", "moved"))
    pushed, said = begun.push("--no-verify", "origin", "main")
    assert not pushed, "now the server's branch says what may stand here"
    assert "tlp/above-repository" in said
    pushed, said = begun.push("--no-verify", "origin", ":two")
    assert pushed, said
    assert "incoming" in (begun.top / "r.git" / "quarantines").read_text()


def test_the_first_push_to_a_server(tour: Tour) -> None:
    """Nothing is there to compare with: what is pushed says itself what holds, and what was found out is found out."""
    hook = tour.top / "r.git" / "hooks" / "pre-receive"
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m aishare_lint hook pre-receive\n')
    hook.chmod(0o755)
    tour.commit("leak", LEAKING)
    tour.commit("redact", REPORT)
    pushed, said = tour.push("--no-verify", "origin", "main")
    assert not pushed
    assert HISTORY in said
    tour.git("update-ref", "-d", "HEAD")
    tour.commit("begin")
    tour.git("tag", "-a", "-m", "v1", "v1")
    pushed, said = tour.push("--no-verify", "origin", "v1", "main")
    assert pushed, said
    assert "judged by: aishare-lint.yaml of what is pushed" in said


def test_nothing_of_the_repository_is_run(begun: Tour) -> None:
    """Files that Python would take for the libraries of the tool, if it looked for them where it is started."""
    for name in ("click.py", "yaml.py", "aishare_lint/__init__.py", "subprocess.py"):
        begun.write(name, "open('ran', 'w')\nraise SystemExit(0)\n")
    begun.commit("leak", LEAKING)
    pushed, said = begun.push()
    assert not pushed
    assert TIP in said
    assert not (begun.folder / "ran").exists()


def import_history(tour: Tour, commits: int, leaking: int | None = None) -> None:
    """Commits of one report by `git fast-import`, all of them different."""
    stream = []
    for number in range(commits):
        text = (LEAKING if number == leaking else REPORT).replace("An agent deleted", f"An agent ({number}) deleted")
        stream.append(f"commit refs/heads/long\ncommitter A <a@example.org> {number} +0000\ndata 6\nchange\n")
        stream.append(f"M 644 inline reports/ORG-2026-{number % 50:04}.yaml\ndata {len(text)}\n{text}\n")
    (tour.top / "stream").write_text("".join(stream))
    must(["sh", "-c", "git fast-import --quiet <../stream"], tour.folder, tour.variables)


def test_first_push_of_many_commits(tour: Tour) -> None:
    import_history(tour, 5000, leaking=2345)
    pushed, said = tour.push("origin", "long")
    assert not pushed
    assert HISTORY in said
    assert "5000 new commits, 5000 versions of reports" in said
    assert said.count("a credential") == 1


@pytest.fixture
def with_pre_commit(tmp_path: Path) -> Callable[[], Tour]:
    """A repository whose pre-push hook is the one of pre-commit, which runs a check of every report and our offered hook."""

    def make(hooks: str) -> Tour:
        tour = Tour(tmp_path)
        (tour.folder / ".git" / "hooks" / "pre-push").unlink()
        tour.write(".pre-commit-config.yaml", f"repos: [{{repo: local, hooks: [{hooks}]}}]\n")
        tour.variables["PRE_COMMIT_HOME"] = str(tmp_path / "pre-commit")
        must([sys.executable, "-m", "pre_commit", "install", "--hook-type", "pre-push"], tour.folder, tour.variables)
        tour.commit("begin")
        pushed, said = tour.push()
        assert pushed, said
        tour.git("checkout", "--quiet", "-b", "one")
        tour.commit("harmless", REPORT.replace("deleted", "moved"))
        tour.git("checkout", "--quiet", "-b", "two", "main")
        tour.commit("leak", LEAKING)
        tour.git("checkout", "--quiet", "main")
        return tour

    return make


def hook(arguments: str, more: str) -> str:
    """A hook of pre-commit's configuration that runs the tool."""
    entry = f"{sys.executable} -m aishare_lint {arguments}"
    return f"{{id: x, name: x, language: system, entry: '{entry}', stages: [pre-push], verbose: true, {more}}}"


PLAIN = hook("check --hook", "files: ^reports/")
OFFERED = hook("hook pre-push", "always_run: true, pass_filenames: false")


def test_what_pre_commit_alone_lets_through(with_pre_commit: Callable[[str], Tour]) -> None:
    """For comparison: a check in pre-commit's pre-push stage is told of the first ref only, and of its last state only."""
    tour = with_pre_commit(PLAIN)
    pushed, _ = tour.push("origin", "one", "two")
    assert pushed, "the leak on the second ref is let through"
    assert "two" in tour.refs()
    tour.git("checkout", "--quiet", "-b", "three", "main")
    tour.commit("another leak", LEAKING + "# again\n")
    tour.commit("redact", REPORT)
    pushed, _ = tour.push("origin", "three")
    assert pushed, "a leak that was redacted is let through"


def test_the_hook_that_is_offered_to_pre_commit(with_pre_commit: Callable[[str], Tour]) -> None:
    tour = with_pre_commit(OFFERED)
    pushed, said = tour.push("origin", "one", "two")
    assert not pushed
    assert "pre-commit tells its hooks of one ref of a push" in said
    assert "aishare-lint init --hooks" in said
    assert "one" not in tour.refs()
    # With the gate beside pre-commit, each push is judged for what it is.
    tour.install()
    assert (tour.folder / ".git" / "hooks" / "pre-push.legacy").exists()
    pushed, said = tour.push("origin", "one", "two")
    assert not pushed
    assert TIP in said
    pushed, said = tour.push("origin", "one")
    assert pushed, said
    assert "every ref of this push was judged by the gate that runs before pre-commit" in said


def test_a_hook_of_somebody_else_stays(tour: Tour) -> None:
    hook = tour.folder / ".git" / "hooks" / "pre-push"
    hook.write_text("#!/bin/sh\nexit 0\n")
    done = run([sys.executable, "-m", "aishare_lint", "init", "--hooks"], tour.folder, tour.variables)
    assert done.returncode == 2
    assert 'aishare-lint hook pre-push "$@" || exit' in done.stdout
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"
    tour.git("config", "core.hooksPath", ".githooks")
    tour.install()
    text = (tour.folder / ".githooks" / "pre-push").read_text()
    assert sys.executable not in text, "a hook that is committed names no path of this machine"
    assert os.access(tour.folder / ".githooks" / "pre-push", os.X_OK)
    tour.git("config", "core.hooksPath", str(tour.top / "shared"))
    done = run([sys.executable, "-m", "aishare_lint", "init", "--hooks"], tour.folder, tour.variables)
    assert done.returncode == 2
    assert "outside of this repository" in done.stdout
    assert not (tour.top / "shared").exists()
