"""Signatures: made with the key that the user signs commits with, checked against lists that come from elsewhere.

SSH signatures are made and checked by `ssh-keygen -Y`, OpenPGP ones by `gpg`; nothing here knows cryptography. A signature is made through
pipes and checked at once: `ssh-keygen -Y sign FILE` with an old `.sig` beside it and no terminal writes nothing and says that all is well.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from aishare_lint.errors import UserError

#: What a signature was made for: one that was made for something else counts for nothing.
APPROVAL: Final = "aishare-approval"
PACKAGE: Final = "aishare-package"
ROUTE: Final = "aishare-vulnerability-route"

#: Seconds; a key that asks for its passphrase waits for a person.
_PATIENCE: Final = 300
_BEGIN: Final = b"-----BEGIN SSH SIGNATURE-----"
_END: Final = b"-----END SSH SIGNATURE-----"
_MAGIC: Final = b"SSHSIG"
#: How a key begins that is given itself, and not by its file.
_LITERAL: Final = ("key::", "ssh-", "ecdsa-", "sk-")
_OPENPGP: Final = b"-----BEGIN PGP SIGNATURE-----"
#: What gpg's status lines say of a signature that does not count.
_OPENPGP_FAULTS: Final = {
    "NO_PUBKEY": "its OpenPGP key is not among the keys of `approvals.openpgp_keys`",
    "BADSIG": "what it signs was changed after it was signed",
    "REVKEYSIG": "its OpenPGP key was revoked",
    "EXPKEYSIG": "its OpenPGP key has expired",
    "EXPSIG": "it has expired",
}
#: Where in a line VALIDSIG the fingerprint of the primary key stands.
_PRIMARY: Final = 10
#: What makes a name of a list of signers a pattern.
_PATTERN: Final = frozenset("*?!,")
#: What a list of signers may hold at most, and a signature.
LIST_LIMIT: Final = 1_000_000
SIGNATURE_LIMIT: Final = 65_536


class Signer(NamedTuple):
    """One line of a list of allowed signers.

    principals  the names that the key may sign as, mostly e-mail addresses
    options     what stands between names and key, such as `valid-before="20270101"`
    key         the key itself, as bytes
    line        1-based
    """

    principals: tuple[str, ...]
    options: str
    key: bytes
    line: int

    @property
    def is_authority(self) -> bool:
        """Whether the key signs other keys, and not approvals."""
        return "cert-authority" in self.options.split(",")


class Trust(NamedTuple):
    """Whose signatures count.

    signers  a list of allowed signers, as git and ssh-keygen read it
    revoked  a list of revoked keys (a KRL, or public keys); empty where there is none
    keyring  OpenPGP public keys; empty where there are none
    """

    signers: bytes
    revoked: bytes = b""
    keyring: bytes = b""


def is_openpgp(signature: bytes) -> bool:
    return signature.lstrip().startswith(_OPENPGP)


def fingerprint(key: bytes) -> str:
    """`SHA256:…` of a public key, as ssh-keygen writes it."""
    import hashlib

    return "SHA256:" + b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


def listed(signers: bytes) -> Iterator[Signer]:
    """The lines of a list of allowed signers that can be understood."""
    import shlex

    for number, line in enumerate(signers.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            # Quotes matter: options such as namespaces="a b" may hold spaces.
            words = shlex.split(line, posix=True)
        except ValueError:
            continue
        kinds = [index for index, word in enumerate(words) if word.startswith(("ssh-", "ecdsa-", "sk-"))]
        if kinds and kinds[0] > 0 and kinds[0] + 1 < len(words):
            try:
                key = b64decode(words[kinds[0] + 1], validate=True)
            except ValueError:
                continue
            yield Signer(tuple(words[0].split(",")), ",".join(words[1 : kinds[0]]), key, number)


def names_of(trust: Trust, key: str) -> frozenset[str]:
    """Every name that the lists have for a key, which is said by its fingerprint. A pattern is no name."""
    if key.startswith("openpgp:"):
        return frozenset(openpgp_names(trust.keyring, key.removeprefix("openpgp:")))
    named = (name for one in listed(trust.signers) if fingerprint(one.key) == key for name in one.principals)
    return frozenset(name for name in named if not set(name) & _PATTERN)


# Making


def sign(content: bytes, namespace: str, folder: str) -> bytes:
    """A signature of the user's signing key over a content, checked at once. Raises UserError where there is no key or it does not sign."""
    from aishare_lint.repo import git

    how, key = git.signing_key(folder)
    if how == "openpgp" and key:
        return _sign_openpgp(content, key)
    if how != "ssh" or not key:
        raise _no_key(how)
    return _sign_ssh(content, namespace, key)


