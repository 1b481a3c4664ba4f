"""`check --staged`, `--since` and `--range` as they are used: a real repository, the real program."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aishare_lint.cli.main import run
from tests.cli.conftest import CLEAN, RETIRED, SPEAKING, TOP, Ran, process
from tests.repo.conftest import Made, made, make, settings

__all__ = ["made", "make", "settings"]

#: Assembled here, so that no scanner takes this file for a leak.
SECRET = "ghp_" + "0123456789abcdefghij" + "ABCDEFGHIJ012345"
LEAK = CLEAN.replace("deleted the files", f"used {SECRET} on the files")
A = "reports/a.yaml"


@pytest.fixture(autouse=True)
def silence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SPEAKING:
        monkeypatch.delenv(name, raising=False)


def check(made: Made, *arguments: str, where: str = "") -> Ran:
    """Runs the program in this process, with the working directory in the repository."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with contextlib.chdir(made.folder / where), contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        code = run(["check", *arguments])
    said = []
    for stream in streams:
        stream.seek(0)
        said.append(stream.read())
    return Ran(code, *said)


def findings(ran: Ran, *severities: str) -> set[tuple[str, str]]:
    """Which rule found something in which file."""
    return {
        (one["path"], one["rule"]) for one in json.loads(ran.out)["findings"] if one["severity"] in (severities or ("error", "warning"))
    }


def errors(ran: Ran) -> set[tuple[str, str]]:
    return findings(ran, "error")


# The index


def test_the_index_is_judged_and_not_the_work_tree(made: Made) -> None:
    made.commit(reports__a_yaml=CLEAN)
    made.add(reports__a_yaml=LEAK)
    made.write(A, CLEAN)
    ran = check(made, "--staged")
    assert ran.code == 1
    assert f"{A}:10" in ran.out
    assert "redaction/secret" in ran.out
    assert SECRET not in ran.out + ran.err
    assert (made.folder / A).read_text() == CLEAN
    assert "redaction/secret" not in check(made, A).out

    made.git("add", A)
    made.write(A, LEAK)
    ran = check(made, "--staged")
    assert ran.code == 0, "what lies in the work tree is not what would be committed"
    assert ran.err == "nothing to check: there is no report among it\n"


def test_a_partially_staged_file(made: Made) -> None:
    made.commit(reports__a_yaml=CLEAN)
    made.add(reports__a_yaml=RETIRED)
    made.write(A, LEAK)
    ran = check(made, "--staged", "--format", "json")
    assert errors(ran) == {(A, "tlp/retired-label"), (A, "tlp/loosened")}


def test_an_unborn_branch(made: Made) -> None:
    made.add(reports__a_yaml=RETIRED, notes_txt="x")
    ran = check(made, "--staged", "--format", "json")
    assert (ran.code, errors(ran)) == (1, {(A, "tlp/retired-label")})


def test_nothing_staged(made: Made) -> None:
    for format_ in ("full", "concise"):
        assert check(made, "--staged", "--format", format_).out == ""
    assert json.loads(check(made, "--staged", "--format", "json").out)["findings"] == []
    assert check(made, "--staged", "--hook") == Ran(0, "", "")


def test_what_was_taken_away_or_only_moved(made: Made) -> None:
    made.commit(reports__a_yaml=RETIRED, reports__b_yaml=RETIRED)
    made.git("rm", "--quiet", "reports/b.yaml")
    assert check(made, "--staged").code == 0
    made.git("mv", A, "reports/c.yaml")
    ran = check(made, "--staged", "--format", "json")
    assert errors(ran) == {("reports/c.yaml", "tlp/retired-label")}


def test_a_merge_that_is_not_finished(made: Made) -> None:
    made.commit(reports__a_yaml=CLEAN)
    made.git("checkout", "--quiet", "-b", "other")
    made.commit(reports__a_yaml=CLEAN.replace("An agent", "One agent"))
    made.git("checkout", "--quiet", "main")
    made.commit(reports__a_yaml=CLEAN.replace("An agent", "Two agents"))
    with pytest.raises(AssertionError):
        made.git("merge", "--quiet", "other")
    ran = check(made, "--staged")
    assert ran.code == 1
    assert "the merge of this file is not finished" in ran.out


