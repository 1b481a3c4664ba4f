"""The commands that share, on the command line: what they say, what they write, how they end."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from aishare_lint.cli.main import run
from aishare_lint.share import archive, ledger

from ..share.sharing import House, make_house
from .conftest import SPEAKING, Ran

ID = "ORG-2026-0001"
Call = Callable[..., Ran]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> House:
    return make_house(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(template: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    subprocess.run(["cp", "-R", template.top, tmp_path / "repository"], check=True)
    made = House(tmp_path / "repository", template.keys)
    for name in (*SPEAKING, "GITLAB_CI", "JENKINS_URL", "TF_BUILD", "GIT_AUTHOR_EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.chdir(made.top)
    return made


@pytest.fixture
def cli(house: House, capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str, who: str = "bob") -> Ran:
        house.become(who)
        capsys.readouterr()
        code = run(arguments)
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def packaged(house: House, cli: Call, tmp_path: Path) -> Path:
    """A package for the partners, made by Carol, approved by Bob."""
    assert cli("approve", ID, "--audience", "partners", "--yes").code == 0
    assert cli("package", "--audience", "partners", "--out", str(tmp_path / "out"), who="carol").code == 0
    return tmp_path / "out" / f"{ID}-1-partners.tar"


def held(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) if folder.exists() else []


# edition


def test_an_edition_is_shown_and_what_it_leaves_out_is_named(cli: Call) -> None:
    ran = cli("edition", ID, "--audience", "partners")
    assert ran.code == 0
    assert "summary: A coding agent was made to run a command" in ran.out
    assert "Springfield" not in ran.out + ran.err
    assert ran.err == "left out: $.victims (above-ceiling)\n"


def test_an_edition_needs_no_list_of_signers(house: House, cli: Call) -> None:
    (house.top / ".aishare" / "allowed_signers").unlink()
    house.commit("alice")
    assert cli("edition", ID, "--audience", "partners").code == 0
    ran = cli("approvals")
    assert ran.code == 2
    assert "holds no list of allowed signers (.aishare/allowed_signers)" in ran.err


def test_an_edition_of_a_report_with_errors_is_not_written(house: House, cli: Call, tmp_path: Path) -> None:
    house.change("activity: incident", "activity: nonsense")
    ran = cli("edition", ID, "--audience", "partners")
    assert ran.code == 1
    assert "warning: the report has 1 errors" in ran.err
    assert cli("edition", ID, "--audience", "partners", "--output", str(tmp_path / "out.yaml")).code == 2
    assert not (tmp_path / "out.yaml").exists()


def test_an_edition_is_written_in_another_format(cli: Call, tmp_path: Path) -> None:
    assert cli("edition", ID, "--audience", "partners", "--format", "json", "--output", str(tmp_path / "out.json")).code == 0
    assert json.loads((tmp_path / "out.json").read_text())["tlp"] == "TLP:GREEN"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((ID, "--audience", "partnes"), "did you mean `partners`?"),
        ((ID, "--audience", "partners", "--format", "docx"), "`docx` is no format of packages"),
        ((ID, "--audience", "partners", "--since-last", "--output", "x"), "--since-last shows a difference on the screen"),
        (("ORG-2026-0002", "--audience", "partners"), f"did you mean `{ID}`?"),
        (("nothing", "--audience", "partners"), "name its file or its id"),
        ((ID, "--audience", "partners", "--policy-ref", "nowhere"), "`nowhere`, which is no commit here"),
        ((ID,), "Missing option '--audience'"),
    ],
)
def test_mistakes_about_editions(cli: Call, arguments: tuple[str, ...], said: str) -> None:
    ran = cli("edition", *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_what_changed_since_an_audience_got_something(house: House, cli: Call) -> None:
    assert "got nothing of this report yet" in cli("edition", ID, "--audience", "partners", "--since-last").out
    cli("approve", ID, "--audience", "partners", "--yes")
    assert cli("sent", ID, "--audience", "partners").code == 0
    assert "partners holds this edition since" in cli("edition", ID, "--audience", "partners", "--since-last").out
    house.change("command from an issue", "program from an issue")
    house.commit("alice")
    ran = cli("edition", ID, "--audience", "partners", "--since-last")
    assert "-title: A coding agent ran a command from an issue" in ran.out
    assert "+title: A coding agent ran a program from an issue" in ran.out


def test_nothing_is_committed_yet(house: House, cli: Call) -> None:
    house.git("checkout", "-q", "--orphan", "new")
    house.git("update-ref", "-d", "refs/heads/main")
    ran = cli("edition", ID, "--audience", "partners")
    assert ran.code == 2
    assert "nothing is committed here yet" in ran.err


# approve


def test_an_approval_is_shown_signed_and_counted(house: House, cli: Call) -> None:
    ran = cli("approve", ID, "--audience", "partners", "--yes")
    assert ran.code == 0
    assert ran.out.startswith(f"{ID} for partners (up to TLP:GREEN): an edition marked TLP:GREEN\n  digest sha256:")
    assert "  left out: $.victims (above-ceiling)\n" in ran.out
    assert ran.out.endswith("\napproved\n")
    assert len(held(house.top / "approvals" / ID / "partners")) == 2


def test_what_is_still_missing_is_said(cli: Call) -> None:
    ran = cli("approve", ID, "--audience", "two", "--yes", who="alice")
    assert ran.code == 0
    assert ran.out.endswith(
        "still missing: 1 more approval (1 of 2 people); an approval in the role `analyst`; "
        "an approval by somebody who did not write the report\n"
    )


@pytest.mark.parametrize(
    ("arguments", "who", "code", "said"),
    [
        (("--audience", "partners"), "bob", 2, "nobody is there to be asked; nothing was signed"),
        (("--audience", "partners", "--yes"), "mallory", 2, "is not among the allowed signers of main"),
        (("--audience", "partners", "--yes", "--expires", "0d"), "bob", 2, "`0d` is no time span"),
        (("--audience", "partners", "--yes", "--expires", "soon"), "bob", 2, "`soon` is no time span"),
        (("--audience", "partners", "--yes", "--privacy", "--role", "x"), "bob", 2, "--privacy is a role of its own"),
        (("--audience", "partners", "--yes", "--emergency"), "bob", 2, "it would not count: the policy for `partners` knows no emergency"),
        (("--audience", "two", "--yes", "--role", "analyst"), "carol", 2, "it would not count: `carol@example.org` does not have the role"),
    ],
)
def test_what_would_not_count_is_not_signed(house: House, cli: Call, arguments: tuple[str, ...], who: str, code: int, said: str) -> None:
    ran = cli("approve", ID, *arguments, who=who)
    assert ran.code == code
    assert said in ran.err
    assert held(house.top / "approvals") == []


def test_neither_a_draft_nor_an_error_is_signed(house: House, cli: Call) -> None:
    house.change("status: ready", "status: draft")
    ran = cli("approve", ID, "--audience", "partners", "--yes")
    assert ran.code == 2
    assert "is a draft" in ran.err
    house.change("status: draft", "status: ready")
    house.change("activity: incident", "activity: nonsense")
    ran = cli("approve", ID, "--audience", "partners", "--yes")
    assert ran.code == 1
    assert "nothing was signed" in ran.err
    assert held(house.top / "approvals") == []


# approvals


def test_approvals_as_text_markdown_and_json(house: House, cli: Call) -> None:
    cli("approve", ID, "--audience", "partners", "--yes")
    ran = cli("approvals")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0].startswith("policy: main (")
    assert f"{ID} for partners: approved (TLP:GREEN)" in lines
    assert f"{ID} for peers: missing 1 more approval (0 of 1 people) (TLP:GREEN)" in lines
    assert cli("approvals", ID, "--audience", "partners").code == 0
    table = cli("approvals", "--audience", "partners", "--format", "markdown").out
    assert "| report | audience | edition | answered | state |" in table
    said = json.loads(cli("approvals", "--audience", "partners", "--format", "json").out)
    assert [(row["report"], row["audience"], row["verdict"], row["missing"]) for row in said["approvals"]] == [
        (ID, "partners", "approved", [])
    ]


def test_what_cannot_be_read_is_named_and_not_passed_over(house: House, cli: Call, tmp_path: Path) -> None:
    (house.top / "reports" / "broken.yaml").write_text("schema: [\n")
    house.commit("alice")
    for arguments in (("approvals", "--audience", "partners"), ("package", "--audience", "partners", "--out", str(tmp_path / "out"))):
        ran = cli(*arguments)
        assert ran.code == 1
        assert "warning: reports/broken.yaml cannot be read" in ran.err


def test_two_reports_with_one_id_are_none(house: House, cli: Call, tmp_path: Path) -> None:
    (house.top / "reports" / "other.yaml").write_text(house.report.read_text())
    house.commit("alice")
    ran = cli("package", "--audience", "partners", "--out", str(tmp_path / "out"))
    assert ran.code == 2
    assert "is the id of several reports" in ran.err


def test_names_of_files_and_forged_approvals_move_no_cursor_and_command_no_runner(
    house: House, cli: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cli("approve", ID, "--audience", "partners", "--yes")
    folder = house.top / "approvals" / ID / "partners"
    good = next(folder.glob("*.json"))
    (folder / "a\n::error::x\x1b[2J.json").write_text("{}")
    forged = json.loads(good.read_text()) | {"by": "\n::error::y\x1b[2J"}
    (folder / "b.json").write_text(json.dumps(forged, sort_keys=True, separators=(",", ":")) + "\n")
    (folder / "b.json.sig").write_bytes(Path(f"{good}.sig").read_bytes())
    good.unlink()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for arguments in (
        ("approvals", "--audience", "partners"),
        ("package", "--audience", "partners", "--out", str(tmp_path / "out")),
        ("due",),
    ):
        said = "".join(cli(*arguments)[1:])
        assert "\x1b" not in said
        assert not any(line.lstrip().startswith("::") for line in said.splitlines())
    assert "b.json" in cli("approvals", "--audience", "partners").out


# package


def test_a_package_is_written_whole_and_alone(packaged: Path) -> None:
    assert held(packaged.parent) == [packaged.name]
    assert f"{ID}.json" in archive.read(packaged.read_bytes())


def test_what_is_not_approved_is_named_and_left(cli: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = cli("package", "--audience", "partners", "--out", str(out))
    assert ran.code == 0
    assert f"{ID}: not packaged, missing 1 more approval (0 of 1 people)" in ran.out
    assert cli("package", "--audience", "partners", "--report", ID, "--out", str(out)).code == 1
    assert not out.exists()


def test_a_package_that_is_blocked_leaves_nothing(house: House, cli: Call, tmp_path: Path) -> None:
    cli("approve", ID, "--audience", "demanding", "--yes")
    out = tmp_path / "out"
    ran = cli("package", "--audience", "demanding", "--out", str(out))
    assert ran.code == 1
    assert "the audience asks for 59" in ran.err
    assert not out.exists()


def test_above_green_it_is_encrypted_or_not_written(house: House, cli: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house.change("named: {ceiling: TLP:RED}", "named: {ceiling: TLP:AMBER}", "aishare-lint.yaml")
    house.commit("alice")
    cli("approve", ID, "--audience", "named", "--yes")
    out = tmp_path / "out"
    ran = cli("package", "--audience", "named", "--out", str(out))
    assert ran.code == 1
    assert "has no key to encrypt to" in ran.err
    monkeypatch.setenv("JENKINS_URL", "https://ci.example.org")
    ran = cli("package", "--audience", "named", "--out", str(out), "--plain")
    assert ran.code == 1
    assert "in CI it is written encrypted or not at all" in ran.err
    assert not out.exists()
    monkeypatch.delenv("JENKINS_URL")
    assert cli("package", "--audience", "named", "--out", str(out), "--plain").code == 0


def test_an_encrypted_package_is_opened_with_its_key(house: House, cli: Call, tmp_path: Path) -> None:
    key = house.public("carol").rsplit(" ", 1)[0]
    house.change("named: {ceiling: TLP:RED}", f'named: {{ceiling: TLP:AMBER, encryption: {{age: ["{key}"]}}}}', "aishare-lint.yaml")
    house.commit("alice")
    cli("approve", ID, "--audience", "named", "--yes")
    ran = cli("package", "--audience", "named", "--out", str(tmp_path))
    assert ran.code == 0, ran.err
    path = str(tmp_path / f"{ID}-1-named.tar.age")
    signers = ("--signers", ".aishare/allowed_signers")
    ran = cli("verify", path, *signers)
    assert ran.code == 2
    assert "is encrypted with age" in ran.err
    assert cli("verify", path, *signers, "--key", str(house.key("bob"))).code == 2
    assert cli("verify", path, *signers, "--key", str(house.key("carol"))).code == 0
    ran = cli("sent", ID, "--audience", "named", "--package", path)
    assert ran.code == 2
    assert "leave --package out" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--encrypt", "--plain"), "exclude each other"),
        (("--allow-not-run", "redaction/sekret"), "there is no such check"),
        (("--report", "nothing"), "there is no report `nothing`"),
    ],
)
def test_mistakes_about_packages(cli: Call, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = cli("package", "--audience", "partners", "--out", str(tmp_path / "out"), *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert not (tmp_path / "out").exists()


def test_a_signer_whom_recipients_could_not_trust_packages_nothing(house: House, cli: Call, tmp_path: Path) -> None:
    cli("approve", ID, "--audience", "partners", "--yes")
    house.change("carol@example.org ssh", 'carol@example.org namespaces="aishare-approval" ssh', ".aishare/allowed_signers")
    house.commit("alice")
    ran = cli("package", "--audience", "partners", "--out", str(tmp_path / "out"), who="carol")
    assert ran.code == 1
    assert "its recipients would refuse it" in ran.err
    assert not (tmp_path / "out").exists()


def test_an_attachment_is_named_where_its_name_is_in_the_way(house: House, cli: Call, tmp_path: Path) -> None:
    (house.top / "reports" / "a b.txt").write_text("the log\n")
    import hashlib

    digest = hashlib.sha256(b"the log\n").hexdigest()
    item = f'{{id: a1, path: "a b.txt", sha256: "{digest}", media_type: text/plain, origin: observed-in-attack, disclosure: non-public}}'
    house.report.write_text(f"{house.report.read_text()}attachments: [{item}]\n")
    house.commit("alice")
    assert cli("approve", ID, "--audience", "partners", "--yes").code == 0
    ran = cli("package", "--audience", "partners", "--out", str(tmp_path / "out"))
    assert ran.code == 1
    assert "the attachment a b.txt cannot be packaged under its name" in ran.err


# verify


def test_a_package_is_verified_or_not(house: House, cli: Call, packaged: Path, tmp_path: Path) -> None:
    signers = ("--signers", str(house.top / ".aishare" / "allowed_signers"))
    ran = cli("verify", str(packaged), *signers)
    assert ran.code == 0
    assert "intact; signed by carol@example.org (SHA256:" in ran.out
    # What cannot be seen in it is said to be said.
    assert ran.out.index("the sender says:") < ran.out.index("1 approval") < ran.out.index("checks:")
    assert cli("verify", str(packaged), *signers, "--identity", "carol@example.org").code == 0
    ran = cli("verify", str(packaged), *signers, "--identity", "bob@example.org")
    assert (ran.code, ran.out) == (1, "")
    ran = cli("verify", str(packaged))
    assert ran.code == 4
    assert "intact, origin unknown" in ran.out
    (tmp_path / "strangers").write_text(f"x@example.org {house.public('mallory')}\n")
    ran = cli("verify", str(packaged), "--signers", str(tmp_path / "strangers"))
    assert ran.code == 1
    assert "which is not on the list of signers" in ran.err
    (tmp_path / "nobody").write_text("")
    assert cli("verify", str(packaged), "--signers", str(tmp_path / "nobody")).code == 1
    packaged.write_bytes(packaged.read_bytes().replace(b"A coding agent", b"A coding Agent"))
    ran = cli("verify", str(packaged), *signers)
    assert ran.code == 1
    assert "refused:" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.tar",), "cannot read missing.tar: there is no such file"),
        (("reports",), "cannot read reports: it is a folder"),
        (("PACKAGE", "--signers", "missing"), "cannot read missing: there is no such file"),
        (("PACKAGE", "--identity", "carol@example.org"), "--identity needs --signers"),
        (("PACKAGE", "--extract", "reports"), "reports is there already"),
    ],
)
def test_mistakes_about_verifying(cli: Call, packaged: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = cli("verify", *(str(packaged) if one == "PACKAGE" else one for one in arguments))
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_what_is_encrypted_with_openpgp_says_how(cli: Call, tmp_path: Path) -> None:
    (tmp_path / "p.gpg").write_bytes(b"\x85\x01\x0c")
    ran = cli("verify", str(tmp_path / "p.gpg"), "--key", "x")
    assert ran.code == 2
    assert "--decrypt" in ran.err


def test_a_package_is_unpacked_whole_or_not(cli: Call, packaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "unpacked"
    ran = cli("verify", str(packaged), "--extract", str(target))
    assert ran.code == 4
    assert {name: (target / name).read_bytes() for name in held(target)} == archive.read(packaged.read_bytes())
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(packaged.read_bytes()[:-512])
    assert cli("verify", str(damaged), "--extract", str(tmp_path / "no")).code == 1
    before = held(tmp_path)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "rename", stop)
    assert cli("verify", str(packaged), "--extract", str(tmp_path / "no")).code == 130
    assert held(tmp_path) == before


def test_a_folder_called_as_a_report_does_not_hide_it(house: House, cli: Call, packaged: Path) -> None:
    cli("verify", str(packaged), "--extract", ID)
    assert cli("edition", ID, "--audience", "partners").code == 0
    cli("sent", ID, "--audience", "partners", "--package", str(packaged))
    assert cli("outstanding").out == "nothing is outstanding\n"


# sent, outstanding, due


def test_what_was_sent_is_written_down(house: House, cli: Call, packaged: Path) -> None:
    ran = cli(
        "sent",
        ID,
        "--audience",
        "partners",
        "--package",
        str(packaged),
        "--channel",
        "email",
        "--submission-id",
        "R-1: x",
        "--note",
        "a\nb",
    )
    assert (ran.code, ran.out) == (0, f"wrote shares/{ID}.yaml\n")
    assert cli("sent", ID, "--audience", "partners", "--at", "2026-11-28T17:00:00Z").code == 0
    first, second = ledger.shares(str(house.top), ID)
    assert (first.approval, first.channel, first.submission, first.note) == ("approved", "email", "R-1: x", "a\nb")
    assert first.package.startswith("sha256:")
    assert (second.package, second.at, second.edition) == ("", "2026-11-28T17:00:00Z", first.edition)


def test_what_went_without_approval_is_written_down_too(house: House, cli: Call) -> None:
    ran = cli("sent", ID, "--audience", "partners")
    assert ran.code == 1
    assert "it went without approval: 1 more approval" in ran.err
    assert [one.approval for one in ledger.shares(str(house.top), ID)] == ["none"]


def test_only_a_package_of_ours_was_sent(house: House, cli: Call, packaged: Path, tmp_path: Path) -> None:
    ran = cli("sent", ID, "--audience", "peers", "--package", str(packaged))
    assert ran.code == 2
    assert "is a package of ORG-2026-0001 for `partners`" in ran.err
    house.change(f"carol@example.org {house.public('carol')}", f"carol@example.org {house.public('mallory')}", ".aishare/allowed_signers")
    house.commit("alice")
    ran = cli("sent", ID, "--audience", "partners", "--package", str(packaged))
    assert ran.code == 2
    assert "is no package of ours" in ran.err
    assert cli("sent", ID, "--audience", "partners", "--at", "yesterday").code == 2
    assert not (house.top / "shares").exists()


def test_a_package_made_in_an_emergency_went_in_one(house: House, cli: Call, tmp_path: Path) -> None:
    house.change("tlp: TLP:AMBER\ndefault_tlp: TLP:GREEN", "tlp: TLP:GREEN")
    house.change(", tlp: TLP:AMBER}", "}")
    house.commit("alice")
    assert cli("approve", ID, "--audience", "urgent", "--emergency", "--role", "duty-officer", "--yes").code == 0
    assert "approved in an emergency: a second review is owed" in cli("package", "--audience", "urgent", "--out", str(tmp_path)).out
    for who in ("bob", "carol"):
        cli("approve", ID, "--audience", "urgent", "--yes", who=who)
    assert cli("sent", ID, "--audience", "urgent", "--package", str(tmp_path / f"{ID}-1-urgent.tar")).code == 0
    assert [one.approval for one in ledger.shares(str(house.top), ID)] == ["emergency"]


def test_a_second_review_is_due_until_somebody_else_signs_one(house: House, cli: Call) -> None:
    house.change("tlp: TLP:AMBER\ndefault_tlp: TLP:GREEN", "tlp: TLP:GREEN")
    house.change(", tlp: TLP:AMBER}", "}")
    house.commit("alice")
    cli("approve", ID, "--audience", "urgent", "--emergency", "--role", "duty-officer", "--yes")
    folder = house.top / "approvals" / ID / "urgent"
    emergency = json.loads(next(folder.glob("emergency*.json")).read_text())
    # Nobody has signed this one.
    forged = emergency | {"kind": "approval", "by": "carol@example.org", "key": "SHA256:x", "role": ""}
    (folder / "approval.json").write_text(json.dumps(forged, sort_keys=True, separators=(",", ":")) + "\n")
    assert "a second review of what went to urgent in an emergency" in cli("due").out
    cli("approve", ID, "--audience", "urgent", "--yes", who="carol")
    assert "a second review" not in cli("due").out


def test_what_has_a_date_is_listed_and_what_is_late_ends_with_one(house: House, cli: Call) -> None:
    assert cli("due").out == "nothing is due within 30 days\n"
    more = 'obligations: [{regime: NIS2, due: "2026-01-02T08:00Z"}, {regime: "A\\e[2J", due: "9999-12-31"}]\n'
    more += 'handling: {embargo_until: "2026-01-01T12:00Z"}\n'
    house.report.write_text(house.report.read_text() + more)
    ran = cli("due", "--within", "9999999")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0] == f"passed  2026-01-01T12:00:59Z  {ID}: its embargo ends"
    assert lines[1] == f"overdue 2026-01-02T08:00:59Z  {ID}: NIS2"
    assert "\x1b" not in ran.out
    # An approval that is none of ours, or has odd times, stops nothing.
    folder = house.top / "approvals" / ID / "partners"
    folder.mkdir(parents=True)
    (folder / "x.json").write_text("[]")
    assert cli("due").code == 1


def test_who_holds_what_is_outstanding(house: House, cli: Call) -> None:
    cli("sent", ID, "--audience", "partners")
    assert cli("outstanding")[:2] == (0, "nothing is outstanding\n")
    house.change('version: "1"', 'version: "2"')
    ran = cli("outstanding")
    assert ran.code == 1
    assert f"{ID}: partners holds version 1" in ran.out
    assert "newer is version 2" in ran.out
    house.report.write_text("a: [\n")
    ran = cli("outstanding")
    assert ran.code == 1
    assert "cannot be read" in ran.out
    house.report.unlink()
    assert "the report is gone: withdraw, never delete" in cli("outstanding").out
    path = house.top / "shares" / f"{ID}.yaml"
    path.write_text(path.read_text().replace('version: "1"', 'version: "\\e[2J"'))
    assert "\x1b" not in cli("outstanding").out
    path.write_text("shares: none\n")
    ran = cli("outstanding")
    assert ran.code == 2
    assert "is no ledger of what was shared" in ran.err


# route


def test_the_vulnerability_route_says_what_it_lacks(cli: Call, tmp_path: Path) -> None:
    report = f"reports/{ID}.yaml"
    for arguments, said in (
        ((report, "--out", "x", "--plain"), "Missing option '--sealed'"),
        ((report, "--sealed", "missing", "--out", "x"), "say to whose key it is encrypted, or --plain"),
        ((report, "--sealed", "missing", "--out", "x", "--plain"), "missing"),
        (("nothing.yaml", "--sealed", "missing", "--out", "x", "--plain"), "nothing.yaml"),
    ):
        ran = cli("route", *arguments)
        assert ran.code == 2
        assert said in ran.err
    assert not Path("x").exists()