def own_key(folder: str) -> str:
    """The fingerprint of the key that the user signs with, as approvals name it. Raises UserError where there is none."""
    from aishare_lint.repo import git
    from aishare_lint.repo.sources import Refusal, load

    how, key = git.signing_key(folder)
    if how == "openpgp" and key:
        lines = run(["gpg", "--batch", "--with-colons", "--list-secret-keys", key], b"").output.decode("utf-8", "replace").splitlines()
        found = next((line.split(":")[9] for line in lines if line.startswith("fpr:")), "")
        if not found:
            raise UserError(f"gpg knows no secret key `{key[:80]}`", hint="git signs with `user.signingkey`")
        return f"openpgp:{found}"
    if how != "ssh" or not key:
        raise _no_key(how)
    text: bytes | Refusal = key.removeprefix("key::").encode()
    if not key.startswith(_LITERAL):
        text = load(key if key.endswith(".pub") else f"{key}.pub", SIGNATURE_LIMIT)
    if isinstance(text, Refusal):
        text = run(["ssh-keygen", "-y", "-f", key], b"").output
    words = text.split()
    try:
        return fingerprint(b64decode(words[1], validate=True))
    except (IndexError, ValueError):
        raise UserError("the public half of the signing key cannot be read", hint=f"it should lie at {key[:200]}.pub") from None


def _no_key(how: str) -> UserError:
    what = f"git signs with {how}" if how not in ("ssh", "openpgp") else "git has no `user.signingkey`"
    hint = "`git config gpg.format ssh` and `git config user.signingkey ~/.ssh/id_ed25519.pub`"
    return UserError(f"there is no key to sign with: {what}", hint=hint)


def _sign_ssh(content: bytes, namespace: str, key: str) -> bytes:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        if key.startswith(_LITERAL):
            # The key itself is given and not its file: its private half is an agent's.
            key_file = os.path.join(folder, "key.pub")
            _put(key_file, key.removeprefix("key::").encode() + b"\n")
        else:
            key_file = key
        done = run(["ssh-keygen", "-Y", "sign", "-f", key_file, "-n", namespace], content)
        signature = done.output
        if done.code or public_key(signature) is None:
            hint = "is the file of the key there, is its passphrase right, does the agent hold it (`ssh-add -l`)?"
            raise UserError(f"the signing key did not sign ({_first_line(done.errors) or 'ssh-keygen said nothing'})", hint=hint)
        if not _belongs(content, signature, namespace, folder):
            raise UserError("what the signing key made is no signature of this content; nothing was written")
    return signature


def _sign_openpgp(content: bytes, key: str) -> bytes:
    done = run(["gpg", "--armor", "--detach-sign", "--local-user", key, "--output", "-"], content)
    if done.code or not is_openpgp(done.output):
        hint = "`gpg --list-secret-keys` shows the keys there are; git signs with `user.signingkey`"
        raise UserError(f"the OpenPGP key did not sign ({_first_line(done.errors) or 'gpg said nothing'})", hint=hint)
    return done.output


# Checking


class RefusedSignatureError(Exception):
    """A signature that does not count; the message says why, in words that can be shown."""


def check(content: bytes, signature: bytes, namespace: str, principal: str, trust: Trust) -> str:
    """The fingerprint of the key that signed a content as `principal`. Raises RefusedSignatureError where that did not happen."""
    if is_openpgp(signature):
        return _check_openpgp(content, signature, principal, trust)
    key = public_key(signature)
    if key is None:
        raise RefusedSignatureError("it is no SSH or OpenPGP signature")
    made_for = signed_namespace(signature)
    if made_for != namespace:
        raise RefusedSignatureError(f"it was made for `{made_for[:40]}`, not for `{namespace}`")
    known = [signer for signer in listed(trust.signers) if signer.key == key and not signer.is_authority]
    if not known:
        raise RefusedSignatureError(f"its key {fingerprint(key)} is not among the allowed signers")
    # A pattern would let one key sign as anybody whom the pattern fits.
    if set(principal) & _PATTERN or not any(principal in signer.principals for signer in known):
        raise RefusedSignatureError(f"its key {fingerprint(key)} is not that of `{principal[:80]}` among the allowed signers")
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        if not _belongs(content, signature, namespace, folder):
            raise RefusedSignatureError("what it signs was changed after it was signed")
        allowed, signed = os.path.join(folder, "allowed"), os.path.join(folder, "signature")
        _put(allowed, trust.signers)
        _put(signed, signature)
        command = ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", principal, "-n", namespace, "-s", signed]
        if run(command, content).code:
            raise RefusedSignatureError(
                f"the list of allowed signers does not let `{principal[:80]}` sign `{namespace}` with this key today"
            )
        if trust.revoked:
            revoked = os.path.join(folder, "revoked")
            _put(revoked, trust.revoked)
            if run([*command, "-r", revoked], content).code:
                raise RefusedSignatureError(f"its key {fingerprint(key)} was revoked")
    return fingerprint(key)


