"""Many reports: the same result however the work is spread, cut and put together again."""

from __future__ import annotations

import concurrent.futures
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import aishare_lint
from aishare_lint import batch
from aishare_lint.repo import forking
from aishare_lint.repo.files import Source

from .cli.conftest import CLEAN, RETIRED, TOP, Ran, process, write

Cli = Callable[..., Ran]
COUNT = 60


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "aishare-lint.yaml", "repository: {ceiling: TLP:GREEN}\n")
    for number in range(COUNT):
        text = RETIRED if number % 7 == 0 else CLEAN if number % 5 else CLEAN.replace("TLP:AMBER", "TLP:CLEAR")
        write(tmp_path, f"reports/{number:03}.yaml", text.replace("0001", f"{number + 1:04}"))
    write(tmp_path, "reports/broken.yaml", "a: [\n")
    (tmp_path / "reports" / "nowhere.yaml").symlink_to("gone.yaml")
    return tmp_path


@pytest.mark.parametrize("format_", ["full", "json"])
def test_any_number_of_processes(reports: Path, format_: str) -> None:
    runs = [process("check", "--format", format_, "--jobs", str(jobs), cwd=reports) for jobs in (1, 2, 3, 7)]
    assert len(set(runs)) == 1
    assert runs[0].code == 1
    assert "reports/broken.yaml" in runs[0].out


