"""Packages: what stands in their way, that they are the same anywhere, and every way to change one, each refused with its own reason."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.cli.sharing import Sharing
from aishare_lint.repo.attachments import read_beside
from aishare_lint.share import approvals, archive, signing
from aishare_lint.share.approvals import Against
from aishare_lint.share.archive import DamagedError
from aishare_lint.share.canonical import canonical
from aishare_lint.share.packages import BlockedError, Order, Package, build
from aishare_lint.share.signing import PACKAGE, Trust
from aishare_lint.share.verification import verify

from .sharing import House, make_house
from .test_approvals import approve

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> House:
    house = make_house(tmp_path_factory.mktemp("house"))
    for audience in ("partners", "demanding"):
        approve(house, "bob", audience)
    house.commit("bob", "Approved")
    house.become("carol")
    return house


@pytest.fixture
def house(template: House, tmp_path: Path) -> House:
    subprocess.run(["cp", "-R", template.top, tmp_path / "repository"], check=True)
    return House(tmp_path / "repository", template.keys)


def packaged(house: House, audience: str = "partners", *, form: str = "tar", allow: tuple[str, ...] = (), signer: str = "carol") -> Package:
    house.become(signer)
    with house.sharing() as sharing:
        whom = sharing.policy.audience(audience)
        candidate = sharing.candidate("ORG-2026-0001")
        edition = candidate.edition(whom)
        against = Against(whom, sharing.policy, sharing.now)
        wanted = candidate.wanted(edition, sharing.authors(candidate))
        state = approvals.state(wanted, against, sharing.found(edition.report, audience))
        return build(candidate, edition, against, state, order(sharing, form, allow, f"{signer}@example.org"))


def order(sharing: Sharing, form: str, allow: tuple[str, ...], signer: str) -> Order:
    folder = sharing.configuration.top

    def read_file(name: str) -> bytes:
        found = read_beside(os.path.join(folder, "reports"), name)
        assert isinstance(found, tuple)
        assert hasattr(found, "content")
        return found.content  # type: ignore[no-any-return]

    return Order(allow, form, lambda content, namespace: signing.sign(content, namespace, folder), signer, read_file)


def trust(house: House) -> Trust:
    return Trust((house.top / ".aishare" / "allowed_signers").read_bytes())


# What a package is


def test_a_package_is_verified_by_whoever_knows_its_signers(template: House) -> None:
    package = packaged(template)
    verified = verify(package.content, trust(template))
    assert verified.signer == "carol@example.org"
    assert set(verified.files) == {
        *("ORG-2026-0001.json", "ORG-2026-0001.yaml", "README.txt", "SHA256SUMS", "SHA256SUMS.sig", "manifest.json"),
    }
    assert package.name == "ORG-2026-0001-1-partners.tar"
    assert package.digest == f"sha256:{hashlib.sha256(package.content).hexdigest()}"
    assert verify(package.content, None).signer == ""


def test_its_manifest_never_says_that_all_is_well(template: House) -> None:
    manifest = json.loads(packaged(template).manifest)
    assert {check["state"] for check in manifest["checks"].values()} <= {"no-finding", "finding-ignored", "not-run", "not-covered"}
    assert manifest["not_looked_for"]
    assert manifest["measured"]["rules"]
    assert manifest["approvals"] == [{"kind": "approval", "role": ""}]
    words = packaged(template).manifest.decode().lower()
    assert not any(word in words for word in ('"pass', '"complete"', "bob@", "alice@", "springfield"))


def test_coreutils_and_openssh_say_the_same(template: House, tmp_path: Path) -> None:
    (tmp_path / "package.tar").write_bytes(packaged(template).content)
    signers = template.top / ".aishare" / "allowed_signers"
    script = (
        "set -e; tar xf package.tar; sha256sum --strict -c SHA256SUMS; "
        f"ssh-keygen -Y verify -f '{signers}' -I carol@example.org -n aishare-package -s SHA256SUMS.sig < SHA256SUMS"
    )
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 'Good "aishare-package" signature for carol@example.org' in done.stdout
    readme = (tmp_path / "README.txt").read_text()
    assert readme.startswith("TLP:GREEN\n")
    assert readme.endswith("TLP:GREEN\n")
    assert "ssh-keygen -Y verify -f allowed_signers -I carol@example.org -n aishare-package -s SHA256SUMS.sig < SHA256SUMS" in readme


@pytest.mark.parametrize("form", ["tar", "zip"])
def test_it_is_the_same_in_another_folder_time_zone_and_mask(form: str, template: House, tmp_path: Path) -> None:
    first = packaged(template, form=form)
    subprocess.run(["cp", "-R", template.top, tmp_path / "elsewhere"], check=True)
    code = (
        "import os, sys; os.umask(0o077); sys.path.insert(0, sys.argv[1]); from pathlib import Path;"
        "from tests.share.test_packages import packaged; from tests.share.sharing import House;"
        "print(packaged(House(Path(sys.argv[2]), Path(sys.argv[3])), form=sys.argv[4]).digest)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, TOP, tmp_path / "elsewhere", template.keys, form],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        cwd=tmp_path,
    )
    assert done.stdout.strip() == first.digest


def test_a_zip_is_verified_too(template: House) -> None:
    assert verify(packaged(template, form="zip").content, trust(template)).signer == "carol@example.org"


# What stands in the way


def test_what_is_not_approved_is_not_packaged(house: House) -> None:
    with pytest.raises(BlockedError, match="not approved: 1 more approval"):
        packaged(house, "peers")


def test_a_draft_is_not_packaged(house: House) -> None:
    house.change("status: ready", "status: draft")
    house.commit("alice")
    approve(house, "bob", "partners")
    with pytest.raises(BlockedError, match="only what is ready or withdrawn is packaged"):
        packaged(house)


def test_an_error_of_the_report_blocks(house: House) -> None:
    house.change("kind: incident", "kind: incidental")
    house.commit("alice")
    approve(house, "bob", "partners")
    with pytest.raises(BlockedError, match="schema/wrong-value"):
        packaged(house)


def test_an_edition_is_judged_at_its_own_mark(house: House) -> None:
    """The report may hold it, since it is TLP:AMBER as a whole; the edition is TLP:CLEAR and may not."""
    house.change("  partners: {ceiling: TLP:GREEN", "  partners: {ceiling: TLP:CLEAR", "aishare-lint.yaml")
    house.change("default_tlp: TLP:GREEN", "default_tlp: TLP:CLEAR")
    house.change('created: "2026-11-01"', 'created: "2026-11-01"\nhandling: {embargo_until: "2099-01-01T00:00Z"}')
    house.commit("alice")
    approve(house, "bob", "partners")
    with pytest.raises(BlockedError, match="the edition itself: tlp/clear-under-embargo"):
        packaged(house)


def test_too_few_answers_block(house: House) -> None:
    with pytest.raises(BlockedError, match="of the 59 questions are answered in this edition, and the audience asks for 59"):
        packaged(house, "demanding")


def test_a_reporter_that_this_audience_must_not_learn_is_not_named_in_passing(house: House) -> None:
    house.change("partners: {ceiling: TLP:GREEN", "partners: {ceiling: TLP:GREEN, identity: none", "aishare-lint.yaml")
    house.change(
        "description:\n  summary: A coding",
        "reporter: {organization: Springfield Power}\ndescription:\n  summary: At Springfield Power a coding",
    )
    house.commit("alice")
    approve(house, "bob", "partners")
    with pytest.raises(BlockedError, match=r"the name or address of the reporter stands at \$\.description\.summary"):
        packaged(house)


def test_a_check_that_did_not_run_blocks_unless_it_is_let_go(house: House) -> None:
    house.change("approvals:\n", "ignore: [redaction/secret]\napprovals:\n", "aishare-lint.yaml")
    house.commit("alice")
    with pytest.raises(BlockedError, match="redaction/secret did not run"):
        packaged(house)
    manifest = json.loads(packaged(house, allow=("redaction/secret",)).manifest)
    assert manifest["allowed_not_run"] == ["redaction/secret"]
    assert manifest["checks"]["redaction/secret"]["state"] == "not-run"


def test_a_check_that_the_audience_requires_must_exist(house: House) -> None:
    house.change("partners: {ceiling: TLP:GREEN", "partners: {ceiling: TLP:GREEN, required_checks: [redaction/all]", "aishare-lint.yaml")
    house.commit("alice")
    approve(house, "bob", "partners")
    with pytest.raises(BlockedError, match="the audience requires `redaction/all`, which is no check"):
        packaged(house)


ATTACHMENT = b"a log of the session\n"


def attached(house: House, sha256: str, content: bytes = ATTACHMENT, path: str = "attachments/a1.txt") -> None:
    (house.top / "reports" / "attachments").mkdir()
    (house.top / "reports" / "attachments" / "a1.txt").write_bytes(content)
    listed = f"{{id: a1, path: {path}, {sha256}media_type: text/plain, what: log, origin: observed-in-attack, disclosure: non-public"
    house.report.write_text(f"{house.report.read_text()}attachments:\n  - {listed}}}\n")
    house.commit("alice")
    approve(house, "bob", "partners")


def test_attachments_go_with_their_edition(house: House) -> None:
    attached(house, f'sha256: "{hashlib.sha256(ATTACHMENT).hexdigest()}", ')
    assert verify(packaged(house).content, trust(house)).files["attachments/a1.txt"] == ATTACHMENT


def test_an_attachment_without_a_hash_is_not_approved_by_its_name(house: House) -> None:
    attached(house, "")
    with pytest.raises(BlockedError, match="an approval holds for a content, not for a name"):
        packaged(house)


def test_an_attachment_that_was_swapped_is_refused(house: House) -> None:
    attached(house, f'sha256: "{hashlib.sha256(ATTACHMENT).hexdigest()}", ')
    (house.top / "reports" / "attachments" / "a1.txt").write_bytes(b"another log of the session\n")
    with pytest.raises(BlockedError, match="repository/attachment-hash"):
        packaged(house)


# Cheats

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def content(template: House) -> bytes:
    return packaged(template).content


def summed(files: Files) -> Files:
    """The sums made anew, as somebody would who cannot sign."""
    names = sorted(set(files) - {"SHA256SUMS", "SHA256SUMS.sig"})
    return {**files, "SHA256SUMS": "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in names).encode()}


def remade(files: Files, more: str = "", **changes: Any) -> Files:
    """Manifest and sums made anew, with changes to the manifest, and one file more in its list."""
    manifest = {**json.loads(files["manifest.json"]), **changes}
    manifest["files"] += [{"name": more}] if more else []
    for one in manifest["files"]:
        one["sha256"] = hashlib.sha256(files.get(one["name"], b"")).hexdigest()
    return summed({**files, "manifest.json": canonical(manifest) + b"\n"})


def edited(files: Files, old: bytes, new: bytes) -> Files:
    return {name: one.replace(old, new) if name.endswith((".json", ".yaml")) else one for name, one in files.items()}


def edition_digest(files: Files) -> str:
    return f"sha256:{hashlib.sha256(files['ORG-2026-0001.json']).hexdigest()}"


CHEATS: dict[str, tuple[Callable[[Files], Files], str]] = {
    "a changed edition": (lambda files: {**files, "ORG-2026-0001.json": b"{}"}, "0001.json is not the file that SHA256SUMS lists"),
    "a changed export": (
        lambda files: {**files, "ORG-2026-0001.yaml": b"a: b\n"},
        "ORG-2026-0001.yaml is not the file that SHA256SUMS lists",
    ),
    "a changed readme": (lambda files: {**files, "README.txt": b"Call me\n"}, "README.txt is not the file that SHA256SUMS lists"),
    "a changed export with new sums": (
        lambda files: summed({**files, "ORG-2026-0001.yaml": b"a: b\n"}),
        "ORG-2026-0001.yaml is not the file that manifest.json lists",
    ),
    "a changed export with a new manifest": (
        lambda files: remade({**files, "ORG-2026-0001.yaml": b"a: b\n"}),
        "ORG-2026-0001.yaml does not say the same as ORG-2026-0001.json",
    ),
    "a changed edition with a new manifest": (
        lambda files: remade(edited(files, b"coding", b"harmless")),
        "is not the edition that was approved: its digest differs",
    ),
    "everything made anew": (
        lambda files: remade(changed := edited(files, b"coding", b"harmless"), edition=edition_digest(changed)),
        "its signature does not count: what it signs was changed",
    ),
    "a looser mark": (
        lambda files: remade(changed := edited(files, b"TLP:GREEN", b"TLP:CLEAR"), edition=edition_digest(changed)),
        "its signature does not count",
    ),
    "a looser mark in the manifest only": (lambda files: remade(files, mark="TLP:CLEAR"), "do not agree on its mark"),
    "another status": (lambda files: remade(files, status="withdrawn"), "do not agree on its status"),
    "another id": (lambda files: remade(files, report="ORG-2026-0002"), "ORG-2026-0002.json is missing"),
    "another audience": (lambda files: remade(files, audience="everybody"), "its signature does not count"),
    "a check said to have run": (lambda files: remade(files, checks={}), "its signature does not count"),
    "one file more": (lambda files: {**files, "run.sh": b"true"}, "run.sh is not listed in SHA256SUMS: somebody put it in"),
    "one file more in the sums": (lambda files: summed({**files, "run.sh": b"true"}), "run.sh is not the file that manifest.json lists"),
    "one file more in the manifest": (
        lambda files: remade({**files, "run.sh": b"true"}, more="run.sh"),
        "its signature does not count",
    ),
    "one file less": (
        lambda files: {name: one for name, one in files.items() if name != "ORG-2026-0001.yaml"},
        "is listed in SHA256SUMS and is not there: somebody took it out",
    ),
    "one file less in the sums": (
        lambda files: summed({name: one for name, one in files.items() if name != "ORG-2026-0001.yaml"}),
        "manifest.json lists files that are not there",
    ),
    "no sums": (lambda files: {name: one for name, one in files.items() if name != "SHA256SUMS"}, "SHA256SUMS is missing"),
    "no signature": (lambda files: {name: one for name, one in files.items() if name != "SHA256SUMS.sig"}, "SHA256SUMS.sig is missing"),
    "no manifest": (lambda files: {name: one for name, one in files.items() if name != "manifest.json"}, "manifest.json is missing"),
    "no readme": (lambda files: {name: one for name, one in files.items() if name != "README.txt"}, "README.txt is missing"),
    "swapped files": (
        lambda files: {**files, "ORG-2026-0001.json": files["ORG-2026-0001.yaml"], "ORG-2026-0001.yaml": files["ORG-2026-0001.json"]},
        "is not the file that SHA256SUMS lists",
    ),
    "an empty signature": (lambda files: {**files, "SHA256SUMS.sig": b""}, "it is not signed by anybody on the list|no SSH or OpenPGP"),
    "a signature of nonsense": (lambda files: {**files, "SHA256SUMS.sig": b"hello"}, "it is not signed by anybody on the list|no SSH"),
    "sums in another order": (
        lambda files: {**files, "SHA256SUMS": b"".join(sorted(files["SHA256SUMS"].splitlines(keepends=True)))},
        "SHA256SUMS is not written as this tool writes it|its signature does not count",
    ),
    "a path in the sums": (
        lambda files: {**files, "SHA256SUMS": files["SHA256SUMS"] + b"0" * 64 + b"  ../../etc/passwd\n"},
        "is none that this tool writes",
    ),
    "a file twice in the sums": (
        lambda files: {**files, "SHA256SUMS": files["SHA256SUMS"] + files["SHA256SUMS"].splitlines(keepends=True)[0]},
        "SHA256SUMS is not written as this tool writes it",
    ),
    "a manifest of other spacing": (
        lambda files: summed({**files, "manifest.json": files["manifest.json"].replace(b":", b": ", 1)}),
        "manifest.json is none that this tool writes",
    ),
    "a manifest that is none": (lambda files: summed({**files, "manifest.json": b"[]"}), "manifest.json is none that this tool writes"),
    "a manifest that is deep": (
        lambda files: summed({**files, "manifest.json": b"[" * 100_000}),
        "manifest.json is none that this tool writes",
    ),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_changed_package_is_refused_with_its_reason(cheat: str, content: bytes, template: House) -> None:
    change, why = CHEATS[cheat]
    with pytest.raises(DamagedError, match=why):
        verify(archive.write_tar(change(archive.read(content))), trust(template))


def resigned(files: Files, house: House, who: str, namespace: str = PACKAGE) -> bytes:
    house.become(who)
    return archive.write_tar({**files, "SHA256SUMS.sig": signing.sign(files["SHA256SUMS"], namespace, str(house.top))})


def test_a_package_signed_by_a_stranger_is_refused(content: bytes, template: House) -> None:
    with pytest.raises(DamagedError, match="which is not on the list of signers"):
        verify(resigned(archive.read(content), template, "mallory"), trust(template))


def test_a_package_signed_for_something_else_is_refused(content: bytes, template: House) -> None:
    with pytest.raises(DamagedError, match="it was made for `aishare-approval`, not for `aishare-package`"):
        verify(resigned(archive.read(content), template, "carol", signing.APPROVAL), trust(template))


def test_another_signer_than_the_one_asked_for_is_refused(content: bytes, template: House) -> None:
    assert verify(content, trust(template), "carol@example.org").signer == "carol@example.org"
    with pytest.raises(DamagedError, match=r"which is not that of `bob@example\.org`"):
        verify(content, trust(template), "bob@example.org")


def test_a_package_in_which_every_byte_counts(content: bytes, template: House) -> None:
    """Somebody changes one byte, in steps that are no multiple of anything."""
    for at in range(0, len(content), 997):
        changed = bytearray(content)
        changed[at] ^= 1
        with pytest.raises(DamagedError):
            verify(bytes(changed), trust(template))
