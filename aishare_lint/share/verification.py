"""What a recipient can say of a package without trusting whoever made it, and whose it is, by a list of signers from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from aishare_lint.document.reader import read
from aishare_lint.share import archive, signing
from aishare_lint.share.archive import DamagedError
from aishare_lint.share.canonical import canonical
from aishare_lint.share.manifest import NAME as MANIFEST
from aishare_lint.share.manifest import TYPE
from aishare_lint.share.packages import README, SIGNATURE, SUMS

_SUM: Final = r"([0-9a-f]{64})  ([A-Za-z0-9_][A-Za-z0-9._+/-]{0,254})"


class Verified(NamedTuple):
    """A package that is intact.

    manifest  what it says of itself
    files     all that it holds, by name
    signer    who signed it, by the list of signers; empty where no list was given: then its origin is unknown
    key       the fingerprint of the key
    """

    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]
    signer: str
    key: str


def verify(content: bytes, trust: signing.Trust | None, identity: str = "") -> Verified:
    """A package, if it is intact and signed by somebody on the list. Raises DamagedError with what is wrong with it.

    Without a list of signers only the first is known. `identity` demands one of the signers.
    """
    files = archive.read(content)
    for name in (SUMS, SIGNATURE, MANIFEST, README):
        if name not in files:
            raise DamagedError(f"{name} is missing: it is no package, or something was taken out of it")
    _check_sums(files)
    manifest = _manifest(files)
    _check_edition(files, manifest)
    signer, key = _signer(files, trust, identity)
    return Verified(manifest, files, signer, key)


def _check_sums(files: Mapping[str, bytes]) -> None:
    """Every file but the sums and their signature is listed with its hash, in order, and nothing else is."""
    import hashlib

    listed: dict[str, str] = {}
    for number, line in enumerate(files[SUMS].decode("ascii", "replace").splitlines(), 1):
        found = re.fullmatch(_SUM, line)
        if not found:
            raise DamagedError(f"line {number} of {SUMS} is none that this tool writes")
        listed[found[2]] = found[1]
    held = [name for name in files if name not in (SUMS, SIGNATURE)]
    for name in held:
        if name not in listed:
            raise DamagedError(f"{name} is not listed in {SUMS}: somebody put it in")
    for name, digest in listed.items():
        if name not in files:
            raise DamagedError(f"{name} is listed in {SUMS} and is not there: somebody took it out")
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise DamagedError(f"{name} is not the file that {SUMS} lists: it was changed")
    written = "".join(f"{listed[name]}  {name}\n" for name in sorted(listed)).encode()
    if written != files[SUMS]:
        raise DamagedError(f"{SUMS} is not written as this tool writes it")


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    import hashlib

    try:
        data: dict[str, Any] = json.loads(files[MANIFEST])
        if data["type"] != TYPE or canonical(data) + b"\n" != files[MANIFEST]:
            raise ValueError
        listed = {str(one["name"]): str(one["sha256"]) for one in data["files"]}
        if not _is_manifest(data):
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError):
        raise DamagedError(f"{MANIFEST} is none that this tool writes") from None
    for name in files:
        if name not in (SUMS, SIGNATURE, MANIFEST) and listed.get(name) != hashlib.sha256(files[name]).hexdigest():
            raise DamagedError(f"{name} is not the file that {MANIFEST} lists")
    if len(listed) != len(files) - 3:
        raise DamagedError(f"{MANIFEST} lists files that are not there")
    return data


def _is_manifest(data: Mapping[str, Any]) -> bool:
    """Whether all that is read of a manifest has the shape that it is written in."""
    texts = all(isinstance(data[key], str) for key in ("report", "version", "stage", "audience", "mark", "edition", "status", "echo"))
    lists = all(isinstance(data[key], list) for key in ("approvals", "not_looked_for", "files"))
    checks = isinstance(data["checks"], dict) and all(
        isinstance(one, dict) and all(isinstance(text, str) for text in one.values()) for one in data["checks"].values()
    )
    return texts and lists and checks and isinstance(data["emergency"], bool)


def _check_edition(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    """The edition is the one that was approved, says of itself what the manifest says, and reads the same as YAML."""
    import hashlib

    name = f"{manifest['report']}.json"
    content = files.get(name)
    if content is None:
        raise DamagedError(f"{name} is missing: nothing here is what was approved")
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != manifest["edition"]:
        raise DamagedError(f"{name} is not the edition that was approved: its digest differs")
    data = read(content, name).data
    if not isinstance(data, dict) or canonical(data) != content:
        raise DamagedError(f"{name} is no edition in its canonical form")
    # What an edition does not say, its manifest says by these.
    unsaid = {"version": "", "status": "", "stage": "update"}
    for key, said in (("id", "report"), ("tlp", "mark"), ("status", "status"), ("version", "version"), ("stage", "stage")):
        if data.get(key, unsaid.get(key)) != manifest[said]:
            raise DamagedError(f"{name} and {MANIFEST} do not agree on its {said}")
    yaml = files.get(f"{manifest['report']}.yaml")
    if yaml is None or read(yaml, name).data != data:
        raise DamagedError(f"{manifest['report']}.yaml does not say the same as {name}")


def _signer(files: Mapping[str, bytes], trust: signing.Trust | None, identity: str) -> tuple[str, str]:
    if trust is None:
        return "", ""
    signature = files[SIGNATURE]
    if signing.is_openpgp(signature):
        names = [identity] if identity else signing.openpgp_names(trust.keyring)
    else:
        key = signing.public_key(signature)
        known = [one for one in signing.listed(trust.signers) if one.key == key]
        names = [name for one in known for name in one.principals if not identity or name == identity]
        if not known and key is not None:
            raise DamagedError(f"it is signed with the key {signing.fingerprint(key)}, which is not on the list of signers")
        if not names and key is not None:
            raise DamagedError(f"it is signed with the key {signing.fingerprint(key)}, which is not that of `{identity[:80]}`")
    why = "it is not signed by anybody on the list of signers"
    for name in names or [identity]:
        try:
            return name, signing.check(files[SUMS], signature, signing.PACKAGE, name, trust)
        except signing.RefusedSignatureError as refusal:
            why = f"its signature does not count: {refusal}"
    raise DamagedError(why)
