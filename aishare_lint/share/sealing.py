"""Sealing: what is taken out of a report goes to the user's state directory, outside every work tree, and can be checked for ever after.

A sealed file is canonical JSON, encrypted with age to the user's own SSH signing key unless the user says otherwise. It is written whole
or not at all, and read back before anybody relies on it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from aishare_lint.document.places import Value
from aishare_lint.errors import UserError
from aishare_lint.repo.sources import Refusal, load, shown
from aishare_lint.share.canonical import canonical
from aishare_lint.share.commitments import NONCE, commitment, file_value

FORMAT: Final = "aishare/sealed/1"
#: The largest sealed file that is opened: an attachment of 20 MB in base64, encrypted and armoured.
LIMIT: Final = 64_000_000

_ARMOUR: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
_AGE: Final = b"age-encryption.org/"
_PRIVATE: Final = "to seal without encryption, say --plain"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one sealed file holds.

    report      the id of the report it was taken from
    path        the place it stood at, in short form; with the value, what the commitment is to
    value       what stood there; for a file its hash
    nonce       the randomness of the commitment
    at          when it was sealed, UTC, to the minute
    file        the name of the file as the report wrote it, empty where it is none
    content     the bytes of that file
    written     the text that was taken out of the report, piece by piece, as it was written
    """

    report: str
    path: str
    value: Value
    nonce: bytes
    at: str
    file: str = ""
    content: bytes = field(default=b"", repr=False)
    written: tuple[str, ...] = field(default=(), repr=False)

    @property
    def commitment(self) -> str:
        return commitment(self.path, self.value, self.nonce)


class Key(NamedTuple):
    """The user's signing key: the public half as text, and where the private half lies."""

    public: str
    private_file: str


# Where


def state_folder() -> str:
    """The folder of sealed files. Raises UserError where it lies in a repository of git or its work tree: it would be published."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        base = os.path.join(home, ".local", "state")
    said = os.environ.get("XDG_STATE_HOME", "")
    folder = os.path.join(said if os.path.isabs(said) else base, "aishare-lint", "sealed")
    tree = _work_tree_of(folder) or _work_tree_of(os.path.realpath(folder))
    if tree is not None:
        raise UserError(
            f"sealed files would lie in {shown(folder)}, inside the git work tree or repository {shown(tree)}; nothing was changed",
            hint="set XDG_STATE_HOME to a folder outside of every repository",
        )
    return folder


def _work_tree_of(folder: str) -> str | None:
    # Where only the repository is named, the work tree is the folder that git is called in.
    said = os.environ.get("GIT_WORK_TREE") or ("." if os.environ.get("GIT_DIR") else "")
    trees = [os.path.realpath(said)] if said else []
    while True:
        if os.path.lexists(os.path.join(folder, ".git")) or folder in trees or _is_bare(folder):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _is_bare(folder: str) -> bool:
    """Whether a folder is itself a repository of git, as those are that others fetch from."""
    return os.path.isfile(os.path.join(folder, "HEAD")) and all(os.path.isdir(os.path.join(folder, name)) for name in ("objects", "refs"))


# To whom


def signing_key(folder: str) -> Key:
    """The SSH key with which the user signs commits in a folder. Raises UserError where there is none that age can use."""
    from aishare_lint.repo import git

    how, said = git.signing_key(folder)
    if how != "ssh" or not said:
        what = "git has no `user.signingkey`" if how == "ssh" or not said else f"git signs with {how}"
        hint = f"`git config gpg.format ssh` and `git config user.signingkey ~/.ssh/id_ed25519.pub`, or {_PRIVATE}"
        raise UserError(f"there is no SSH signing key to encrypt to: {what}; nothing was changed", hint=hint)
    if said.startswith(("key::", "ssh-")):
        hint = f"name the file of the key in `user.signingkey`: age cannot ask an agent; or {_PRIVATE}"
        raise UserError("the signing key is given as text, and its private half cannot be found; nothing was changed", hint=hint)
    private_file = said.removesuffix(".pub")
    public = load(f"{private_file}.pub", 65_536)
    if isinstance(public, Refusal) or not os.path.isfile(private_file):
        which = f"{private_file}.pub" if isinstance(public, Refusal) else private_file
        raise UserError(f"cannot read the signing key {shown(which)}; nothing was changed", hint=f"both halves are needed; or {_PRIVATE}")
    _recipient(key := Key(public.decode("utf-8", "replace").strip(), private_file))
    return key


def _pyrage() -> Any:
    try:
        import pyrage
    except ImportError:
        hint = f"pip install 'aishare-lint[encrypt]'; or {_PRIVATE}"
        raise UserError("encryption needs pyrage, which is not installed; nothing was changed", hint=hint) from None
    return pyrage


def _recipient(key: Key) -> Any:
    pyrage = _pyrage()
    try:
        return pyrage.ssh.Recipient.from_str(key.public)
    except pyrage.RecipientError:
        kind = key.public.split(" ", 1)[0]
        hint = f"age takes ssh-ed25519 and ssh-rsa keys; or {_PRIVATE}"
        raise UserError(f"age cannot encrypt to the signing key: it is `{kind}`; nothing was changed", hint=hint) from None


def _identity(private_file: str) -> Any | None:
    """The private half, or None where it has a passphrase."""
    pyrage = _pyrage()
    content = load(private_file, 65_536)
    if isinstance(content, Refusal):
        return None
    try:
        return pyrage.ssh.Identity.from_buffer(content)
    except pyrage.IdentityError:
        return None


# Writing


def seal(sealed: Sealed, folder: str, key: Key | None) -> str:
    """Write a sealed file and read it back; its path. `key` None writes it without encryption.

    Raises UserError where that fails; what was written then is of no consequence to the report.
    """
    content = pack(sealed)
    encrypted = content if key is None else bytes(_pyrage().encrypt(content, [_recipient(key)], armored=True))
    name = f"{_file_name(sealed.report)}-{sealed.commitment[7:23]}{'.json' if key is None else '.age'}"
    path = os.path.join(folder, name)
    try:
        _make_folder(folder)
        _write(path, encrypted)
        with open(path, "rb") as stream:
            back = stream.read()
    except OSError as error:
        raise UserError(f"cannot seal to {shown(path)}: {(error.strerror or 'error').lower()}; the report is as it was") from None
    # A key with a passphrase cannot be tried here; that its bytes have arrived is all that can be said.
    tried = back if key is None or (identity := _identity(key.private_file)) is None else _decrypted(back, identity)
    if back != encrypted or (tried is not back and tried != content):
        hint = "the two halves of the signing key may not belong together" if back == encrypted else "the disk may be failing"
        raise UserError(f"what was sealed to {shown(path)} cannot be read back; the report is as it was", hint=hint)
    return path


def _decrypted(content: bytes, identity: Any) -> bytes | None:
    pyrage = _pyrage()
    try:
        return bytes(pyrage.decrypt(content, [identity]))
    except pyrage.DecryptError:
        return None


def _file_name(report: str) -> str:
    """The id of a report as a part of a file name; names are shown, so that an id with a credential in it gives none."""
    from aishare_lint.lint.detectors.secrets import find

    if find(report):
        return "report"
    name = "".join(character if character.isascii() and (character.isalnum() or character in "-_") else "_" for character in report)
    return name[:60] or "report"


def _make_folder(folder: str) -> None:
    os.makedirs(folder, mode=0o700, exist_ok=True)
    os.chmod(folder, 0o700)


def _write(path: str, content: bytes) -> None:
    """A new file that only the user can read; on the disk when this returns, and there whole or not at all."""
    draft = f"{path}.{os.getpid()}.draft"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft)
        raise
    _sync_folder(os.path.dirname(path))


def _sync_folder(folder: str) -> None:
    """Make the new name last a power cut; systems that cannot open a folder need no such thing."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# The bytes


