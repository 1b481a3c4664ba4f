"""`aishare-lint verify`: for whoever gets a package: is it intact, and whose is it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS, ORIGIN_UNKNOWN
from aishare_lint.cli.terminal import say_lines
from aishare_lint.errors import UserError
from aishare_lint.repo.sources import required, shown
from aishare_lint.share import archive, encryption, signing
from aishare_lint.share.verification import Verified, verify

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command("verify", short_help="Check a package that was received: is it intact, and whose is it.")
@click.argument("package", metavar="PACKAGE", type=click.Path(readable=False))
@click.option("--signers", metavar="FILE", help="Allowed signers, from elsewhere than the package.")
@click.option("--openpgp-keys", metavar="FILE", help="OpenPGP public keys of senders, from elsewhere than the package.")
@click.option("--identity", default="", metavar="NAME", help="Who must have signed it; anybody on the list if not said.")
@click.option("--key", "key_file", metavar="FILE", help="The age or SSH key to decrypt it with.")
@click.option("--extract", metavar="FOLDER", help="Write its files to a new folder, if it is intact.")
def command(
    *, package: str, signers: str | None, openpgp_keys: str | None, identity: str, key_file: str | None, extract: str | None
) -> int:
    """Check a package: every file against its list, the edition against its digest, the signature against signers from elsewhere.

    Exit code 0: intact and signed by somebody on the list; 4: intact, and its origin is unknown, since no list was given; 1: refused.
    """
    content = required(package, archive.MOST_BYTES)
    if encryption.is_encrypted(content):
        if encryption.is_openpgp(content):
            hint = f"`gpg --output package.tar --decrypt {shown(package)}`, then verify package.tar"
            raise UserError(f"{shown(package)} is encrypted with OpenPGP", hint=hint)
        if key_file is None:
            raise UserError(f"{shown(package)} is encrypted with age", hint="--key names your age or SSH key")
        content = encryption.decrypt(content, required(key_file, 65_536))
    trust = None
    if signers or openpgp_keys:
        trust = signing.Trust(_optional(signers), b"", _optional(openpgp_keys))
    elif identity:
        raise UserError("--identity needs --signers", hint="a name in a package proves nothing")
    if extract is not None and os.path.lexists(extract):
        raise UserError(f"{shown(extract)} is there already", hint="name a folder that is not")
    try:
        verified = verify(content, trust, identity)
    except archive.DamagedError as damage:
        say_lines([f"refused: {shown(package)}: {damage.message}"], sys.stderr)
        return FINDINGS
    say_lines(_lines(verified, content))
    if extract is not None:
        _extract(verified, extract)
        say_lines([f"wrote {len(verified.files)} files to {shown(extract)}"])
    return CLEAN if verified.signer else ORIGIN_UNKNOWN


def _lines(verified: Verified, content: bytes) -> Iterator[str]:
    import hashlib

    about = verified.manifest
    version = f", version {about['version']}" if about["version"] else ""
    yield f"{about['report']}{version}, {about['status']}, for {about['audience']}: {about['mark']}"
    yield f"digest sha256:{hashlib.sha256(content).hexdigest()}"
    yield f"intact; signed by {verified.signer} ({verified.key})" if verified.signer else "intact, origin unknown: --signers was not given"
    # All that follows cannot be seen in a package.
    yield "the sender says:"
    approvals = about["approvals"]
    if about["emergency"]:
        yield "  approved in an emergency by one person; a second review is owed"
    else:
        yield f"  {len(approvals)} approval{'' if len(approvals) == 1 else 's'}"
    yield from (f"  {line}" for line in _of_checks(about["checks"]))
    if about["echo"] != "no-finding":
        yield "  not run: the search of the package for what was left out"
    yield "  not looked for: " + "; ".join(map(str, about["not_looked_for"]))


def _of_checks(checks: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    states = [(name, one.get("state", ""), one.get("why", "")) for name, one in checks.items()]
    counts = {
        state: sum(1 for _, other, _ in states if other == state) for state in ("no-finding", "finding-ignored", "not-run", "not-covered")
    }
    yield "checks: " + ", ".join(f"{count} {state.replace('-', ' ')}" for state, count in counts.items())
    yield from (f"not run: {name} ({why})" for name, state, why in states if state == "not-run")


def _optional(path: str | None) -> bytes:
    return required(path, signing.LIST_LIMIT) if path else b""


def _extract(verified: Verified, folder: str) -> None:
    """Write the files beside, then give the folder its name: nobody sees half a package."""
    import shutil

    draft = f"{folder.rstrip('/' + os.sep)}.{os.getpid()}.draft"
    try:
        for name, content in verified.files.items():
            path = os.path.join(draft, *name.split("/"))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "xb") as stream:
                stream.write(content)
        os.rename(draft, folder)
    except BaseException as error:
        shutil.rmtree(draft, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise UserError(f"cannot write {shown(folder)}: {(error.strerror or 'error').lower()}; nothing was written") from None
