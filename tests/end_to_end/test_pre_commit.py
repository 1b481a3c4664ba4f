"""The hooks as their users get them: the real pre-commit installs them from a clone of this repository into a fresh one."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.end_to_end.checkout import ROOT, clone, environment, must, run

SECRETS = ("Northwind", "of-course", "j.miller", "word for word", "how the agent obeyed")
INCOMPLETE = """\
schema: aishare/1
id: EX-2026-0002
title: A coding agent ran a command from an issue comment
kind: incident
status: draft
tlp: TLP:AMBER
created: "2024-01-01"
description:
  summary: The agent ran a script that the comment named.
  activity: incident
  obtained: direct
  confidence: {level: high, malicious: unconfirmed}
"""
FIXABLE = (
    INCOMPLETE.replace("0002", "0003").replace("TLP:AMBER", "TLP:WHITE")
    + 'technical: {prompts: [{id: p1, prompt: "TLP:WHITE  tlp:clear"}]}\n'
)


class Repository:
    """A fresh repository whose commits run the hooks."""

    def __init__(self, folder: Path, hooks: Path, variables: dict[str, str]) -> None:
        self.folder, self.hooks, self.variables = folder, hooks, variables
        folder.mkdir()
        must(["git", "init", "--quiet", "--initial-branch", "main"], folder, variables)
        must([sys.executable, "-m", "pre_commit", "install"], folder, variables)

    def use(self, hook: str) -> None:
        """Install one of the hooks. It is built from PyPI on first use, outside of any commit."""
        self.write(".pre-commit-config.yaml", f"repos:\n  - repo: {self.hooks}\n    rev: v0.1.0\n    hooks: [{{id: {hook}}}]\n")
        must([sys.executable, "-m", "pre_commit", "install-hooks"], self.folder, self.variables, seconds=600)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8", newline="")

    def read(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode()

    def commit(self, *arguments: str, all_: bool = True) -> tuple[bool, str]:
        """Whether everything, or what the arguments say, could be committed, and what was printed."""
        if all_:
            must(["git", "add", "--all"], self.folder, self.variables)
        done = run(["git", "commit", "--message", "x", *arguments], self.folder, self.variables)
        return done.returncode == 0, done.stdout


def test_the_hooks_in_a_fresh_repository(tmp_path: Path) -> None:
    variables = environment(tmp_path, PRE_COMMIT_HOME=str(tmp_path / "pre-commit"))
    clone(tmp_path / "hooks", variables, tag="v0.1.0")
    repository = Repository(tmp_path / "repository", tmp_path / "hooks", variables)
    repository.use("aishare-lint")

    # What is no report is nobody's business here.
    repository.write("aishare-lint.yaml", "repository: {ceiling: TLP:AMBER}\n")
    done, said = repository.commit()
    assert done, said
    assert "(no files to check)Skipped" in said

    # A report that says too much does not get in, and nothing secret of it is shown.
    oversharing = (ROOT / "examples" / "mistakes" / "oversharing.yaml").read_text(encoding="utf-8")
    repository.write("reports/EX-2026-9001.yaml", oversharing)
    done, said = repository.commit()
    assert not done, said
    assert "error[tlp/looser-than-content]" in said
    assert "error[redaction/non-public-poc]" in said
    assert [secret for secret in SECRETS if secret in said] == []
    assert must(["git", "log", "--format=%s"], repository.folder, variables) == "x\n"

    # Mended by hand it does.
    mended = oversharing.replace("tlp: TLP:GREEN", "tlp: TLP:AMBER").replace(", tlp: TLP:AMBER+STRICT", "").replace("https://", "hxxps://")
    mended = mended[: mended.index("technical:")].replace("Bearer of-course-no-real-token-8Zq3vTr2wLm9Kx", "a token")
    mended = mended.replace("j.miller@northwind-hospitals.example", "a nurse")
    repository.write("reports/EX-2026-9001.yaml", mended)
    done, said = repository.commit()
    assert done, said
    assert "Passed" in said

    # An incomplete draft gets in, and its warnings are shown; infos (it is an old one) are not.
    repository.write("reports/EX-2026-0002.yaml", INCOMPLETE)
    done, said = repository.commit()
    assert done, said
    assert "warning[completeness/unanswered-question]" in said
    assert "ai_systems" in said
    assert "info[" not in said

    # The other hook mends what is safe to mend, stops so that it can be looked at, and lets it in the second time.
    repository.use("aishare-lint-fix")
    repository.write("reports/EX-2026-0003.yaml", FIXABLE)
    done, said = repository.commit()
    assert not done, said
    assert "files were modified by this hook" in said
    assert repository.read("reports/EX-2026-0003.yaml") == FIXABLE.replace("tlp: TLP:WHITE", "tlp: TLP:CLEAR", 1), "the prompt is evidence"
    repository.write("reports/EX-2026-0003.yaml", repository.read("reports/EX-2026-0003.yaml").split("technical:")[0])
    done, said = repository.commit()
    assert done, said

    # The third one reads what the commit will hold: of `git commit FILE` and `commit -am` an index of their own.
    repository.use("aishare-lint-staged")
    report = repository.read("reports/EX-2026-0003.yaml")
    done, said = repository.commit()
    assert done, said
    listed = "attachments: [{path: attachments/x.txt, disclosure: public, origin: observed-in-attack}]\n"
    repository.write("reports/EX-2026-0003.yaml", report + listed)
    done, said = repository.commit("reports/EX-2026-0003.yaml", all_=False)
    assert "there is no such file" in said, "what was never added does not come with the commit"
    repository.write("reports/attachments/x.txt", "key " + "ghp_" + "0123456789abcdefghij" + "ABCDEFGHIJ012345\n")
    done, said = repository.commit()
    assert not done, said
    assert "error[redaction/secret]" in said
    repository.write("reports/attachments/x.txt", "harmless\n")
    done, said = repository.commit("reports/attachments/x.txt", all_=False)
    assert done, said
    repository.write("reports/EX-2026-0002.yaml", INCOMPLETE.replace("TLP:AMBER", "TLP:WHITE"))
    done, said = repository.commit("--all", all_=False)
    assert not done, said
    assert "tlp/retired-label" in said
