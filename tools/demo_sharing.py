"""The second half of `make demo`: three real reports are approved with throwaway keys, packaged for three audiences, and checked by those
who get them, with our command and with nothing but tar, sha256sum and ssh-keygen.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

EXAMPLES = Path(__file__).parent.parent / "examples"
READY = ("EX-2024-1005", "EX-2025-1002", "EX-2025-1006")
AUDIENCES = ("public", "partners", "jcdc")
#: What each audience gets: the reports of which something is marked loosely enough, with the mark of the edition.
EXPECTED = {
    "public": {"EX-2025-1002": "TLP:CLEAR"},
    "partners": {"EX-2024-1005": "TLP:GREEN", "EX-2025-1002": "TLP:CLEAR", "EX-2025-1006": "TLP:GREEN"},
    "jcdc": {"EX-2024-1005": "TLP:AMBER", "EX-2025-1002": "TLP:CLEAR", "EX-2025-1006": "TLP:GREEN"},
}
CONFIGURATION = """\
reports: ["reports/**/*.yaml"]
repository: {ceiling: TLP:AMBER, visibility: private}
audiences:
  public: {ceiling: TLP:CLEAR, formats: [yaml, markdown, html], identity: none}
  partners: {ceiling: TLP:GREEN, formats: [yaml, markdown, html, eml, stix, misp]}
  jcdc: {ceiling: TLP:AMBER, formats: [yaml, markdown, eml, sheet, stix], approve: {count: 2, roles: [disclosure-lead]}}
"""


class WrongError(Exception):
    """The demonstration did not show what it should."""


class Stage:
    """A throwaway repository with people, and everything that is done in it, shown."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.top = folder / "reports-repository"

    def show(self, title: str) -> None:
        print(f"\n# {title}", flush=True)

    def run(self, shown: str, *command: str, expected: int = 0, cwd: Path | None = None) -> str:
        """Show a command and what it prints. Raises WrongError where it ends otherwise than it should."""
        print(f"$ {shown}", flush=True)
        done = subprocess.run(command, cwd=cwd or self.top, check=False, capture_output=True, encoding="utf-8", env=self.environment())
        said = done.stdout + done.stderr
        print(said, end="", flush=True)
        if done.returncode != expected:
            raise WrongError(f"`{shown}` ended with {done.returncode} instead of {expected}")
        return said

    def ours(self, arguments: str, *, expected: int = 0) -> str:
        return self.run(f"aishare-lint {arguments}", sys.executable, "-m", "aishare_lint", *arguments.split(), expected=expected)

    def quietly(self, *command: str) -> None:
        subprocess.run(command, cwd=self.top, check=True, capture_output=True, stdin=subprocess.DEVNULL, env=self.environment())

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") and name != "GITHUB_ACTIONS"}
        package = str(Path(__file__).parent.parent)
        return {**kept, "HOME": str(self.folder), "GIT_CONFIG_GLOBAL": os.devnull, "PYTHONUTF8": "1", "PYTHONPATH": package, "CI": ""}

    def prepare(self) -> None:
        (self.top / "reports").mkdir(parents=True)
        (self.top / ".aishare").mkdir()
        signers = []
        for who in ("alice", "bob", "carol", "dora"):
            key = self.folder / who
            self.quietly("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", str(key))
            signers.append(f"{who}@example.org {Path(f'{key}.pub').read_text()}")
        (self.top / ".aishare" / "allowed_signers").write_text("".join(signers))
        (self.top / "aishare-lint.yaml").write_text(CONFIGURATION)
        for name in READY:
            shutil.copy(EXAMPLES / "reports" / f"{name}.yaml", self.top / "reports")
        # The draft that one of them supersedes.
        shutil.copy(EXAMPLES / "reports" / "EX-2024-0005.yaml", self.top / "reports")
        self.quietly("git", "init", "-q", "-b", "main")
        self.quietly("git", "config", "gpg.format", "ssh")
        self.become("alice")
        self.commit("Three reports")

    def become(self, who: str) -> None:
        self.quietly("git", "config", "user.name", who)
        self.quietly("git", "config", "user.email", f"{who}@example.org")
        self.quietly("git", "config", "user.signingkey", str(self.folder / f"{who}.pub"))

    def commit(self, message: str) -> None:
        self.quietly("git", "add", "-A")
        self.quietly("git", "commit", "-q", "-m", message)


def main() -> int:
    """Play it; 1 where it shows something else than it should."""
    with TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        try:
            _play(stage)
        except WrongError as wrong:
            print(f"demo: {wrong}", file=sys.stderr)
            return 1
    return 0


def _play(stage: Stage) -> None:
    stage.prepare()
    stage.show("What partners would get of the Ray case: its places marked TLP:AMBER are left out, and named.")
    said = stage.ours("edition EX-2024-1005 --audience partners")
    for words in ("tlp: TLP:GREEN", "left out: $.ai_systems.models (above-ceiling)"):
        _must_say(said, words)
    if "VPN" in said:
        raise WrongError("the edition for partners holds what is marked TLP:AMBER")
    stage.show("Bob approves for all three audiences. The author, Alice, could not: nobody approves alone what they wrote.")
    stage.become("bob")
    for audience, reports in EXPECTED.items():
        for name in reports:
            role = " --role disclosure-lead" if audience == "jcdc" else ""
            stage.ours(f"approve {name} --audience {audience}{role} --yes")
    stage.show("For the JCDC two must. Carol is the second one.")
    stage.become("carol")
    for name in EXPECTED["jcdc"]:
        stage.ours(f"approve {name} --audience jcdc --yes")
    stage.commit("Approved")
    stage.ours("approvals")
    stage.show(
        "What is approved is packaged, signed by Dora, who stands for the CI job. What this audience may not get is left where it is."
    )
    stage.become("dora")
    for audience, reports in EXPECTED.items():
        said = stage.ours(f"package --audience {audience} --out ../packages/{audience} --plain")
        found = dict(re.findall(r"^(EX-[\d-]+): \S+\.tar \((TLP:[A-Z+]+)", said, re.MULTILINE))
        if found != reports:
            raise WrongError(f"{audience} would get {found}, and should get {reports}")
    for audience in AUDIENCES:
        for package in sorted((stage.folder / "packages" / audience).iterdir()):
            _check(stage, audience, package)


def _check(stage: Stage, audience: str, package: Path) -> None:
    """What a recipient does, who has the list of signers from elsewhere."""
    stage.show(f"{audience} checks {package.name}: with our command, and with coreutils and OpenSSH alone.")
    path = f"../packages/{audience}/{package.name}"
    said = stage.ours(f"verify {path} --signers .aishare/allowed_signers")
    _must_say(said, "intact; signed by dora@example.org")
    unpacked = stage.folder / "unpacked" / package.stem / audience
    unpacked.mkdir(parents=True)
    signers = stage.top / ".aishare" / "allowed_signers"
    stage.run(f"tar xf {package.name}", "tar", "xf", str(package), cwd=unpacked)
    _must_say(stage.run("sha256sum -c SHA256SUMS", "sha256sum", "-c", "SHA256SUMS", cwd=unpacked), "manifest.json: OK")
    command = "ssh-keygen -Y verify -f allowed_signers -I dora@example.org -n aishare-package -s SHA256SUMS.sig < SHA256SUMS"
    said = stage.run(command, "sh", "-c", command.replace("-f allowed_signers", f"-f '{signers}'"), cwd=unpacked)
    _must_say(said, 'Good "aishare-package" signature for dora@example.org')


def _must_say(said: str, words: str) -> None:
    if words not in said:
        raise WrongError(f"it did not say: {words}")
