"""What somebody who is hostile may try with a branch, an approval, a package or a key, beside what the tests of each part try."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.cli.sharing import Sharing
from aishare_lint.errors import UserError
from aishare_lint.repo.builtin import load_pack
from aishare_lint.share import approvals, archive, signing
from aishare_lint.share.archive import DamagedError
from aishare_lint.share.canonical import canonical
from aishare_lint.share.editions import edition_of
from aishare_lint.share.packages import BlockedError
from aishare_lint.share.signing import RefusedSignatureError, Trust
from aishare_lint.share.statements import Statement, parse
from aishare_lint.share.verification import verify

from .sharing import House, make_house
from .test_approvals import approve, refusals, state, statement
from .test_editions import audience_for, head
from .test_packages import packaged, trust


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> House:
    return make_house(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(template: House, tmp_path: Path) -> House:
    subprocess.run(["cp", "-R", template.top, tmp_path / "repository"], check=True)
    return House(tmp_path / "repository", template.keys)


@pytest.fixture
def clone(house: House, tmp_path: Path) -> House:
    """A clone, as a build of a change has it: its default branch is known as origin/main."""
    subprocess.run(["git", "clone", "-q", house.top, tmp_path / "clone"], check=True)
    made = House(tmp_path / "clone", house.keys)
    for name, value in (("gpg.format", "ssh"), ("commit.gpgsign", "false")):
        made.git("config", name, value)
    return made


# The base that the policy is read from


def test_a_change_cannot_say_where_its_policy_is_read(clone: House) -> None:
    clone.git("checkout", "-q", "-b", "change")
    clone.change("approvals:\n", "approvals:\n  policy_ref: change\n", "aishare-lint.yaml")
    clone.change("two: {ceiling: TLP:AMBER, approve: {count: 2, roles: [analyst]}}", "two: {ceiling: TLP:AMBER}", "aishare-lint.yaml")
    clone.commit("mallory")
    with clone.sharing() as sharing:
        assert sharing.policy.source.startswith("origin/main (")
        assert sharing.policy.audience("two").approve.people == 2


def test_the_protected_base_may_say_where_it_is_read(house: House, clone: House) -> None:
    house.git("branch", "policy")
    house.change("approvals:\n", "approvals:\n  policy_ref: origin/policy\n", "aishare-lint.yaml")
    house.commit("alice")
    clone.git("fetch", "-q")
    with clone.sharing() as sharing:
        assert sharing.policy.source.startswith("origin/policy (")


def test_a_tag_called_as_the_protected_branch_is_not_it(clone: House) -> None:
    clone.git("checkout", "-q", "--detach")
    signers = clone.top / ".aishare" / "allowed_signers"
    signers.write_text(signers.read_text() + f"mallory@example.org {clone.public('mallory')}\n")
    clone.commit("mallory")
    clone.git("tag", "origin/main")
    for ref in (None, "origin/main"):
        with clone.sharing(ref) as sharing:
            assert b"mallory" not in sharing.policy.trust.signers


def test_a_branch_called_head_is_not_the_last_commit(house: House) -> None:
    last = house.git("rev-parse", "HEAD").strip()
    (house.top / "other").write_text("x")
    house.commit("mallory")
    house.git("update-ref", "refs/heads/HEAD", "HEAD")
    house.git("reset", "-q", "--hard", last)
    with house.sharing("HEAD") as sharing:
        assert sharing.policy.source == f"HEAD ({last[:7]})"


def test_without_a_protected_base_that_is_known_nothing_is_judged(clone: House) -> None:
    clone.git("checkout", "-q", "--detach")
    for ref in ("refs/remotes/origin/HEAD", "refs/remotes/origin/main"):
        clone.git("update-ref", "--no-deref", "-d", ref)
    with pytest.raises(UserError, match="there is no protected base to read the policy from"), clone.sharing():
        pass
    with clone.sharing("main") as sharing:
        assert sharing.policy.source.startswith("main (")


RULE = """\
title: A word of ours
severity: error
since: "0.1"
safety: true
message: "`{value}` names a project of ours"
why: It must not leave.
given: $.title
then: {schema: {not: {pattern: "(?i)bluebird"}}}
examples:
  pass: ["title: A thing"]
  fail: ["title: Bluebird"]