def test_what_is_no_file_fails(made: Made) -> None:
    made.commit()
    made.write("reports/lfs.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
    (made.folder / "reports" / "link.yaml").symlink_to("../secret")
    made.write("reports/text.yaml", b"title: \xff\n")
    made.write("reports/big.yaml", b"title: " + b"x" * 3_000_000)
    made.git("add", "reports")
    for path in ("reports/module.yaml", "reports/inner"):
        made.git("update-index", "--add", "--cacheinfo", f"160000,{made.id('HEAD')},{path}")
    ran = check(made, "--staged", "--format", "concise")
    assert ran.code == 1
    for name, words in {
        "lfs": "pointer of Git LFS",
        "link": "git keeps a link here",
        "module": "a submodule stands here",
        "text": "not UTF-8",
        "big": "no more than 2000000 are read",
    }.items():
        assert any(line.startswith(f"reports/{name}.yaml") and words in line for line in ran.out.splitlines()), name
    assert "reports/inner" in ran.out
    made.git("commit", "--quiet", "--message", "x")
    ranged = check(made, "--range", "HEAD~1..HEAD", "--format", "concise")
    assert sorted(ranged.out.splitlines()) == sorted(ran.out.splitlines())


def test_odd_names(made: Made) -> None:
    odd = os.fsdecode(b"reports/a \n\"'\xff\x1b[31m:(x).yaml")
    made.write(odd, RETIRED)
    made.write("reports/-x.yaml", RETIRED)
    made.git("add", "--all")
    ran = check(made, "--staged", "--format", "concise")
    assert ran.code == 1
    assert ran.out.count("tlp/retired-label") == 2
    assert "\x1b" not in ran.out
    made.commit()
    assert check(made, "--range", f"{'0' * 40}..HEAD", "--format", "concise").out.count("tlp/retired-label") == 2


def listing(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    item = f"{{path: attachments/x.txt, sha256: {digest}, disclosure: public, origin: observed-in-attack}}"
    return f"{CLEAN}attachments:\n  - {item}\n"


def test_attachments_come_from_the_index(made: Made) -> None:
    made.commit(reports__a_yaml=listing(b"harmless\n"), reports__attachments__x_txt="harmless\n")
    made.add(reports__attachments__x_txt=f"token {SECRET}\n")
    made.write("reports/attachments/x.txt", "harmless\n")
    ran = check(made, "--staged", "--format", "json")
    assert ran.code == 1, "the report did not change, what it lists did"
    assert (A, "redaction/secret") in findings(ran)
    assert SECRET not in ran.out

    made.git("add", "--all")
    made.add(reports__a_yaml=listing(b"harmless\n") + "# changed\n")
    (made.folder / "reports" / "attachments" / "x.txt").unlink()
    assert check(made, "--staged").code == 0, "the index holds it"
    made.git("rm", "--quiet", "--cached", "reports/attachments/x.txt")
    made.write("reports/attachments/x.txt", "harmless\n")
    assert "there is no such file" in check(made, "--staged").out


def test_reports_elsewhere_are_named(made: Made) -> None:
    made.add(other__a_yaml=RETIRED, other__b_yaml="a: b\n")
    ran = check(made, "--staged")
    assert (ran.code, "other/a.yaml" in ran.out, "other/b.yaml" in ran.out) == (0, True, False)
    made.add(**{"aishare-lint_yaml": "reports: ['other/*.yaml']\n"})
    assert check(made, "--staged").code == 1


def test_a_configuration_in_a_folder(made: Made) -> None:
    made.add(**{"inner__aishare-lint_yaml": "# defaults\n"}, inner__reports__a_yaml=RETIRED, reports__b_yaml=RETIRED)
    for arguments in (["--staged"], ["--since", "HEAD"], ["--range", f"{'0' * 40}..HEAD"]):
        ran = check(made, *arguments, "--format", "json", where="inner")
        if arguments == ["--staged"]:
            made.commit()
            made.write("inner/reports/a.yaml", RETIRED + "# x\n")
        assert (ran.code, errors(ran)) == (1, {(A, "tlp/retired-label")}), arguments


def test_sha256(make: Callable[..., Made]) -> None:
    made = make("sha256", "--object-format=sha256")
    made.add(reports__a_yaml=LEAK)
    assert "redaction/secret" in check(made, "--staged").out
    made.commit()
    made.commit(reports__a_yaml=CLEAN)
    assert "redaction/secret" in check(made, "--range", "HEAD~2..HEAD").out or check(made, "--range", f"{'0' * 64}..HEAD").code == 1


def test_linked_and_detached_work_trees(made: Made) -> None:
    made.commit(reports__a_yaml=CLEAN)
    made.git("worktree", "add", "--quiet", "--detach", "../linked")
    linked = Made(made.folder.parent / "linked")
    linked.add(reports__a_yaml=LEAK)
    assert check(linked, "--staged").code == 1
    assert check(made, "--staged").code == 0
    linked.commit()
    linked.commit(reports__a_yaml=CLEAN)
    assert check(linked, "--range", "main..").code == 1
    linked.write(A, RETIRED)
    assert check(linked, "--since", "main").code == 1


# Hooks


def hook(made: Made, name: str, *arguments: str) -> None:
    """Have git run `check` as a hook, with what it found in its environment."""
    script = f'#!/bin/sh\nPYTHONPATH="{TOP}" exec "{sys.executable}" -m aishare_lint check {" ".join(arguments)} >&2\n'
    path = Path(made.git("rev-parse", "--absolute-git-dir")) / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)


def test_what_a_commit_brings_in_a_hook(made: Made) -> None:
    """`git commit FILE` and `commit -am` commit an index of their own: what else is staged is not judged, what is not staged is."""
    made.commit(reports__a_yaml=CLEAN, reports__b_yaml=CLEAN)
    hook(made, "pre-commit", "--staged", "--hook")
    made.add(reports__b_yaml=LEAK)
    made.write(A, CLEAN.replace("An agent", "One agent"))
    made.git("commit", "--quiet", "--message", "only a", A)
    made.write(A, LEAK)
    with pytest.raises(AssertionError, match="redaction/secret"):
        made.git("commit", "--quiet", "--message", "only a", A)
    made.git("checkout", "--quiet", "HEAD", "--", "reports")
    made.write(A, LEAK)
    with pytest.raises(AssertionError, match="redaction/secret"):
        made.git("commit", "--quiet", "--all", "--message", "all")
    assert made.git("rev-list", "--count", "HEAD") == "2"


def test_a_hook_in_a_linked_work_tree(made: Made) -> None:
    made.commit(reports__a_yaml=CLEAN)
    hook(made, "pre-commit", "--staged", "--hook")
    made.git("worktree", "add", "--quiet", "../linked")
    linked = Made(made.folder.parent / "linked")
    linked.write(A, LEAK)
    with pytest.raises(AssertionError, match="redaction/secret"):
        linked.git("commit", "--quiet", "--message", "x", A)


def test_objects_in_quarantine(made: Made) -> None:
    """A server's hook reads what was pushed and is not taken in yet."""
    made.commit(reports__a_yaml=LEAK)
    made.git("init", "--quiet", "--bare", "../server.git")
    server = Made(made.folder.parent / "server.git")
    hook(server, "pre-receive", "--range", f"{'0' * 40}..{made.id('HEAD')}", "--hook")
    with pytest.raises(AssertionError, match="redaction/secret"):
        made.git("push", "--quiet", "../server.git", "main")
    assert server.git("for-each-ref") == ""
    made.git("commit", "--quiet", "--amend", "--allow-empty", "--message", "clean", "--", A)
    made.write(A, CLEAN)
    made.git("commit", "--quiet", "--all", "--amend", "--message", "clean")
    hook(server, "pre-receive", "--range", f"{'0' * 40}..{made.id('HEAD')}", "--hook")
    made.git("push", "--quiet", "../server.git", "main")


# What changed


def test_changed_lines(made: Made) -> None:
    mistake = CLEAN.replace("obtained: direct", "obtained: dirct")
    made.commit(reports__a_yaml=mistake, reports__b_yaml=mistake, reports__c_yaml=RETIRED)
    made.write(A, mistake.replace("An agent", "One agent"))
    made.write("reports/b.yaml", mistake.replace("high, malicious", "hgh, malicious"))
    (made.folder / "reports" / "c.yaml").touch()
    ran = check(made, "--since", "HEAD", "--format", "json")
    lines = {(one["path"], one["line"]) for one in json.loads(ran.out)["findings"] if one["rule"].startswith("schema/")}
    assert lines == {("reports/b.yaml", 13)}, "an old mistake is nobody's concern, and what was only touched did not change"


def test_what_looks_at_the_whole(made: Made) -> None:
    made.commit(reports__a_yaml=RETIRED, reports__b_yaml=CLEAN.replace("obtained: direct", "obtained: dirct"))
    made.write(A, RETIRED.replace("An agent", "One agent"))
    made.write("reports/b.yaml", CLEAN.replace("obtained: direct", "obtained: dirct").replace("status: draft", "status: ready"))
    ran = check(made, "--since", "HEAD", "--format", "json")
    assert (A, "tlp/retired-label") in errors(ran), "a rule that guards against over-sharing speaks whatever changed"
    assert ("reports/b.yaml", "schema/wrong-value") in findings(ran), "everything is weighed anew"


def test_new_files_are_judged_whole(made: Made) -> None:
    made.commit(reports__a_yaml=CLEAN)
    made.write("reports/untracked.yaml", RETIRED)
    made.write("reports/staged.yaml", RETIRED.replace("\nid: ", "\nid: A"))
    made.write(".gitignore", "ignored.yaml\n")
    made.write("reports/ignored.yaml", RETIRED)
    made.git("add", "reports/staged.yaml")
    ran = check(made, "--since", "HEAD", "--format", "json")
    assert errors(ran) == {("reports/untracked.yaml", "tlp/retired-label"), ("reports/staged.yaml", "tlp/retired-label")}


def test_since_the_histories_parted(made: Made) -> None:
    made.commit(reports__a_yaml=CLEAN, reports__b_yaml=CLEAN)
    made.git("checkout", "--quiet", "-b", "mine")
    made.commit(reports__a_yaml=RETIRED)
    made.git("checkout", "--quiet", "main")
    made.commit(reports__b_yaml=CLEAN.replace("An agent", "One agent"))
    made.git("checkout", "--quiet", "mine")
    ran = check(made, "--since", "main", "--format", "json")
    assert {path for path, _ in findings(ran, "error", "warning", "info")} == {A}


def test_an_attachment_that_changed(made: Made) -> None:
    made.commit(reports__a_yaml=listing(b"x\n"), reports__attachments__x_txt="x\n", reports__b_yaml=RETIRED)
    made.write("reports/attachments/x.txt", f"token {SECRET}\n")
    ran = check(made, "--since", "HEAD", "--format", "json")
    assert (A, "redaction/secret") in errors(ran)
    assert "reports/b.yaml" not in ran.out


# Commits


def test_a_leak_that_was_redacted_is_found(made: Made) -> None:
    first = made.commit(reports__a_yaml=CLEAN)
    leak = made.commit(reports__a_yaml=LEAK)
    made.commit(reports__a_yaml=CLEAN + "# clean\n")
    ran = check(made, "--range", f"{first}..")
    assert ran.code == 1
    assert f"{leak[:12]}:{A}:10" in ran.out
    assert SECRET not in ran.out + ran.err
    assert check(made, "--range", f"{leak}..HEAD").code == 0


def test_what_was_mended_is_no_leak(made: Made) -> None:
    first = made.commit()
    made.commit(reports__a_yaml=CLEAN.replace("obtained: direct", "obtained: dirct"))
    assert "schema/wrong-value" in check(made, "--range", f"{first}..HEAD").out
    made.commit(reports__a_yaml=CLEAN)
    assert "schema/wrong-value" not in check(made, "--range", f"{first}..HEAD").out


def test_messages_and_names(made: Made) -> None:
    first = made.commit()
    made.git("checkout", "--quiet", "-b", f"fix-{SECRET}")
    commit = made.commit(f"use {SECRET}")
    made.git("tag", "-a", "-m", f"use {SECRET}", "v1")
    made.write(f"notes/{SECRET}.txt")
    made.commit()
    ran = check(made, "--range", f"{first}..fix-{SECRET}", "--format", "concise")
    assert ran.code == 1
    for name in (f"{commit[:12]} (commit message)", "(names of branches and tags)", "(names of new files)"):
        assert any(line.startswith(name) and "redaction/secret" in line for line in ran.out.splitlines()), name
    tagged = check(made, "--range", f"{first}..v1", "--format", "concise")
    assert f"{made.id('v1')[:12]} (tag message)" in tagged.out
    assert SECRET not in ran.out + ran.err + tagged.out


def test_attachments_come_from_the_commit(made: Made) -> None:
    first = made.commit()
    leak = made.commit(reports__a_yaml=listing(b"x\n"), reports__attachments__x_txt=f"token {SECRET}\n")
    made.commit(reports__attachments__x_txt="x\n")
    ran = check(made, "--range", f"{first}..HEAD", "--format", "json")
    assert {path for path, rule in errors(ran) if rule == "redaction/secret"} == {f"{leak[:12]}:{A}"}
    again = made.commit(reports__attachments__x_txt=f"the token {SECRET}\n")
    ran = check(made, "--range", "HEAD~1..HEAD", "--format", "json")
    assert {path for path, rule in errors(ran) if rule == "redaction/secret"} == {A, f"{again[:12]}:{A}"}


def test_an_attachment_that_came_before_its_report(made: Made) -> None:
    first = made.commit()
    made.commit(reports__attachments__x_txt=f"token {SECRET}\n")
    came = made.commit(reports__a_yaml=listing(b"x\n"))
    made.commit(reports__attachments__x_txt="x\n")
    ran = check(made, "--range", f"{first}..HEAD", "--format", "json")
    assert {path for path, rule in errors(ran) if rule == "redaction/secret"} == {f"{came[:12]}:{A}"}


def test_a_bare_repository(made: Made) -> None:
    made.commit(other__a_yaml=RETIRED, **{"aishare-lint_yaml": "reports: ['other/*.yaml']\n"})
    made.git("clone", "--quiet", "--bare", ".", "../bare.git")
    bare = Made(made.folder.parent / "bare.git")
    everything = f"{'0' * 40}..HEAD"
    ran = check(bare, "--range", everything, "--format", "json")
    assert (ran.code, errors(ran)) == (1, {("other/a.yaml", "tlp/retired-label")})
    assert check(bare, "--staged").code == 2
    assert "--range" in check(bare, "--since", "HEAD").err
    made.commit(**{"aishare-lint_yaml": "reports: ['other/*.yaml']\npacks: [our]\n"})
    made.git("push", "--quiet", "../bare.git", "main")
    ran = check(bare, "--range", everything)
    assert (ran.code, "cannot be read in a bare repository" in ran.err) == (2, True)
    made.commit(**{"aishare-lint_yaml": "repots: []\n"})
    made.git("push", "--quiet", "../bare.git", "main")
    assert "did you mean `reports`?" in check(bare, "--range", everything).err


def test_a_shallow_clone(made: Made) -> None:
    for number in range(4):
        made.commit(reports__a_yaml=CLEAN + f"# {number}\n")
    made.git("clone", "--quiet", "--depth", "2", f"file://{made.folder}", "../shallow")
    shallow = Made(made.folder.parent / "shallow")
    assert check(shallow, "--range", "HEAD~1..HEAD").code == 0
    lost = made.id("HEAD~3")
    for arguments in (["--range", f"{lost}..HEAD"], ["--since", lost], ["--range", f"{'0' * 40}..HEAD"]):
        ran = check(shallow, *arguments)
        assert ran.code == 2, arguments
        assert "shallow" in ran.err
        assert "--unshallow" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--staged", "--fix"], "git add"),
        (["--since", "HEAD", "--diff"], "git add"),
        (["--staged", "reports"], "takes no paths"),
        (["--staged", "--range", "A..B"], "two questions"),
        (["--range", "main"], "no range of commits"),
        (["--range", "a...b"], "no range of commits"),
        (["--range", "nowhere..HEAD"], "`nowhere` is no commit here"),
        (["--range", "--all..HEAD"], "`--all` is no commit here"),
        (["--since", "--cached"], "`--cached` is no commit here"),
        (["--since", ""], "is no commit here"),
    ],
)
def test_mistakes(made: Made, arguments: list[str], words: str) -> None:
    made.commit(reports__a_yaml=CLEAN)
    ran = check(made, *arguments)
    assert ran.code == 2
    assert words in ran.err


