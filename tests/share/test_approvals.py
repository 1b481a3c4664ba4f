"""Approvals: what counts, and every way to cheat, each refused with its own reason."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from aishare_lint.cli.sharing import Sharing
from aishare_lint.errors import UserError
from aishare_lint.share import approvals, signing
from aishare_lint.share.approvals import Against, State, moment
from aishare_lint.share.signing import RefusedSignatureError, Trust
from aishare_lint.share.statements import Kind, Statement, parse, privacy_digest

from .sharing import House, make_house


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> House:
    return make_house(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(template: House, tmp_path: Path) -> House:
    subprocess.run(["cp", "-R", template.top, tmp_path / "repository"], check=True)
    return House(tmp_path / "repository", template.keys)


def statement(sharing: Sharing, audience: str, by: str, key: str, kind: Kind = "approval", role: str = "") -> Statement:
    whom = sharing.policy.audience(audience)
    candidate = sharing.candidate("ORG-2026-0001")
    edition = candidate.edition(whom)
    return Statement(
        kind=kind,
        report=edition.report,
        version=edition.version,
        audience=audience,
        policy=whom.digest,
        edition=privacy_digest(edition) if kind == "privacy" else edition.digest,
        role=role or ("privacy" if kind == "privacy" else ""),
        ignored=candidate.ignored,
        short=(),
        by=by,
        key=key,
        at=moment(sharing.now - timedelta(hours=1)),
        expires=moment(sharing.now + timedelta(days=7)),
        tool="aishare-lint 0",
        rules="sha256:0",
    )


def approve(
    house: House,
    who: str,
    audience: str,
    *,
    kind: Kind = "approval",
    role: str = "",
    by: str = "",
    change: Callable[[Statement, Sharing], Statement] = lambda one, _: one,
    namespace: str = signing.APPROVAL,
) -> Path:
    """An approval as the command would write it, or as somebody who cheats would."""
    house.become(who)
    with house.sharing() as sharing:
        key = signing.own_key(str(house.top))
        one = change(statement(sharing, audience, by or f"{who}@example.org", key, kind, role), sharing)
        path = house.top / "approvals" / one.report / audience / one.name.rpartition("/")[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)
        Path(f"{path}.sig").write_bytes(signing.sign(one.content, namespace, str(house.top)))
    return path


def state(house: House, audience: str, ref: str | None = None, later: timedelta = timedelta(0)) -> State:
    with house.sharing(ref) as sharing:
        whom = sharing.policy.audience(audience)
        candidate = sharing.candidate("ORG-2026-0001")
        wanted = candidate.wanted(candidate.edition(whom), sharing.authors(candidate))
        found = sharing.found("ORG-2026-0001", audience)
        return approvals.state(wanted, Against(whom, sharing.policy, sharing.now + later), found)


def refusals(one: State) -> str:
    return "\n".join(refused.why for refused in one.refused)


# What counts


def test_an_approval_by_somebody_else_is_enough(house: House) -> None:
    approve(house, "bob", "partners")
    found = state(house, "partners")
    assert found.is_approved
    assert not found.emergency
    assert [one.by for one in found.accepted] == ["bob@example.org"]


def test_a_comment_a_squash_and_another_file_do_not_end_it(house: House) -> None:
    approve(house, "bob", "partners")
    house.report.write_text("# a comment\n" + house.report.read_text())
    house.commit("alice")
    house.git("reset", "-q", "--soft", "HEAD~1")
    house.commit("alice", "Squashed")
    assert state(house, "partners").is_approved


def test_what_is_left_out_may_change(house: House) -> None:
    approve(house, "bob", "partners")
    house.change("Waterworks of Springfield", "Waterworks of Shelbyville")
    house.commit("alice")
    assert state(house, "partners").is_approved


def test_two_people_and_a_role(house: House) -> None:
    approve(house, "alice", "two")
    assert state(house, "two").missing == (
        "1 more approval (1 of 2 people)",
        "an approval in the role `analyst`",
        "an approval by somebody who did not write the report",
    )
    approve(house, "bob", "two", role="analyst")
    assert state(house, "two").is_approved


def test_red_needs_two_whatever_the_policy_says(house: House) -> None:
    house.change("tlp: TLP:AMBER\ndefault", "tlp: TLP:RED\ndefault")
    house.commit("alice")
    approve(house, "bob", "named")
    assert state(house, "named").missing == ("1 more approval (1 of 2 people)",)
    approve(house, "carol", "named")
    assert state(house, "named").is_approved


def test_an_emergency_approval_by_one_is_said_to_be_one(house: House) -> None:
    house.change("default_tlp: TLP:GREEN\n", "")
    house.change("tlp: TLP:AMBER\ncreated", "tlp: TLP:GREEN\ncreated")
    house.change(", tlp: TLP:AMBER}", "}")
    house.commit("alice")
    approve(house, "bob", "urgent", kind="emergency", role="duty-officer")
    found = state(house, "urgent")
    assert found.is_approved
    assert found.emergency


def test_a_privacy_review_outlives_what_it_did_not_look_at(house: House) -> None:
    approve(house, "bob", "private")
    assert state(house, "private").missing == ("a privacy review",)
    approve(house, "carol", "private", kind="privacy")
    assert state(house, "private").is_approved
    house.change('version: "1"', 'version: "2"')
    house.commit("alice")
    assert state(house, "private").missing == ("1 more approval (0 of 1 people)",)
    approve(house, "bob", "private")
    assert state(house, "private").is_approved
    house.change("made to run", "talked into running")
    house.commit("alice")
    assert "have changed since" in refusals(state(house, "private"))


# Cheats


def resigned(path: Path, house: House, who: str, old: str, new: str) -> None:
    """The statement changed, and signed again by somebody."""
    content = path.read_text().replace(old, new).encode()
    path.write_bytes(content)
    house.become(who)
    Path(f"{path}.sig").write_bytes(signing.sign(content, signing.APPROVAL, str(house.top)))


def own_approval(house: House) -> None:
    approve(house, "alice", "partners")


def two_keys_of_one_person(house: House) -> None:
    lists = house.top / ".aishare" / "allowed_signers"
    lists.write_text(lists.read_text() + f"bob@example.org {house.public('mallory')}\n")
    house.commit("alice")
    approve(house, "bob", "two", role="analyst")
    approve(house, "mallory", "two", by="bob@example.org")


def two_names_of_one_key(house: House) -> None:
    lists = house.top / ".aishare" / "allowed_signers"
    lists.write_text(lists.read_text() + f"robert@example.org {house.public('bob')}\n")
    house.commit("alice")
    approve(house, "bob", "two", role="analyst")
    path = approve(house, "bob", "two", by="robert@example.org")
    path.rename(path.with_name("other.json"))
    Path(f"{path}.sig").rename(path.with_name("other.json.sig"))
    approve(house, "bob", "two", role="analyst")


def changed_character(house: House) -> None:
    approve(house, "bob", "partners")
    house.change("A coding agent was", "A coding agent is")
    house.commit("alice")


def changed_statement(house: House) -> None:
    path = approve(house, "bob", "partners")
    path.write_text(path.read_text().replace('"role":""', '"role":"x"'))


def for_another_audience(house: House) -> None:
    path = approve(house, "bob", "peers")
    target = house.top / "approvals" / "ORG-2026-0001" / "partners"
    target.mkdir(parents=True)
    for end in ("", ".sig"):
        (target / f"{path.name}{end}").write_bytes(Path(f"{path}{end}").read_bytes())


def for_another_report(house: House) -> None:
    approve(house, "bob", "partners", change=lambda one, _: one._replace(report="ORG-2026-0002"))
    other = house.top / "approvals" / "ORG-2026-0002"
    other.rename(house.top / "approvals" / "ORG-2026-0001")


def changed_policy(house: House) -> None:
    approve(house, "bob", "partners")
    house.change(
        "partners: {ceiling: TLP:GREEN, formats: [json]", "partners: {ceiling: TLP:GREEN, formats: [json, yaml]", "aishare-lint.yaml"
    )
    house.commit("alice")


def unknown_key(house: House) -> None:
    approve(house, "mallory", "partners")


def name_of_another(house: House) -> None:
    approve(house, "carol", "partners", by="bob@example.org")


def key_of_another(house: House) -> None:
    approve(house, "bob", "partners", change=lambda one, _: one._replace(key="SHA256:" + "a" * 43))


def wrong_namespace(house: House) -> None:
    approve(house, "bob", "partners", namespace="git")


def no_signature(house: House) -> None:
    Path(f"{approve(house, 'bob', 'partners')}.sig").unlink()


def signature_of_something_else(house: House) -> None:
    path = approve(house, "bob", "partners")
    Path(f"{path}.sig").write_bytes(signing.sign(b"something else", signing.APPROVAL, str(house.top)))


def garbage_for_a_signature(house: House) -> None:
    Path(f"{approve(house, 'bob', 'partners')}.sig").write_text("-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n")


def expired(house: House) -> None:
    approve(house, "bob", "partners", change=lambda one, sharing: one._replace(expires=moment(sharing.now - timedelta(minutes=1))))


def longer_than_the_policy(house: House) -> None:
    def change(one: Statement, sharing: Sharing) -> Statement:
        at, until = sharing.now - timedelta(days=31), sharing.now + timedelta(days=300)
        return one._replace(at=moment(at), expires=moment(until))

    approve(house, "bob", "partners", change=change)


def signed_in_the_future(house: House) -> None:
    approve(house, "bob", "partners", change=lambda one, sharing: one._replace(at=moment(sharing.now + timedelta(days=1))))


def odd_times(house: House) -> None:
    approve(house, "bob", "partners", change=lambda one, _: one._replace(expires="never"))


def ignored_after_signing(house: House) -> None:
    approve(house, "bob", "partners")
    house.change(
        "  summary: A coding agent was made to run a command that an issue held.\n",
        "  # aishare-lint: ignore[redaction/guidance-category] the wording is public\n"
        "  summary: A coding agent was made to run a command that an issue held.\n",
    )
    house.change("issue held.", "issue held. patient record number 4711 of the hospital was read by it.")
    house.commit("alice")


def role_that_is_not_his(house: House) -> None:
    approve(house, "carol", "two", role="analyst")
    approve(house, "bob", "two")


def emergency_without_policy(house: House) -> None:
    approve(house, "bob", "partners", kind="emergency", role="duty-officer")


def emergency_above_its_mark(house: House) -> None:
    approve(house, "bob", "urgent", kind="emergency", role="duty-officer")


def emergency_without_the_role(house: House) -> None:
    house.change("tlp: TLP:AMBER\ndefault_tlp: TLP:GREEN", "tlp: TLP:GREEN")
    house.change(", tlp: TLP:AMBER}", "}")
    house.commit("alice")
    approve(house, "carol", "urgent", kind="emergency", role="on-call")


def emergency_for_a_late_stage(house: House) -> None:
    house.change("stage: early", "stage: update")
    house.change("tlp: TLP:AMBER\ndefault_tlp: TLP:GREEN", "tlp: TLP:GREEN")
    house.change(", tlp: TLP:AMBER}", "}")
    house.commit("alice")
    approve(house, "bob", "urgent", kind="emergency", role="duty-officer")


def emergency_by_the_author(house: House) -> None:
    house.change("[bob@example.org]}", "[bob@example.org, alice@example.org]}", "aishare-lint.yaml")
    house.change("tlp: TLP:AMBER\ndefault_tlp: TLP:GREEN", "tlp: TLP:GREEN")
    house.change(", tlp: TLP:AMBER}", "}")
    house.commit("alice")
    approve(house, "alice", "urgent", kind="emergency", role="duty-officer")


def privacy_for_an_approval(house: House) -> None:
    approve(house, "bob", "partners", kind="privacy")


def privacy_in_another_role(house: House) -> None:
    approve(house, "bob", "private")
    approve(house, "carol", "private", kind="privacy", role="analyst")


def privacy_by_the_author(house: House) -> None:
    approve(house, "bob", "private")
    approve(house, "alice", "private", kind="privacy")


def another_type(house: House) -> None:
    path = approve(house, "bob", "partners")
    resigned(path, house, "bob", "aishare/approval/1", "aishare/approval/2")


def more_keys(house: House) -> None:
    path = approve(house, "bob", "partners")
    resigned(path, house, "bob", '"audience"', '"also":"x","audience"')


def other_spacing(house: House) -> None:
    path = approve(house, "bob", "partners")
    resigned(path, house, "bob", '":', '": ')


def key_twice(house: House) -> None:
    path = approve(house, "bob", "partners")
    resigned(path, house, "bob", '"audience"', '"audience":"peers","audience"')


def revoked_key(house: House) -> None:
    approve(house, "bob", "partners")
    (house.top / ".aishare" / "revoked").write_text(house.public("bob") + "\n")
    house.change("approvals:\n", "approvals:\n  revoked_keys: .aishare/revoked\n", "aishare-lint.yaml")
    house.commit("alice")


def key_with_an_end(house: House) -> None:
    approve(house, "bob", "partners")
    house.change("bob@example.org ssh", 'bob@example.org valid-before="20260101" ssh', ".aishare/allowed_signers")
    house.commit("alice")


def key_for_git_only(house: House) -> None:
    approve(house, "bob", "partners")
    house.change("bob@example.org ssh", 'bob@example.org namespaces="git" ssh', ".aishare/allowed_signers")
    house.commit("alice")


def a_pattern_for_a_name(house: House) -> None:
    house.change("bob@example.org ssh", "*@example.org ssh", ".aishare/allowed_signers")
    house.commit("alice")
    approve(house, "bob", "partners", by="*@example.org")


def anybody_by_a_pattern(house: House) -> None:
    house.change("bob@example.org ssh", "*@example.org ssh", ".aishare/allowed_signers")
    house.commit("alice")
    approve(house, "bob", "partners", by="carol@example.org")


def key_of_an_authority(house: House) -> None:
    approve(house, "bob", "partners")
    house.change("bob@example.org ssh", "bob@example.org cert-authority ssh", ".aishare/allowed_signers")
    house.commit("alice")


CHEATS: dict[Callable[[House], None], tuple[str, str, str]] = {
    own_approval: ("partners", "", "an approval by somebody who did not write the report"),
    two_keys_of_one_person: ("two", "", "1 more approval"),
    two_names_of_one_key: ("two", "", "1 more approval"),
    changed_character: ("partners", "the edition has changed since", "1 more approval"),
    changed_statement: ("partners", "what it signs was changed after it was signed", "1 more approval"),
    for_another_audience: ("partners", "an approval for another audience, peers", "1 more approval"),
    for_another_report: ("partners", "an approval of another report, ORG-2026-0002", "1 more approval"),
    changed_policy: ("partners", "the policy for `partners` has changed since", "1 more approval"),
    unknown_key: ("partners", "is not among the allowed signers of HEAD", "1 more approval"),
    name_of_another: ("partners", "is not that of `bob@example.org`", "1 more approval"),
    key_of_another: ("partners", "it names another key than the one it is signed with", "1 more approval"),
    wrong_namespace: ("partners", "it was made for `git`, not for `aishare-approval`", "1 more approval"),
    no_signature: ("partners", "it is not signed", "1 more approval"),
    signature_of_something_else: ("partners", "what it signs was changed after it was signed", "1 more approval"),
    garbage_for_a_signature: ("partners", "it is no SSH or OpenPGP signature", "1 more approval"),
    expired: ("partners", "it has expired", "1 more approval"),
    longer_than_the_policy: ("partners", "it has expired", "1 more approval"),
    signed_in_the_future: ("partners", "it was signed in the future", "1 more approval"),
    odd_times: ("partners", "its times are not written as this tool writes them", "1 more approval"),
    role_that_is_not_his: ("two", "does not have the role `analyst`", "1 more approval"),
    emergency_without_policy: ("partners", "knows no emergency", "1 more approval"),
    emergency_above_its_mark: ("urgent", "an emergency approval reaches up to TLP:GREEN", "2 more approvals"),
    emergency_without_the_role: ("urgent", "an emergency approval takes the role duty-officer", "2 more approvals"),
    emergency_for_a_late_stage: ("urgent", "an emergency approval is for early reports", "2 more approvals"),
    emergency_by_the_author: ("urgent", "", "an approval by somebody who did not write the report"),
    privacy_for_an_approval: ("partners", "", "1 more approval"),
    privacy_in_another_role: ("private", "a privacy review is signed in the role `privacy`", "a privacy review"),
    privacy_by_the_author: ("private", "", "a privacy review by somebody who did not write the report"),
    another_type: ("partners", "it is no approval as this tool writes them", "1 more approval"),
    more_keys: ("partners", "it is no approval as this tool writes them", "1 more approval"),
    other_spacing: ("partners", "it is no approval as this tool writes them", "1 more approval"),
    key_twice: ("partners", "it is no approval as this tool writes them", "1 more approval"),
    revoked_key: ("partners", "was revoked", "1 more approval"),
    key_with_an_end: ("partners", "does not let `bob@example.org` sign", "1 more approval"),
    key_for_git_only: ("partners", "does not let `bob@example.org` sign", "1 more approval"),
    a_pattern_for_a_name: ("partners", "is not that of `*@example.org`", "1 more approval"),
    anybody_by_a_pattern: ("partners", "is not that of `carol@example.org`", "1 more approval"),
    key_of_an_authority: ("partners", "is not among the allowed signers", "1 more approval"),
}


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda cheat: cheat.__name__)
def test_a_cheat_is_refused_with_its_reason(cheat: Callable[[House], None], house: House) -> None:
    audience, why, missing = CHEATS[cheat]
    cheat(house)
    found = state(house, audience)
    assert not found.is_approved
    assert any(line.startswith(missing) for line in found.missing)
    assert (why in refusals(found)) if why else not found.refused, refusals(found)


def test_a_finding_that_was_ignored_after_signing_ends_it(house: House) -> None:
    approve(house, "bob", "partners")
    house.change(
        "targets: {description: Waterworks of Springfield, tlp: TLP:AMBER}",
        "# aishare-lint: ignore[redaction/personal-information] it is public\n"
        "  targets: {description: Waterworks of Springfield 415-555-0133 call John at john.doe@springfield-water.org, tlp: TLP:AMBER}",
    )
    house.commit("alice")
    found = state(house, "partners")
    assert not found.is_approved
    assert "a finding was ignored since that its signer was not shown: redaction/personal-information" in refusals(found)


def test_a_list_of_signers_that_comes_with_the_change_does_not_count(house: House) -> None:
    house.git("branch", "base")
    lists = house.top / ".aishare" / "allowed_signers"
    lists.write_text(lists.read_text() + f"mallory@example.org {house.public('mallory')}\n")
    house.commit("alice")
    approve(house, "mallory", "partners")
    found = state(house, "partners", ref="base")
    assert not found.is_approved
    assert "the list in this change names it, which counts once it was merged" in refusals(found)
    assert state(house, "partners", ref="main").is_approved


def test_a_policy_that_comes_with_the_change_does_not_count(house: House) -> None:
    house.git("branch", "base")
    house.change("two: {ceiling: TLP:AMBER, approve: {count: 2, roles: [analyst]}}", "two: {ceiling: TLP:AMBER}", "aishare-lint.yaml")
    house.commit("alice")
    approve(house, "bob", "two")
    assert state(house, "two", ref="main").is_approved
    assert "the policy for `two` has changed since" in refusals(state(house, "two", ref="base"))


def test_an_approval_ends_with_time(house: House) -> None:
    approve(house, "bob", "partners")
    assert state(house, "partners", later=timedelta(days=6)).is_approved
    assert "it has expired" in refusals(state(house, "partners", later=timedelta(days=8)))


def test_a_replayed_approval_of_an_earlier_edition_does_not_count(house: House) -> None:
    approve(house, "bob", "partners")
    house.change('version: "1"', 'version: "2"')
    house.commit("alice")
    assert not state(house, "partners").is_approved
    house.change('version: "2"', 'version: "1"')
    house.commit("alice")
    assert state(house, "partners").is_approved  # it is the very edition that was approved


def test_a_report_that_is_not_committed_as_it_is_has_no_author(house: House) -> None:
    approve(house, "alice", "partners")
    house.change('version: "1"', 'version: "2"')
    with pytest.raises(UserError, match="is not committed as it is"):
        state(house, "partners")


def test_a_committer_is_an_author_and_so_is_who_wrote_it_under_another_name(house: House) -> None:
    house.git("mv", "reports/ORG-2026-0001.yaml", "reports/other.yaml")
    house.commit("carol", "Renamed")
    with house.sharing() as sharing:
        assert sharing.authors(sharing.candidate("ORG-2026-0001")) == {"alice@example.org", "carol@example.org"}


def test_a_cut_history_is_refused(house: House, tmp_path: Path) -> None:
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", house.top.as_uri(), tmp_path / "cut"],
        check=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
        stderr=subprocess.DEVNULL,
    )
    with House(tmp_path / "cut", house.keys).sharing() as sharing, pytest.raises(UserError, match="history of this clone was cut"):
        sharing.authors(sharing.candidate("ORG-2026-0001"))


# Signatures


def test_a_stale_signature_file_is_no_signature(house: House) -> None:
    """`ssh-keygen -Y sign FILE` with an old `.sig` beside it and no terminal writes nothing and exits 0; we sign through pipes."""
    path = approve(house, "bob", "partners")
    old = Path(f"{path}.sig").read_bytes()
    house.become("bob")
    new = signing.sign(b"another content", signing.APPROVAL, str(house.top))
    assert new != old
    trust = Trust((house.top / ".aishare" / "allowed_signers").read_bytes())
    assert signing.check(b"another content", new, signing.APPROVAL, "bob@example.org", trust).startswith("SHA256:")
    with pytest.raises(RefusedSignatureError, match="changed after it was signed"):
        signing.check(b"another content", old, signing.APPROVAL, "bob@example.org", trust)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff", b'{"type":"aishare/approval/1"}', b"[" * 100_000])
def test_what_is_no_statement_is_none(content: bytes) -> None:
    assert parse(content) is None
