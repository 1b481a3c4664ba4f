"""Encrypting what goes out, to the keys of its audience: age, or OpenPGP by gpg. Key files are read from the protected base."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, Final

from aishare_lint.errors import UserError
from aishare_lint.share.audiences import Audience
from aishare_lint.share.signing import run

_SSH: Final = ("ssh-ed25519 ", "ssh-rsa ")


def encrypt(content: bytes, audience: Audience, read: Callable[[str], bytes | None]) -> tuple[bytes, str]:
    """A content for the keys of an audience, and what the name of its file ends in. Raises UserError where it has no key that works."""
    keys = []
    for name in () if audience.age else audience.pgp:
        key = read(name)
        if key is None:
            hint = "name a file of public keys in the repository, as the protected base has it"
            raise UserError(f"there is no key file {name}, which `encryption.pgp` of `{audience.name}` names", hint=hint)
        keys.append(key)
    if not audience.age and not keys:
        hint = "`encryption: {age: [age1…]}` beside the audience; --plain writes it without, outside of CI only"
        raise UserError(f"the audience `{audience.name}` has no key to encrypt to", hint=hint)
    return encrypt_to(content, audience.age, keys)


def encrypt_to(content: bytes, age: Sequence[str], openpgp: Sequence[bytes]) -> tuple[bytes, str]:
    """A content for age or SSH keys, else for OpenPGP keys (their files), and what the name of its file ends in."""
    return (_with_age(content, age), ".age") if age else (_with_openpgp(content, openpgp), ".gpg")


def decrypt(content: bytes, identity: bytes) -> bytes:
    """What was encrypted with age, by an age or SSH identity. Raises UserError where that is not its key."""
    pyrage = _pyrage()
    try:
        if identity.lstrip().startswith(b"-----BEGIN"):
            key: Any = pyrage.ssh.Identity.from_buffer(identity)
        else:
            lines = [line for line in identity.decode("utf-8", "replace").splitlines() if line.startswith("AGE-SECRET-KEY-")]
            key = pyrage.x25519.Identity.from_str(lines[0] if lines else "")
        return bytes(pyrage.decrypt(content, [key]))
    except (pyrage.IdentityError, pyrage.DecryptError, ValueError):
        raise UserError("it cannot be decrypted with this key", hint="it is for another key, or was changed on its way") from None


def is_encrypted(content: bytes) -> bool:
    return is_openpgp(content) or content.startswith((b"age-encryption.org/", b"-----BEGIN AGE"))


def is_openpgp(content: bytes) -> bool:
    """Whether a content is encrypted with OpenPGP: it says so, or begins with the packet of a session key."""
    return content.startswith((b"-----BEGIN PGP MESSAGE", b"\x84", b"\x85", b"\xc1"))


def _with_age(content: bytes, keys: Sequence[str]) -> bytes:
    pyrage = _pyrage()
    recipients = []
    for number, said in enumerate(keys, 1):
        try:
            kind = pyrage.ssh if said.startswith(_SSH) else pyrage.x25519
            recipients.append(kind.Recipient.from_str(said))
        except pyrage.RecipientError:
            hint = "an age recipient begins with `age1`, an SSH key with `ssh-ed25519` or `ssh-rsa`"
            raise UserError(f"age key {number} is none", hint=hint) from None
    return bytes(pyrage.encrypt(content, recipients))


def _with_openpgp(content: bytes, keys: Sequence[bytes]) -> bytes:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        gpg = ["gpg", "--homedir", folder, "--batch", "--no-tty", "--no-autostart", "--trust-model", "always"]
        recipients: list[str] = []
        for number, key in enumerate(keys):
            path = os.path.join(folder, f"key-{number}")
            with open(path, "wb") as stream:
                stream.write(key)
            recipients += ["--recipient-file", path]
        done = run([*gpg, "--encrypt", *recipients, "--output", "-"], content)
        if done.code or not done.output:
            raise UserError("gpg did not encrypt to the OpenPGP keys", hint="are they whole, one key a file, and not expired?")
        return done.output


def _pyrage() -> Any:
    try:
        import pyrage
    except ImportError:
        raise UserError("encryption with age needs pyrage, which is not installed", hint="pip install 'aishare-lint[encrypt]'") from None
    return pyrage