def _check_openpgp(content: bytes, signature: bytes, principal: str, trust: Trust) -> str:
    if not trust.keyring:
        raise RefusedSignatureError("it is an OpenPGP signature, and the configuration names no `approvals.openpgp_keys`")
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        gpg = ["gpg", "--homedir", folder, "--batch", "--no-tty", "--no-autostart", "--trust-model", "always"]
        keys, signed = os.path.join(folder, "keys"), os.path.join(folder, "signature")
        _put(keys, trust.keyring)
        _put(signed, signature)
        run([*gpg, "--import", keys], b"")
        answer = run([*gpg, "--status-fd", "1", "--verify", signed, "-"], content).output.decode("utf-8", "replace")
        said = [line.split()[1:] for line in answer.splitlines() if line.startswith("[GNUPG:] ") and line.split()[1:]]
        words = {line[0]: line[1:] for line in said}
        for word, why in _OPENPGP_FAULTS.items():
            if word in words:
                raise RefusedSignatureError(why)
        valid = [line for line in said if line[0] == "VALIDSIG"]
        # Of several signatures in one file it would not be known which one is meant.
        if "GOODSIG" not in words or len(valid) != 1 or len(valid[0]) < _PRIMARY + 1:
            raise RefusedSignatureError("gpg does not call it one good signature")
    # A key that was made to sign belongs to a primary one, by which its owner is known.
    key = valid[0][_PRIMARY]
    if principal not in openpgp_names(trust.keyring, key):
        raise RefusedSignatureError(f"its OpenPGP key is not that of `{principal[:80]}`")
    return f"openpgp:{key}"


def openpgp_names(keyring: bytes, key: str = "") -> list[str]:
    """The e-mail addresses of the keys in a file of OpenPGP keys, of one of them if its fingerprint is given; revoked ones left out."""
    import re
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = os.path.join(folder, "keys")
        _put(path, keyring)
        gpg = ["gpg", "--homedir", folder, "--batch", "--no-tty", "--no-autostart", "--with-colons", "--show-keys", path]
        lines = [line.split(":") for line in run(gpg, b"").output.decode("utf-8", "replace").splitlines()]
    names: list[str] = []
    last, of = "", ""
    for line in lines:
        if line[0] == "fpr" and last == "pub":
            of = line[9]
        elif line[0] == "uid" and line[1] not in ("r", "e") and key in ("", of):
            names += re.findall(r"<([^<>\s]{3,254})>\Z", line[9])
        last = line[0]
    return names


def public_key(signature: bytes) -> bytes | None:
    """The key that an SSH signature says it was made with; None where it is no SSH signature."""
    parts = _parts(signature)
    return parts[0] if parts else None


def signed_namespace(signature: bytes) -> str:
    """What an SSH signature says it was made for."""
    parts = _parts(signature)
    return parts[1].decode("utf-8", "replace") if parts else ""


def _parts(signature: bytes) -> list[bytes]:
    """The strings of an SSH signature (PROTOCOL.sshsig): key, namespace, reserved, hash, signature; none where it is no such thing."""
    text = signature.strip()
    if not text.startswith(_BEGIN) or not text.endswith(_END) or len(text) > SIGNATURE_LIMIT:
        return []
    try:
        blob = b64decode(b"".join(text[len(_BEGIN) : -len(_END)].split()), validate=True)
    except ValueError:
        return []
    if not blob.startswith(_MAGIC + b"\0\0\0\1"):
        return []
    at, parts = len(_MAGIC) + 4, []
    while at < len(blob):
        length = int.from_bytes(blob[at : at + 4], "big")
        at += 4 + length
        if at > len(blob):
            return []
        parts.append(blob[at - length : at])
    return parts if len(parts) == 5 else []


def _belongs(content: bytes, signature: bytes, namespace: str, folder: str) -> bool:
    """Whether a signature is one of this content, whoever made it."""
    path = os.path.join(folder, "belongs")
    _put(path, signature)
    return run(["ssh-keygen", "-Y", "check-novalidate", "-n", namespace, "-s", path], content).code == 0


class Done(NamedTuple):
    """How a program ended, and what it said."""

    code: int
    output: bytes
    errors: bytes


def run(command: Sequence[str], asked: bytes) -> Done:
    """Run ssh-keygen or gpg on an input. Raises UserError where it is not installed or does not come to an end."""
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - the arguments are this module's own
            command, input=asked, capture_output=True, check=False, timeout=_PATIENCE, env={**os.environ, "LC_ALL": "C"}
        )
    except FileNotFoundError:
        package = "OpenSSH's client" if command[0] == "ssh-keygen" else "GnuPG"
        raise UserError(f"`{command[0]}` is not installed: signatures are made and checked with it", hint=f"install {package}") from None
    except subprocess.TimeoutExpired:
        raise UserError(f"`{command[0]}` did not answer within {_PATIENCE} seconds", hint="does the key wait for a passphrase?") from None
    return Done(done.returncode, done.stdout, done.stderr)


def _first_line(text: bytes) -> str:
    return text.decode("utf-8", "replace").strip().partition("\n")[0][:120]


def _put(path: str, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