def pack(sealed: Sealed) -> bytes:
    """A sealed file's bytes before encryption."""
    from base64 import b64encode

    data: dict[str, Value] = {
        "format": FORMAT,
        "report": sealed.report,
        "path": sealed.path,
        "value": sealed.value,
        "nonce": sealed.nonce.hex(),
        "commitment": sealed.commitment,
        "at": sealed.at,
        "written": list(sealed.written),
    }
    if sealed.file:
        data |= {"file": sealed.file, "content": b64encode(sealed.content).decode()}
    return canonical({**data, "digest": file_value(canonical(data))}) + b"\n"


def unpack(content: bytes, name: str) -> Sealed:
    """What a sealed file's decrypted bytes hold. Raises UserError where they are not as they were written."""
    import json
    from base64 import b64decode

    try:
        data = json.loads(content)
        digest = data.pop("digest")
        if data["format"] != FORMAT or digest != file_value(canonical(data)):
            raise ValueError
        sealed = Sealed(
            report=_text(data, "report"),
            path=_text(data, "path"),
            value=data["value"],
            nonce=bytes.fromhex(_text(data, "nonce")),
            at=_text(data, "at"),
            file=_text(data, "file") if "file" in data else "",
            content=b64decode(_text(data, "content"), validate=True) if "file" in data else b"",
            written=tuple(map(str, data["written"])),
        )
        # The digest says that nothing was damaged; the commitment says that nobody made a new digest.
        genuine = sealed.commitment == data["commitment"] and _names_file(sealed) and len(sealed.nonce) == NONCE
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        genuine = False
    if not genuine:
        raise UserError(f"{shown(name)} is no sealed file, or was changed since it was written: it proves nothing")
    return sealed


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _names_file(sealed: Sealed) -> bool:
    """Whether the hash in the value is that of the file that is sealed with it."""
    if not sealed.file:
        return True
    value = sealed.value
    if isinstance(value, dict):
        value = value.get("path", "")
    return value == file_value(sealed.content)


def open_sealed(path: str, folder: str) -> Sealed:
    """What a sealed file holds, decrypted with the signing key of a folder. Raises UserError where it cannot be read or was changed."""
    content = load(path, LIMIT)
    if isinstance(content, Refusal):
        raise UserError(f"cannot read the sealed file {shown(path)}: {content.detail.replace('-', ' ')}")
    if not content.startswith((_ARMOUR, _AGE)):
        return unpack(content, path)
    key = signing_key(folder)
    identity = _identity(key.private_file)
    if identity is None:
        hint = f"`age --decrypt -i {shown(key.private_file)} -o FILE {shown(path)}` asks for the passphrase; then open FILE instead"
        raise UserError(f"the signing key {shown(key.private_file)} has a passphrase, or is none", hint=hint)
    opened = _decrypted(content, identity)
    if opened is None:
        hint = "it was encrypted to another key, or was changed since it was written"
        raise UserError(f"{shown(path)} cannot be decrypted with {shown(key.private_file)}", hint=hint)
    return unpack(opened, path)