def test_outside_of_any_repository(tmp_path: Path) -> None:
    ran = process("check", "--staged", cwd=tmp_path)
    assert (ran.code, "no git repository here" in ran.err) == (2, True)


def test_a_damaged_object_fails(made: Made) -> None:
    made.add(reports__a_yaml=CLEAN)
    id_ = made.id(f":{A}")
    path = made.folder / ".git" / "objects" / id_[:2] / id_[2:]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:40])
    assert check(made, "--staged").code != 0
    path.unlink()
    ran = check(made, "--staged")
    assert (ran.code, f"git cannot read the object {id_}" in ran.out) == (1, True)


def test_no_program_of_the_repository_runs(made: Made, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    made.commit(reports__a_yaml=CLEAN)
    made.write(".gitattributes", "*.yaml diff=evil filter=evil\n")
    made.add(reports__a_yaml=RETIRED)
    program = f"touch {marker}; cat"
    for name in (
        "diff.evil.textconv",
        "diff.external",
        "filter.evil.clean",
        "filter.evil.smudge",
        "core.fsmonitor",
        "core.pager",
        "diff.evil.command",
    ):
        made.git("config", name, program)
    marker.unlink(missing_ok=True)
    made.write(A, RETIRED + "# x\n")
    assert check(made, "--staged").code == 1
    assert check(made, "--since", "HEAD").code == 1
    assert check(made, "--range", f"{'0' * 40}..HEAD").code == 0
    assert not marker.exists()