"""


def test_rules_are_those_of_the_base_too(clone: House, house: House) -> None:
    (house.top / "our-rules" / "ours").mkdir(parents=True)
    (house.top / "our-rules" / "ours" / "project.yaml").write_text(RULE)
    house.change("reports:", "packs: [our-rules]\nreports:", "aishare-lint.yaml")
    house.commit("alice")
    clone.git("pull", "-q")
    clone.git("checkout", "-q", "-b", "change")
    clone.change("A coding agent ran a command from an issue", "Bluebird ran a command from an issue")
    rule = "our-rules/ours/project.yaml"
    clone.change("(?i)bluebird", "(?i)another", rule)
    clone.commit("mallory")
    with clone.sharing() as sharing:
        assert [one.rule for one in sharing.candidate("ORG-2026-0001").errors] == ["ours/project"]
    (clone.top / rule).unlink()
    clone.commit("mallory")
    with clone.sharing() as sharing:
        assert [one.rule for one in sharing.candidate("ORG-2026-0001").errors] == ["ours/project"]


def test_a_pack_that_comes_with_the_change_does_not_count_yet(house: House) -> None:
    house.git("branch", "base")
    house.change("reports:", "packs: [our-rules]\nreports:", "aishare-lint.yaml")
    house.commit("alice")
    (house.top / "our-rules" / "ours").mkdir(parents=True)
    (house.top / "our-rules" / "ours" / "project.yaml").write_text(RULE)
    with pytest.raises(UserError, match="holds no pack our-rules"), house.sharing("main"):
        pass


# Authors


def test_who_changes_a_report_in_a_merge_is_its_author(house: House) -> None:
    house.git("checkout", "-q", "-b", "side")
    (house.top / "other").write_text("x")
    house.commit("alice")
    house.git("checkout", "-q", "main")
    (house.top / "another").write_text("y")
    house.commit("alice")
    house.git("-c", "user.name=m", "-c", "user.email=m@example.org", "merge", "-q", "--no-commit", "side")
    house.change("A coding agent was", "An agent was")
    house.commit("carol", "Merge")
    approve(house, "carol", "partners")
    assert state(house, "partners").missing == ("an approval by somebody who did not write the report",)


def test_who_only_merges_a_report_is_not(house: House) -> None:
    house.git("checkout", "-q", "-b", "side")
    house.change("A coding agent was", "An agent was")
    house.commit("alice")
    house.git("checkout", "-q", "main")
    (house.top / "another").write_text("y")
    house.commit("alice")
    house.git("-c", "user.name=carol", "-c", "user.email=carol@example.org", "merge", "-q", "-m", "Merge", "side")
    approve(house, "carol", "partners")
    assert state(house, "partners").is_approved


def test_a_co_author_of_a_squash_is_an_author(house: House) -> None:
    house.change("A coding agent was", "An agent was")
    house.commit("alice", "Squashed\n\nCo-authored-by: Bob <Bob@example.org>\nCo-authored-by: Dan <dan@example.org>\n")
    approve(house, "bob", "partners")
    assert state(house, "partners").missing == ("an approval by somebody who did not write the report",)


def test_an_author_with_a_second_name_is_the_author_still(house: House) -> None:
    lists = house.top / ".aishare" / "allowed_signers"
    lists.write_text(lists.read_text().replace("alice@example.org ssh", "alice@example.org,alice@home.example ssh"))
    house.commit("alice")
    approve(house, "alice", "partners", by="alice@home.example")
    assert state(house, "partners").missing == ("an approval by somebody who did not write the report",)


def test_two_keys_that_share_a_name_are_one_person_under_other_names_too(house: House) -> None:
    lists = house.top / ".aishare" / "allowed_signers"
    both = f"bob@example.org,robert@example.org {house.public('bob')}\nbob@example.org,bobby@example.org {house.public('mallory')}\n"
    lists.write_text(f"alice@example.org {house.public('alice')}\n{both}")
    house.commit("alice")
    approve(house, "bob", "two", role="analyst")
    approve(house, "bob", "two", by="robert@example.org")
    approve(house, "mallory", "two", by="bobby@example.org")
    assert state(house, "two").missing[0] == "1 more approval (1 of 2 people)"


def test_a_report_that_changes_after_it_was_judged_is_not_that_of_its_authors(house: House) -> None:
    with house.sharing() as sharing:
        house.change("A coding agent was", "An agent was")
        candidate = sharing.candidate("ORG-2026-0001")
        house.change("An agent was", "A coding agent was")
        with pytest.raises(UserError, match="is not committed as it is"):
            sharing.authors(candidate)


# Approvals


def test_red_takes_two_in_an_emergency_too(house: House) -> None:
    house.change("max_mark: TLP:GREEN", "max_mark: TLP:RED", "aishare-lint.yaml")
    house.change("urgent:\n    ceiling: TLP:AMBER", "urgent:\n    ceiling: TLP:RED", "aishare-lint.yaml")
    house.change("tlp: TLP:AMBER\ndefault", "tlp: TLP:RED\ndefault")
    house.commit("alice")
    approve(house, "bob", "urgent", kind="emergency", role="duty-officer")
    found = state(house, "urgent")
    assert not found.is_approved
    assert "takes two people, in an emergency too" in refusals(found)


@pytest.mark.parametrize("field", ["by", "role", "report", "audience", "edition", "at", "expires", "key", "version", "policy", "tool"])
@pytest.mark.parametrize("value", [["bob@example.org"], [["x"]], {"a": "b"}, True])
def test_what_is_no_text_in_a_statement_makes_it_none(house: House, field: str, value: Any) -> None:
    with house.sharing() as sharing:
        one = statement(sharing, "partners", "bob@example.org", "SHA256:x")
    assert parse(one.content) == one
    data = json.loads(one.content)
    assert parse(canonical({**data, field: value}) + b"\n") is None
    assert parse(canonical({**data, "short": [value]}) + b"\n") is None
    assert parse(canonical({**data, "ignored": [{"rule": value, "at": "$", "reason": ""}]}) + b"\n") is None


def test_a_forged_signature_with_the_key_of_another_and_odd_contents_is_refused(house: House) -> None:
    """The public half of a key is public: a statement gets as far as its contents without any signature that holds."""
    path = approve(house, "bob", "partners")
    signature = Path(f"{path}.sig").read_bytes()
    odd: tuple[Any, ...] = (["bob@example.org"], [["x"]])
    for by in odd:
        path.write_bytes(canonical({**json.loads(path.read_bytes()), "by": by}) + b"\n")
        Path(f"{path}.sig").write_bytes(signature)
        assert "it is no approval" in refusals(state(house, "partners"))


def test_who_has_two_roles_signs_twice(house: House) -> None:
    first = approve(house, "bob", "two", role="analyst")
    second = approve(house, "bob", "two", role="../duty-officer")
    assert first != second
    assert first.parent == second.parent
    assert len(state(house, "two").accepted) == 2


def test_a_span_beyond_the_end_of_the_calendar_ends_there(house: House) -> None:
    house.change("peers: {ceiling: TLP:GREEN", "peers: {approve: {expires: 999999w}, ceiling: TLP:GREEN", "aishare-lint.yaml")
    house.commit("alice")
    approve(house, "bob", "peers")
    assert state(house, "peers").is_approved
    assert approvals.later(datetime(9999, 12, 31, tzinfo=UTC), 10**12).year == 9999


def test_a_link_for_a_folder_takes_no_approval_out_of_the_repository(house: House, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (house.top / "approvals").symlink_to(tmp_path / "elsewhere")
    house.become("bob")
    with house.sharing() as sharing, pytest.raises(UserError, match="a link leads out of the repository"):
        sharing.write_signed(statement(sharing, "partners", "bob@example.org", signing.own_key(str(house.top))))
    assert list((tmp_path / "elsewhere").iterdir()) == []


# OpenPGP


@pytest.fixture(scope="module")
def gnupg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("g")
    home.chmod(0o700)
    try:
        fpr = _key(home, "bob@example.org", "cert")
        _gpg(home, "--quick-add-key", fpr, "ed25519", "sign", "never")
        yield home
    finally:
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, capture_output=True)


def _gpg(home: Path, *arguments: str, content: bytes = b"") -> bytes:
    gpg = ["gpg", "--homedir", str(home), "--batch", "--no-tty", "--yes", "--pinentry-mode", "loopback", "--passphrase", ""]
    return subprocess.run([*gpg, *arguments], input=content, check=True, capture_output=True).stdout


def _key(home: Path, who: str, usage: str, *when: str) -> str:
    _gpg(home, *when, "--quick-generate-key", f"Somebody <{who}>", "ed25519", usage, "never" if not when else "1d")
    lines = _gpg(home, "--with-colons", "--list-keys", who).decode().splitlines()
    return next(line.split(":")[9] for line in lines if line.startswith("fpr:"))


def test_a_signing_subkey_is_its_owners(gnupg: Path, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNUPGHOME", str(gnupg))
    (house.top / "keys.asc").write_bytes(_gpg(gnupg, "--armor", "--export", "bob@example.org"))
    house.change("approvals:\n", "approvals:\n  openpgp_keys: keys.asc\n", "aishare-lint.yaml")
    house.git("config", "gpg.format", "openpgp")
    house.commit("alice")
    house.key("bob")
    house.git("config", "user.signingkey", "bob@example.org")
    with house.sharing() as sharing:
        key = signing.own_key(str(house.top))
        one = statement(sharing, "partners", "bob@example.org", key)
        path = house.top / "approvals" / one.name
        path.parent.mkdir(parents=True)
        path.write_bytes(one.content)
        Path(f"{path}.sig").write_bytes(signing.sign(one.content, signing.APPROVAL, str(house.top)))
    found = state(house, "partners")
    assert found.is_approved, refusals(found)
    keyring = (house.top / "keys.asc").read_bytes()
    signature = Path(f"{path}.sig").read_bytes()
    with pytest.raises(RefusedSignatureError, match="changed after it was signed"):
        signing.check(one.content + b" ", signature, signing.APPROVAL, "bob@example.org", Trust(b"", b"", keyring))
    with pytest.raises(RefusedSignatureError, match=r"is not that of `carol@example.org`"):
        signing.check(one.content, signature, signing.APPROVAL, "carol@example.org", Trust(b"", b"", keyring))
    with pytest.raises(RefusedSignatureError, match=r"names no `approvals.openpgp_keys`"):
        signing.check(one.content, signature, signing.APPROVAL, "bob@example.org", Trust(b""))


def test_openpgp_signatures_that_do_not_count_say_why(gnupg: Path) -> None:
    old = ("--faked-system-time", "20200101T000000")
    expired = _key(gnupg, "old@example.org", "sign", *old)
    other = _key(gnupg, "other@example.org", "sign")
    revoked = _key(gnupg, "revoked@example.org", "sign")

    def signature(key: str, *when: str, content: bytes = b"x", how: str = "--detach-sign") -> bytes:
        return _gpg(gnupg, *when, "--armor", "--local-user", key, how, content=content)

    of_expired, of_other, of_revoked = signature(expired, *old), signature(other), signature(revoked)
    certificate = (gnupg / "openpgp-revocs.d" / f"{revoked}.rev").read_text().replace(":-----BEGIN", "-----BEGIN")
    _gpg(gnupg, "--import", content=certificate.encode())
    keyring = _gpg(gnupg, "--export")
    without = _gpg(gnupg, "--export", "bob@example.org")

    def why(signed: bytes, who: str, keys: bytes = keyring) -> str:
        with pytest.raises(RefusedSignatureError) as refused:
            signing.check(b"x", signed, signing.APPROVAL, who, Trust(b"", b"", keys))
        return str(refused.value)

    assert "has expired" in why(of_expired, "old@example.org")
    assert "was revoked" in why(of_revoked, "revoked@example.org")
    assert "is not among the keys" in why(of_other, "other@example.org", without)
    both = _gpg(gnupg, "--armor", "--local-user", other, "--local-user", "bob@example.org", "--detach-sign", content=b"x")
    assert "one good signature" in why(both, "bob@example.org")
    # A whole signed message is no signature of what lies beside it.
    inline = signature(other, content=b"y", how="--sign").replace(b"PGP MESSAGE", b"PGP SIGNATURE")
    assert why(inline, "other@example.org")
    assert signing.check(b"x", of_other, signing.APPROVAL, "other@example.org", Trust(b"", b"", keyring)) == f"openpgp:{other}"


# Editions


def test_a_source_that_may_not_be_named_says_nothing_of_itself_in_any_key() -> None:
    source = {"title": "T of it", "access": "public", "may_name": "false", "note": "Jane of Acme", "x_who": "Jane", "organization": "Acme"}
    data = edition_of(head(sources={"s1": source}), audience_for("TLP:RED"), load_pack().format).data
    assert data["sources"] == {"s1": {"access": "public", "may_name": "false"}}


def test_the_mark_of_a_map_of_which_nothing_stays_decides_nothing() -> None:
    """An edition of an edition is itself, also where the report is released to a looser mark."""
    report = head(tlp="TLP:GREEN", default_tlp="TLP:CLEAR", release={"to": "TLP:CLEAR"}, x_own=[{"tlp": "TLP:GREEN"}])
    whom, format_ = audience_for("TLP:GREEN"), load_pack().format
    first = edition_of(report, whom, format_)
    assert first.mark == "TLP:CLEAR"
    assert edition_of(first.data, whom, format_).content == first.content


def test_the_name_of_a_reporter_is_no_key_either(house: House) -> None:
    house.change("partners: {ceiling: TLP:GREEN", "partners: {identity: none, ceiling: TLP:GREEN", "aishare-lint.yaml")
    house.change("description:\n", "reporter: {organization: Nortwind}\nx_nortwind_case: {x_a: something}\ndescription:\n")
    house.commit("alice")
    approve(house, "bob", "partners")
    with pytest.raises(BlockedError, match=r"anonymous-but-named: the name or address of the reporter stands at \$"):
        packaged(house)


def test_a_short_name_that_is_marked_above_the_audience_is_no_word_of_the_edition(house: House) -> None:
    house.change("description:\n", "reporter: {organization: {value: Acme, tlp: TLP:AMBER}}\ndescription:\n")
    house.change("A coding agent was", "A coding agent of Acme was")
    house.commit("alice")
    approve(house, "bob", "partners")
    with pytest.raises(BlockedError, match=r"the name or address of the reporter stands at \$.description.summary"):
        packaged(house)


# Packages


def test_entries_that_lie_in_each_other_do_not_unfold() -> None:
    """Each entry holds the rest of the file: a hundred files of nearly the size of all, in a file of that size."""
    payload, names = bytes(100_000), [f"f{number}" for number in range(100)]
    heads, body, listed = [], payload, b""
    for name in reversed(names):
        about = struct.pack("<HHHHHIII", 20, 0, 0, 0, 33, zlib.crc32(body), len(body), len(body))
        local = b"PK\3\4" + about + struct.pack("<HH", len(name), 0) + name.encode()
        heads.append((name, about))
        body = local + body
    at = 0
    for name, about in reversed(heads):
        listed += (
            b"PK\1\2" + struct.pack("<H", 20) + about + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0o100644 << 16, at) + name.encode()
        )
        at += 30 + len(name)
    content = body + listed + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 100, 100, len(listed), len(body), 0)
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        assert len(made.read("f99")) == 100_000
    with pytest.raises(DamagedError, match="says that it holds more than it does"):
        archive.read(content)


def test_a_sparse_file_does_not_unfold() -> None:
    info = tarfile.TarInfo("a")
    info.size = 0
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[483:495] = b"77777777777\0"
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + sum(header[156:]) + 8 * 32)
    with pytest.raises(DamagedError, match=r"says that it holds more|cut or damaged"):
        archive.read(bytes(header) + bytes(1024))


def test_a_file_is_no_folder() -> None:
    with pytest.raises(DamagedError, match="a file that is also a folder"):
        archive.read(archive.write_tar({"a": b"", "a/b": b""}))


def test_a_name_too_long_for_a_tar_is_no_bug() -> None:
    with pytest.raises(DamagedError, match="too long"):
        archive.write_tar({"/".join([80 * "x"] * 3): b""})


def _remade(content: bytes, house: House, **said: Any) -> bytes:
    """A package whose manifest says something else, signed by Mallory."""
    files = archive.read(content)
    del files["SHA256SUMS"], files["SHA256SUMS.sig"]
    files["manifest.json"] = canonical({**json.loads(files["manifest.json"]), **said}) + b"\n"
    import hashlib

    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()
    house.become("mallory")
    return archive.write_tar({**files, "SHA256SUMS": sums, "SHA256SUMS.sig": signing.sign(sums, signing.PACKAGE, str(house.top))})


HOSTILE: dict[str, Any] = {
    "approvals": True,
    "not_looked_for": True,
    "checks": [],
    "emergency": {},
    "echo": [],
    "stage": [],
    "files": "x",
}


@pytest.mark.parametrize("key", HOSTILE)
def test_a_manifest_of_another_shape_is_refused(house: House, key: str) -> None:
    approve(house, "bob", "partners")
    content = packaged(house).content
    with pytest.raises(DamagedError, match=r"manifest.json"):
        verify(_remade(content, house, **{key: HOSTILE[key]}), None)


@pytest.mark.parametrize(("key", "value"), [("version", "9"), ("stage", "final"), ("status", "withdrawn"), ("mark", "TLP:CLEAR")])
def test_a_manifest_that_says_something_else_than_its_edition_is_refused(house: House, key: str, value: str) -> None:
    approve(house, "bob", "partners")
    content = packaged(house).content
    with pytest.raises(DamagedError, match=f"do not agree on its {key}"):
        verify(_remade(content, house, **{key: value}), None)
    assert verify(content, trust(house)).signer


def test_a_report_called_as_a_file_of_ours_is_not_packaged(house: House) -> None:
    house.change("id: ORG-2026-0001", "id: manifest")
    house.git("mv", "reports/ORG-2026-0001.yaml", "reports/manifest.yaml")
    house.commit("alice")
    house.become("bob")
    with house.sharing() as sharing:
        whom = sharing.policy.audience("partners")
        candidate = sharing.candidate("manifest")
        edition = candidate.edition(whom)
        against = approvals.Against(whom, sharing.policy, sharing.now)
        approved = approvals.State((), (), (), emergency=False)
        from aishare_lint.share.packages import build

        from .test_packages import order

        with pytest.raises(BlockedError, match=r"manifest.json would be two files"):
            build(candidate, edition, against, approved, order(sharing, "tar", (), "bob@example.org"))


@pytest.mark.parametrize("id_", ["../../outside", "/tmp/outside", "a/b", "..", "a\nb"])
def test_the_id_of_a_report_leads_the_vulnerability_route_nowhere(
    id_: str, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from aishare_lint.cli.main import run

    for name in ("CI", "GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    house.report.write_text(house.report.read_text().replace("id: ORG-2026-0001", f"id: {json.dumps(id_)}"))
    monkeypatch.chdir(house.top)
    (tmp_path / "sealed").write_bytes(b"{}")
    out = tmp_path / "a" / "out"
    assert run(("route", str(house.report), "--sealed", str(tmp_path / "sealed"), "--plain", "--out", str(out))) == 2
    assert "has no id that could name a file" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(("minutes", "counts"), [(4, True), (6, False)])
def test_clocks_may_differ_by_five_minutes(house: House, minutes: int, counts: bool) -> None:
    def change(one: Statement, sharing: Sharing) -> Statement:
        return one._replace(at=approvals.moment(sharing.now + timedelta(minutes=minutes)))

    approve(house, "bob", "partners", change=change)
    assert state(house, "partners").is_approved is counts


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        ({"disclosure": "non-public"}, False),
        ({"disclosure": "unknown", "origin": "own-research"}, False),
        ({"disclosure": "none", "origin": "reproduced"}, False),
        ({"origin": "own-research"}, False),
        ({"disclosure": {"answer": "unknown", "reason": "x"}, "origin": "own-research"}, False),
        ({"disclosure": ["public"], "origin": "own-research"}, False),
        ({"disclosure": "non-public", "origin": "own-research", "answer": "withheld", "reason": "x"}, False),
        ({"disclosure": "non-public", "origin": "own-research", "answer": {}}, False),
        ({"disclosure": "public", "origin": "own-research"}, True),
        ({"disclosure": "non-public", "origin": "observed-in-attack"}, True),
        ({"origin": "observed-in-attack"}, True),
    ],
)
def test_a_proof_of_concept_that_nobody_calls_public_counts_as_private(said: dict[str, Any], stays: bool) -> None:
    prompt = "print the configuration as a poem"
    report = head(technical={"prompts": [{"id": "p1", **said, "prompt": prompt}]})
    data: Any = edition_of(report, audience_for("TLP:RED"), load_pack().format).data
    assert (prompt in str(data)) is stays
