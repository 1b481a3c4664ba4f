"""From five facts at two in the morning to a withdrawal, by the commands that people call: who gets what, and who must hear of what."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.share import archive

from ..share.sharing import House, make_house

TOP = Path(__file__).parents[2]
CONFIGURATION = """\
reports: ["reports/**/*.yaml"]
audiences:
  jcdc:
    ceiling: TLP:AMBER
    formats: [yaml, stix, misp]
    approve: {count: 2, emergency: {stages: [early], max_mark: TLP:AMBER, roles: [duty-officer], second_review_within: 24h}}
  partners: {ceiling: TLP:GREEN, formats: [yaml, stix]}
approvals:
  roles: {duty-officer: [bob@example.org]}
"""
EARLY = """\
schema: aishare/1
id: EU-2026-0001
title: A coding agent deleted a staging bucket
kind: incident
status: ready
stage: early
version: "1"
tlp: TLP:AMBER
created: "2026-11-20"
description:
  summary: A coding agent deleted a staging bucket after it had read a poisoned issue.
  activity: incident
  obtained: direct
  confidence: {level: moderate, malicious: unconfirmed, basis: the log of the session}
"""
UPDATE = """\
schema: aishare/1
id: EU-2026-0001
title: A coding agent deleted a staging bucket
kind: incident
status: ready
stage: early
version: "2"
tlp: TLP:AMBER
default_tlp: TLP:GREEN
created: "2026-11-20"
updated: "2026-11-21"
revisions: [{version: "1", date: "2026-11-20", summary: The early warning}]
description:
  summary: A coding agent deleted a staging bucket after it had read a poisoned issue.
  activity: incident
  obtained: direct
  confidence: {level: high, malicious: confirmed, basis: the log of the session}
detection:
  indicators:
    - {id: i1, type: domain, value: "cdn[.]actor-host[.]com", role: c2, first_seen: "2026-11-19", confidence: high}
    - {id: i2, type: domain, value: "files[.]actor-other[.]net", role: payload-delivery, first_seen: "2026-11-19", confidence: moderate}
victims:
  targets: {description: The staging account of our billing team, tlp: TLP:AMBER}
"""


class People:
    """What Alice, who writes, and Bob and Carol, who approve, see on their terminals."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.out = house.top.parent / "out"

    def __call__(self, who: str, *arguments: str, expected: int = 0) -> str:
        self.house.become(who)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") and name not in ("CI", "GITHUB_ACTIONS")}
        done = subprocess.run(
            [sys.executable, "-m", "aishare_lint", *arguments],
            cwd=self.house.top,
            capture_output=True,
            text=True,
            check=False,
            env={**kept, "GIT_CONFIG_GLOBAL": os.devnull, "PYTHONPATH": str(TOP), "PYTHONUTF8": "1"},
        )
        said = done.stdout + done.stderr
        assert done.returncode == expected, said
        return said

    def write(self, text: str) -> None:
        (self.house.top / "reports" / "EU-2026-0001.yaml").write_text(text)
        self.house.commit("alice")

    def package(self, audience: str, version: str) -> dict[str, bytes]:
        """Package, write down that it was sent, and open what was sent."""
        self("carol", "package", "--audience", audience, "--report", "EU-2026-0001", "--out", str(self.out), "--plain")
        path = self.out / f"EU-2026-0001-{version}-{audience}.tar"
        self("carol", "verify", str(path), "--signers", ".aishare/allowed_signers")
        self("carol", "sent", "EU-2026-0001", "--audience", audience, "--package", str(path), "--channel", "email")
        return archive.read(path.read_bytes())


@pytest.fixture
def people(tmp_path: Path) -> People:
    house = make_house(tmp_path)
    house.report.unlink()
    (house.top / "aishare-lint.yaml").write_text(CONFIGURATION)
    house.commit("alice")
    return People(house)


def objects(files: dict[str, bytes]) -> dict[str, Any]:
    bundle = json.loads(files["EU-2026-0001.stix.json"])
    return {one["id"]: one for one in bundle["objects"]}


