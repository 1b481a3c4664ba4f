"""A repository with people who sign, and a report that is ready to be shared, for tests of approvals and packages."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from aishare_lint.cli.sharing import Sharing, opened

from .reports import make_key

REPORT = """\
schema: aishare/1
id: ORG-2026-0001
title: A coding agent ran a command from an issue
kind: incident
status: ready
stage: early
version: "1"
tlp: TLP:AMBER
default_tlp: TLP:GREEN
created: "2026-11-01"
description:
  summary: A coding agent was made to run a command that an issue held.
  activity: incident
  obtained: direct
  confidence: {level: high, malicious: confirmed, basis: the log of the session}
victims:
  targets: {description: Waterworks of Springfield, tlp: TLP:AMBER}
"""

CONFIGURATION = """\
reports: ["reports/**/*.yaml"]
audiences:
  partners: {ceiling: TLP:GREEN, formats: [json]}
  peers: {ceiling: TLP:GREEN, formats: [json]}
  two: {ceiling: TLP:AMBER, approve: {count: 2, roles: [analyst]}}
  urgent:
    ceiling: TLP:AMBER
    approve: {count: 2, emergency: {stages: [early], max_mark: TLP:GREEN, roles: [duty-officer], second_review_within: 24h}}
  private: {ceiling: TLP:GREEN, approve: {privacy: true}}
  named: {ceiling: TLP:RED}
  demanding: {ceiling: TLP:GREEN, min_coverage: 59}
approvals:
  roles: {analyst: [bob@example.org], duty-officer: [bob@example.org]}
"""

PEOPLE = ("alice", "bob", "carol", "mallory")


class House(NamedTuple):
    """A repository, and where the keys of its people lie. Mallory is on no list of signers."""

    top: Path
    keys: Path

    @property
    def report(self) -> Path:
        return self.top / "reports" / "ORG-2026-0001.yaml"

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", "-C", self.top, *arguments], check=True, capture_output=True, text=True, env=_environment())
        return done.stdout

    def become(self, who: str) -> None:
        self.git("config", "user.name", who)
        self.git("config", "user.email", f"{who}@example.org")
        self.git("config", "user.signingkey", str(self.key(who)) + ".pub")

    def key(self, who: str) -> Path:
        return self.keys / who / "id_test"

    def public(self, who: str) -> str:
        return Path(f"{self.key(who)}.pub").read_text().strip()

    def commit(self, who: str, message: str = "A change") -> None:
        self.git("add", "-A")
        self.git("-c", f"user.name={who}", "-c", f"user.email={who}@example.org", "commit", "-q", "-m", message)

    def change(self, old: str, new: str, file: str = "reports/ORG-2026-0001.yaml") -> None:
        path = self.top / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    @contextmanager
    def sharing(self, ref: str | None = None) -> Iterator[Sharing]:
        before = Path.cwd()
        os.chdir(self.top)
        try:
            yield opened(None, ref)
        finally:
            os.chdir(before)


def _environment() -> dict[str, str]:
    fixed = "2026-11-01T00:00:00Z"
    return {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_DATE": fixed, "GIT_COMMITTER_DATE": fixed}


def make_house(folder: Path) -> House:
    house = House(folder / "repository", folder / "keys")
    for who in PEOPLE:
        make_key(house.keys / who, "-C", who)
    (house.top / "reports").mkdir(parents=True)
    (house.top / ".aishare").mkdir()
    subprocess.run(["git", "init", "-q", "-b", "main", house.top], check=True, env=_environment())
    house.git("config", "gpg.format", "ssh")
    house.git("config", "commit.gpgsign", "false")
    house.report.write_text(REPORT)
    (house.top / "aishare-lint.yaml").write_text(CONFIGURATION)
    signers = [f"{who}@example.org {house.public(who)}\n" for who in ("alice", "bob", "carol")]
    (house.top / ".aishare" / "allowed_signers").write_text("".join(signers))
    house.become("alice")
    house.commit("alice", "A report")
    return house


#: The moment at which tests look, when they say which.
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