def test_processes_are_used_where_there_is_work(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = forking.spread
    monkeypatch.setattr(forking, "spread", lambda parts, do, jobs: asked.append((len(parts), jobs)) or real(parts, do, jobs))
    alone = aishare_lint.check_paths()
    assert not asked
    assert aishare_lint.check_paths(jobs=2).files == alone.files
    assert [jobs for _, jobs in asked] == [2]
    assert asked[0][0] > 2, "in parts, so that nobody waits for the slowest"


def test_how_many_processes() -> None:
    assert batch.jobs_for(1, 8) == batch.jobs_for(batch.WORTH_A_PROCESS * 2 - 1, 8) == 1
    assert batch.jobs_for(batch.WORTH_A_PROCESS * 3, 8) == 3
    assert batch.jobs_for(100_000, 8) == 8
    assert batch.jobs_for(100_000, 1) == 1


def test_any_executor(reports: Path) -> None:
    alone = aishare_lint.check_paths()
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        assert aishare_lint.check_paths(executor=executor).files == alone.files


@pytest.mark.slow
def test_processes_that_know_nothing(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Started anew, in another folder: all they need is in the work."""
    alone = aishare_lint.check_paths()
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=os.chdir, initargs=("/",)) as executor:
        assert aishare_lint.check_paths(executor=executor).files == alone.files
    monkeypatch.setattr(batch, "_can_fork", lambda: False)
    assert aishare_lint.check_paths(jobs=2).files == alone.files


def test_work_can_be_sent(reports: Path) -> None:
    configuration = aishare_lint.configuration()
    work = batch.Work(batch._plain(configuration), batch.terms_of(configuration).circumstances.started, (Source("a", "a"),))
    assert pickle.loads(pickle.dumps(work)) == work
    code = "import sys, pickle; from aishare_lint.batch import do; print(len(do(pickle.load(sys.stdin.buffer))))"
    done = subprocess.run([sys.executable, "-c", code], input=pickle.dumps(work), capture_output=True, cwd=TOP, check=True)
    assert done.stdout == b"1\n"


def test_an_executor_that_fails(reports: Path) -> None:
    class Broken(concurrent.futures.Executor):
        def submit(self, *_: object, **__: object) -> concurrent.futures.Future[None]:  # type: ignore[override]
            raise RuntimeError("no more work is taken")

    with pytest.raises(RuntimeError, match="no more work"):
        aishare_lint.check_paths(executor=Broken())


def test_a_process_that_dies(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody has judged is no clean report."""
    real, owner = batch.judge, os.getpid()

    def judge(terms: batch.Terms, source: Source) -> batch.Verdict:
        if source.name.endswith("030.yaml") and os.getpid() != owner:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(terms, source)

    monkeypatch.setattr(batch, "judge", judge)
    result = aishare_lint.check_paths(jobs=2)
    lost = [file for file in result.files if file.failures]
    assert "reports/030.yaml" in [file.path for file in lost]
    assert {file.failures[0].error for file in lost} == {"the process that judged it died"}
    assert len(result.files) == COUNT + 2
    assert [file for file in result.files if not file.failures]


def test_no_process_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    real = os.fork

    def fork() -> int:
        process = real()
        made.append(process)
        return process

    monkeypatch.setattr(forking.os, "fork", fork)
    parts = forking.spread([1, 2, 3, 4], lambda part: "x" * 1_000_000, 2)
    assert next(parts) == "x" * 1_000_000
    parts.close()  # type: ignore[attr-defined]
    assert len(made) == 2
    for one in made:
        with pytest.raises(ChildProcessError):
            os.waitpid(one, os.WNOHANG)


def test_named_files_and_standard_input(reports: Path) -> None:
    names = sorted(str(path.relative_to(reports)) for path in (reports / "reports").glob("0*.yaml"))
    runs = {process("check", "--jobs", jobs, "--format", "json", *names, "-", cwd=reports, stdin=CLEAN.encode()) for jobs in "12"}
    assert len(runs) == 1
    assert '"path": "<stdin>"' in runs.pop().out


# Parts


def parts(folder: Path, count: int, *arguments: str) -> list[str]:
    for number in range(1, count + 1):
        process("check", "--shard", f"{number}/{count}", "--output", f"json:{number}.json", "-q", *arguments, cwd=folder)
    return [f"{number}.json" for number in range(1, count + 1)]


def test_the_parts_are_the_whole(reports: Path) -> None:
    schema = json.loads((TOP / "schemas" / "findings.schema.json").read_text())
    whole = process("check", "--format", "json", cwd=reports)
    names = parts(reports, 4)
    said = [json.loads((reports / name).read_text()) for name in names]
    for one in said:
        Draft202012Validator(schema).validate(one)
        assert one["shard"]["files"], "sixty files are spread over four parts"
    assert sum(one["summary"]["files"] for one in said) == COUNT + 2
    merged = process("merge", *names[::-1], "--format", "json", cwd=reports)
    assert merged == whole
    for format_ in ("concise", "sarif", "junit", "markdown", "gitlab"):
        assert process("merge", *names, "--format", format_, cwd=reports) == process("check", "--format", format_, cwd=reports)
    assert process("merge", *names, "--output", "all.txt", "--format", "concise", cwd=reports).out == ""
    assert (reports / "all.txt").read_text() == process("check", "--format", "concise", cwd=reports).out


def test_a_report_is_in_one_part() -> None:
    parts = [batch.part_of(f"reports/{number}.yaml", 3) for number in range(500)]
    assert all(120 < parts.count(part) < 220 for part in (1, 2, 3))


def test_parts_know_of_each_other(reports: Path) -> None:
    """What is said of two reports together is said once, wherever they are judged."""
    names = [f"reports/{number:03}.yaml" for number in range(COUNT)]
    one = names[0]
    other = next(name for name in names if batch.part_of(name, 2) != batch.part_of(one, 2))
    (reports / other).write_text((reports / one).read_text())
    whole = process("check", "--format", "concise", cwd=reports).out
    assert f"{other}:2:5: error repository/id-unique" in whole
    assert process("merge", *parts(reports, 2), "--format", "concise", cwd=reports).out == whole
    by_part = [json.loads((reports / f"{number}.json").read_text()) for number in (1, 2)]
    said = [{finding["path"] for finding in one["findings"] if finding["rule"] == "repository/id-unique"} for one in by_part]
    assert sorted(map(sorted, said)) == [[], [other]]


def test_what_did_not_run_is_the_same_in_parts(reports: Path) -> None:
    """What must be mended, and what lies in what was asked for, are told apart after merging, too."""
    (reports / "packs" / "ours").mkdir(parents=True)
    rule = "title: a word\nseverity: error\nsince: 0.1.0\nmessage: it says so\nwhy: so\ngiven: $.title\n"
    rule += "then: {detect: {pattern: '(.*)(.*)(.*)(.*)(.*)[0-9]$'}}\nexamples: {pass: ['title: b'], fail: ['title: 1']}\n"
    (reports / "packs" / "ours" / "slow.yaml").write_text(rule)
    (reports / "aishare-lint.yaml").write_text("packs: [packs]\n")
    for path in (reports / "reports").iterdir():
        path.unlink()
    (reports / "reports" / "001.yaml").write_text(CLEAN.replace("An agent deleted files", "a" * 400))
    names = parts(reports, 2)
    whole, merged = (process(*arguments, "--format", "json", cwd=reports) for arguments in (("check",), ("merge", *names)))
    gaps = json.loads(whole.out)["summary"]["not_run"]
    assert {gap["check"] for gap in gaps if gap.get("fault")} == {"ours/slow"}
    assert [gap for gap in gaps if gap.get("routine")]
    assert sorted(map(str, json.loads(merged.out)["summary"]["not_run"])) == sorted(map(str, gaps))
    assert merged.code == whole.code


def test_parts_that_do_not_go_together(reports: Path) -> None:
    names = parts(reports, 3)
    ran = process("merge", *names[:2], cwd=reports)
    assert (ran.code, ran.out) == (2, "")
    assert "1 part missing: 3/3" in ran.err
    ran = process("merge", *names[:2], "--partial", cwd=reports)
    assert ran.code == 1
    assert "not run: part 3/3 (its result is missing)" in ran.out
    assert "are both part 1 of 3" in process("merge", *names, names[0], cwd=reports).err
    (reports / "whole.json").write_text(process("check", "--format", "json", cwd=reports).out)
    assert "is the result of a whole run" in process("merge", "whole.json", cwd=reports).err
    process("check", "--shard", "1/2", "--output", "json:half.json", cwd=reports)
    assert "half.json one of 2" in process("merge", *names, "half.json", cwd=reports).err
    said = json.loads((reports / "2.json").read_text())
    said["shard"]["number"] = 3
    (reports / "again.json").write_text(json.dumps(said))
    assert "both speak of reports/" in process("merge", "1.json", "2.json", "again.json", cwd=reports).err
    said["tool"]["version"] = "9"
    (reports / "again.json").write_text(json.dumps(said))
    assert "was made by version" in process("merge", "1.json", "again.json", cwd=reports).err


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"version": 1}'])
def test_what_is_no_result(reports: Path, content: bytes) -> None:
    (reports / "a.json").write_bytes(content)
    ran = process("merge", "a.json", cwd=reports)
    assert ran.code == 2
    assert "a.json is n" in ran.err
    assert process("merge", "there-is-none.json", cwd=reports).code == 2


def test_a_clean_part_ends_well(tmp_path: Path) -> None:
    write(tmp_path, "aishare-lint.yaml", "")
    write(tmp_path, "reports/ORG-2026-0001.yaml")
    names = parts(tmp_path, 3)
    codes = [json.loads((tmp_path / name).read_text())["shard"]["exit_code"] for name in names]
    assert codes == [0, 0, 0]
    assert process("merge", *names, cwd=tmp_path) == Ran(0, process("check", cwd=tmp_path).out, "")


def test_a_part_in_which_a_path_was_missing(reports: Path) -> None:
    names = parts(reports, 2, "reports", "gone.yaml", "--fail-on", "never")
    assert process("merge", *names, cwd=reports).code == 2


@pytest.mark.parametrize("shard", ["", "1", "0/2", "3/2", "1/0", "-1/2", "a/b", "1/2/3", "1/٢"])
def test_what_is_no_part(reports: Path, shard: str) -> None:
    ran = process("check", "--shard", shard, cwd=reports)
    assert ran.code == 2
    assert "is no part: the second of four is 2/4" in ran.err
