"""From an approved edition to a package: judged once more as what it is, exported, searched for what was left out, listed, signed, packed.

Whatever fails, fails closed and leaves nothing behind: a package is bytes until it is whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from aishare_lint.document.paths import look_up, show
from aishare_lint.document.places import Path, Value
from aishare_lint.document.reader import Document, read
from aishare_lint.errors import UserError
from aishare_lint.lint.checks.consistency import giveaways
from aishare_lint.lint.findings import Finding, Judged
from aishare_lint.lint.pack import Pack
from aishare_lint.share import archive, exports
from aishare_lint.share.approvals import Against, State
from aishare_lint.share.candidates import Candidate, rules_digest
from aishare_lint.share.echoes import echoes
from aishare_lint.share.editions import NEVER, Edition
from aishare_lint.share.manifest import NAME as MANIFEST
from aishare_lint.share.manifest import Checked, Facts, checks, manifest
from aishare_lint.share.signing import PACKAGE

SUMS: Final = "SHA256SUMS"
SIGNATURE: Final = "SHA256SUMS.sig"
README: Final = "README.txt"
#: What every package holds: the data that was approved, and the same for people.
_ALWAYS: Final = ("json", "yaml")
#: A name for all that is said of attachments.
_ATTACHMENTS: Final = "attachments"


class Order(NamedTuple):
    """How a package is made.

    allow_not_run  checks that need not have run; recorded in the manifest
    form           `tar` or `zip`
    sign           content and namespace to signature
    signer         as whom it is signed
    read_file      an attachment by the name the report gives it
    """

    allow_not_run: tuple[str, ...]
    form: str
    sign: Callable[[bytes, str], bytes]
    signer: str
    read_file: Callable[[str], bytes]


class Package(NamedTuple):
    """A package, whole.

    name      what its file is called, without what encryption adds
    content   the archive
    digest    `sha256:<64 hex>` of it
    manifest  the manifest in it
    """

    name: str
    content: bytes
    digest: str
    manifest: bytes


class BlockedError(UserError):
    """Something stands in the way of this package; nothing was written."""


def build(candidate: Candidate, edition: Edition, against: Against, state: State, order: Order) -> Package:
    """The package of an edition. Raises BlockedError with everything that stands in its way."""
    blocks: list[str] = [f"not approved: {one}" for one in state.missing]
    blocks += _of_report(candidate, edition, against)
    blocks += [f"{one.rule} at {one.at}: {one.message}" for one in candidate.errors]
    judged = judge_edition(candidate, edition)
    blocks += [f"the edition itself: {one.rule} at {one.at}: {one.message}" for one in open_errors(candidate, edition, judged)]
    blocks += _named_anyway(candidate, edition)
    pack = candidate.terms.pack
    states = checks(pack, [candidate.judged, judged], candidate.terms.not_run)
    blocks += _not_run(pack, states, against, order)
    if blocks:
        raise _blocked(candidate, edition, blocks)
    files, types = _files(candidate, edition, against, order)
    found = echoes(candidate.report, edition, against.audience, candidate.terms.pack.format, files)
    if found.echoes:
        mask = candidate.terms.mask(candidate.document)
        lines = [f"what is withheld at {mask.text(show(one.path))} stands in {one.file} ({one.how or 'as it is'})" for one in found.echoes]
        raise _blocked(candidate, edition, lines)
    if found.unmarked:
        raise _blocked(candidate, edition, [f"{one.at} of {one.file} bears no mark" for one in found.unmarked])
    blocks = [f"the echo test could not read {name}" for name in found.not_read if "echo" not in order.allow_not_run]
    if blocks:
        raise _blocked(candidate, edition, blocks)
    facts = Facts(
        edition=edition,
        audience=against.audience,
        state=state,
        checks=states,
        allowed_not_run=tuple(sorted(order.allow_not_run)),
        echo="not-run" if found.not_read else "no-finding",
        rules=rules_digest(pack),
    )
    return _packed(facts, files, types, order)


def _packed(facts: Facts, files: dict[str, bytes], types: Mapping[str, str], order: Order) -> Package:
    import hashlib

    edition, audience = facts.edition, facts.audience
    # A report may be called as a file of ours is: `manifest`.
    taken = sorted({README, MANIFEST, SUMS, SIGNATURE} & files.keys())
    if taken:
        raise BlockedError(f"{taken[0]} would be two files of the package", hint="a report with another id has other files")
    files[README] = _readme(edition, order.signer).encode()
    files[MANIFEST] = manifest(facts, files, {**types, README: "text/plain"})
    # In the form of coreutils, so that `sha256sum -c` reads it.
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()
    files[SUMS], files[SIGNATURE] = sums, order.sign(sums, PACKAGE)
    content = archive.write_zip(files) if order.form == "zip" else archive.write_tar(files)
    version = f"-{edition.version}" if re.fullmatch(r"[A-Za-z0-9._-]{1,40}", edition.version) else ""
    name = f"{edition.report}{version}-{audience.name}.{order.form}"
    return Package(name, content, f"sha256:{hashlib.sha256(content).hexdigest()}", files[MANIFEST])


def _blocked(candidate: Candidate, edition: Edition, lines: list[str]) -> BlockedError:
    name = candidate.terms.mask(candidate.document).text(edition.report)
    return BlockedError(f"{name} cannot go to `{edition.audience}`:\n" + "\n".join(f"  {line}" for line in dict.fromkeys(lines)))


# What stands in the way


def _of_report(candidate: Candidate, edition: Edition, against: Against) -> Iterator[str]:
    if candidate.said("status") not in ("ready", "withdrawn"):
        yield f"its status is {candidate.said('status') or 'unsaid'}: only what is ready or withdrawn is packaged"
    for key in NEVER:
        if key in edition.data:
            yield f"`{key}` stands in the edition"
    answered = candidate.answered(edition)
    if answered < against.audience.min_coverage and candidate.said("status") != "withdrawn":
        yield f"{answered} of the 59 questions are answered in this edition, and the audience asks for {against.audience.min_coverage}"


def judge_edition(candidate: Candidate, edition: Edition) -> Judged:
    """The edition judged as the report that it is, at its own mark, with the attachments that go with it."""
    document = edition_document(edition)
    facts = candidate.terms.circumstances.attachments
    names = set(attachment_names(edition))
    beside = {name: fact for name, fact in facts.items() if name in names} if facts is not None else None
    terms = candidate.terms._replace(circumstances=candidate.terms.circumstances.beside(beside))
    judged = terms.check(document)
    if judged.failures:
        raise RuntimeError(f"{judged.failures[0].rule} failed: {judged.failures[0].error}")
    return judged


def edition_document(edition: Edition) -> Document:
    """The canonical form of an edition, read as any report is."""
    document = read(edition.content, f"{edition.report} for {edition.audience}")
    if document.data is None and document.problems:
        hint = "a recipient's tool reads up to 2 MB: move what is long into attachments"
        raise BlockedError(f"the edition is more than its recipients can read ({document.problems[0].detail})", hint=hint)
    if document.data != edition.data:
        raise RuntimeError("an edition does not read as what it says")
    return document


def open_errors(candidate: Candidate, edition: Edition, judged: Judged) -> Iterator[Finding]:
    """Errors that the report does not have at the same place, ignored or not: comments are in no edition."""
    known = {
        (finding.rule, finding.path) for finding in candidate.judged.findings if finding.ignored is not None or finding.severity == "error"
    }
    for finding in judged.findings:
        if finding.severity == "error" and not any((finding.rule, path) in known for path in _origins(edition, finding.path)):
            yield finding


def _origins(edition: Edition, path: Path) -> set[Path]:
    """Where a place of the edition stood in the report: the place of a leaf, or of the container that its leaves were in."""
    places = {
        origin if path == to else origin[: len(path)]
        for to, origin in edition.origins.items()
        if to[: len(path)] == path and len(origin) >= len(path)
    }
    return places or {path}


def _named_anyway(candidate: Candidate, edition: Edition) -> Iterator[str]:
    """Places that give a reporter away whom this audience must not learn."""
    # Whether its mark or the audience's identity hides it: who may not learn it at one place may not learn it at another.
    hidden = {omission.path for omission in edition.left_out if omission.path[0] == "reporter"}
    names: dict[str, str] = {}
    for key in ("organization", "contact"):
        path: Path = ("reporter", key)
        value = look_up(candidate.report, path)
        text = value.get("value") if isinstance(value, dict) else value
        if isinstance(text, str) and any(path[: len(one)] == one for one in hidden):
            names[key] = text
    patterns = giveaways(names)
    for path, text in _texts(edition.data, ()):
        if any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns):
            yield f"consistency/anonymous-but-named: the name or address of the reporter stands at {show(path)}"


def _texts(value: Value, at: Path) -> Iterator[tuple[Path, str]]:
    """Every key and every text of a value, with its place: a key gives away as much as a value."""
    if isinstance(value, str):
        yield at, value
    entries: Iterable[tuple[str | int, Value]] = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in entries:
        if isinstance(key, str):
            # The name would stand in the place of the key: the map that holds it is named.
            yield at, key.replace("_", " ")
        yield from _texts(child, (*at, key))


def _not_run(pack: Pack, states: Mapping[str, Checked], against: Against, order: Order) -> Iterator[str]:
    """Checks that guard against over-sharing, or that the audience asks for, and that did not run."""
    required = against.audience.required_checks
    for rule in pack.rules:
        if states[rule.id].state != "not-run":
            continue
        names = {rule.id, rule.category, *({_ATTACHMENTS} if "attachment" in rule.id else ())}
        if (rule.safety or names & set(required)) and not names & set(order.allow_not_run):
            yield f"{rule.id} did not run ({states[rule.id].why}); --allow-not-run {rule.id} lets it go, and is recorded"
    known = check_names(pack)
    yield from (f"the audience requires `{name}`, which is no check of this version" for name in required if name not in known)


def check_names(pack: Pack) -> frozenset[str]:
    """What a check may be called where one is required, or let go: a rule, a category, `attachments`, `echo`."""
    return frozenset({name for rule in pack.rules for name in (rule.id, rule.category)} | {_ATTACHMENTS, "echo"})


# What it holds


def attachment_names(edition: Edition) -> list[str]:
    """The files that go with an edition."""
    listed = edition.data.get("attachments")
    found = [one.get("path") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [name for name in found if isinstance(name, str)]


def _files(candidate: Candidate, edition: Edition, against: Against, order: Order) -> tuple[dict[str, bytes], dict[str, str]]:
    files: dict[str, bytes] = {}
    types: dict[str, str] = {}
    context = exports.Context(candidate.terms.pack.format, against.audience)
    for format_ in dict.fromkeys((*_ALWAYS, *against.audience.formats)):
        name = exports.file_name(format_, edition)
        files[name] = exports.export(format_, edition, context)
        types[name] = exports.KINDS[format_].media_type
    listed = edition.data.get("attachments")
    for one in listed if isinstance(listed, list) else []:
        path = one.get("path") if isinstance(one, dict) else None
        if isinstance(one, dict) and isinstance(path, str):
            files[_attachment_name(path, files)] = _attachment(one, path, order)
    return files, types


def _attachment_name(path: str, files: Mapping[str, bytes]) -> str:
    name = path.removeprefix("./")
    if not archive.is_name(name):
        hint = "letters, digits, `.`, `_`, `+` and `-`, with `/` between: what has such a name can be unpacked anywhere"
        raise BlockedError(f"the attachment {path} cannot be packaged under its name", hint=hint)
    if name in files or name in (README, MANIFEST, SUMS, SIGNATURE):
        raise BlockedError(f"the attachment {name} has the name of another file of the package", hint="keep attachments in a folder")
    return name


def _attachment(item: Mapping[str, Value], path: str, order: Order) -> bytes:
    """The bytes of an attachment, which must be those that the report lists: only they were approved."""
    import hashlib

    listed = item.get("sha256")
    content = order.read_file(path)
    if not isinstance(listed, str):
        raise BlockedError(f"the attachment {path} has no `sha256`: an approval holds for a content, not for a name")
    if hashlib.sha256(content).hexdigest() != listed.lower():
        raise BlockedError(f"the attachment {path} is not what the report lists: its SHA-256 differs")
    return content


def _readme(edition: Edition, signer: str) -> str:
    return f"""\
{edition.mark}

Report {edition.report}{f", version {edition.version}" if edition.version else ""}, for {edition.audience}.
What recipients may do with it is said by its mark (https://www.first.org/tlp/) and under `handling` in the report.

{edition.report}.json is what was approved: the SHA-256 of this file is
  {edition.digest.removeprefix("sha256:")}
The other files say the same in other forms. manifest.json says what was checked, and how far; checks that did not run are named there, and
so is what nobody looked for. Text of an attack (prompts, samples) is quoted as data: do not follow it, and let no program follow it.

Check that nothing was changed on the way, and by whom it was sent. With aishare-lint, and a list of signers that you did not get with this
package (allowed_signers, lines such as `{signer} ssh-ed25519 AAAA...`):

  aishare-lint verify PACKAGE --signers allowed_signers

By hand, in the folder in which the package was unpacked:

  sha256sum -c {SUMS}
  ssh-keygen -Y verify -f allowed_signers -I {signer} -n {PACKAGE} -s {SIGNATURE} < {SUMS}

(An OpenPGP signature: gpg --verify {SIGNATURE} {SUMS})

{edition.mark}
"""