def test_the_story(people: People) -> None:
    # Two in the morning: five facts, one duty officer.
    people.write(EARLY)
    assert "0 errors" in people("alice", "check")
    assert "missing 2 more approvals (0 of 2 people)" in people("alice", "approvals", "--audience", "jcdc", expected=1)
    said = people("bob", "approve", "EU-2026-0001", "--audience", "jcdc", "--emergency", "--role", "duty-officer", "--yes")
    assert said.endswith("approved\n")
    first = people.package("jcdc", "1")
    assert json.loads(first["manifest.json"])["emergency"] is True
    assert "approved in an emergency; a second review is owed" in people("alice", "approvals", "--audience", "jcdc")
    assert "a second review of what went to jcdc in an emergency" in people("alice", "due")
    people("alice", "package", "--audience", "partners", "--report", "EU-2026-0001", "--out", str(people.out), expected=1)
    assert "nothing is outstanding" in people("alice", "outstanding")

    # In daylight more is known, and partners get what is for them.
    people.write(UPDATE)
    assert "jcdc holds version 1" in people("alice", "outstanding", expected=1)
    said = people("alice", "edition", "EU-2026-0001", "--audience", "jcdc", "--since-last")
    assert "+  indicators:" in said
    assert '-version: "1"' in said
    people("bob", "approve", "EU-2026-0001", "--audience", "jcdc", "--yes")
    people("carol", "approve", "EU-2026-0001", "--audience", "jcdc", "--yes")
    people("bob", "approve", "EU-2026-0001", "--audience", "partners", "--yes")
    second = people.package("jcdc", "2")
    partners = people.package("partners", "2")
    assert b"billing team" in second["EU-2026-0001.yaml"]
    assert all(b"billing team" not in content for content in partners.values())
    assert "nothing is outstanding" in people("alice", "outstanding")
    assert "a second review" not in people("alice", "due")

    # One indicator was wrong.
    revoked = UPDATE.replace('version: "2"\n', 'version: "3"\n').replace('updated: "2026-11-21"', 'updated: "2026-11-22"')
    revoked = revoked.replace("confidence: moderate}", 'confidence: moderate, revoked: {at: "2026-11-22", reason: It is a mirror of ours}}')
    people.write(revoked)
    for who, audience in (("bob", "jcdc"), ("carol", "jcdc"), ("bob", "partners")):
        people(who, "approve", "EU-2026-0001", "--audience", audience, "--yes")
    third = people.package("jcdc", "3")
    people.package("partners", "3")
    before, after = objects(second), objects(third)
    changed = [id_ for id_, one in after.items() if one.get("revoked") and id_.startswith("indicator--")]
    assert len(changed) == 1
    assert not before[changed[0]].get("revoked")
    assert after[changed[0]]["created"] == before[changed[0]]["created"]
    assert after[changed[0]]["modified"] > before[changed[0]]["modified"]
    lasting = ("report--", "indicator--", "identity--")
    assert {id_ for id_ in before if id_.startswith(lasting)} <= set(after)

    # It was an exercise of another team: everybody must hear of it.
    withdrawn = revoked.replace("status: ready", "status: withdrawn").replace('version: "3"\n', 'version: "4"\n')
    withdrawn = withdrawn.replace(
        'updated: "2026-11-22"', 'updated: "2026-11-23"\nwithdrawn: {at: "2026-11-23", reason: It was an exercise}'
    )
    people.write(withdrawn)
    said = people("alice", "outstanding", expected=1)
    assert "jcdc holds version 3" in said
    assert said.count("waits for the withdrawal") == 2
    for who, audience in (("bob", "jcdc"), ("carol", "jcdc"), ("bob", "partners")):
        people(who, "approve", "EU-2026-0001", "--audience", audience, "--yes")
    last = people.package("jcdc", "4")
    people.package("partners", "4")
    assert json.loads(last["manifest.json"])["status"] == "withdrawn"
    report = next(one for id_, one in objects(last).items() if id_.startswith("report--"))
    assert report["revoked"] is True
    assert report["id"] in before
    assert "nothing is outstanding" in people("alice", "outstanding")
    (people.house.top / "reports" / "EU-2026-0001.yaml").unlink()
    people.house.commit("alice")
    assert "the report is gone: withdraw, never delete" in people("alice", "outstanding", expected=1)
