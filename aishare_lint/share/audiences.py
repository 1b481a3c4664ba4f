"""Those that reports are shared with, as the configuration says: what each may get, how it goes to them, who must approve it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple, cast

from aishare_lint.document.marks import CLEAR
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import Configuration
from aishare_lint.share.canonical import canonical

Identity = Literal["named", "pseudonym", "none"]

#: What a package holds where the audience does not say.
_FORMATS: Final = ("yaml", "json", "markdown")
#: What a name must be like that files and folders are called by.
NAMES: Final = "letters, digits, `.`, `-` and `_`, at most 100: files of approvals, packages and shares are called by it"
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


class Emergency(NamedTuple):
    """When one approval is enough.

    stages                the stages of reports that may go out so; none means never
    max_mark              the strictest mark of an edition that may go out so
    roles                 who may approve so; empty means anybody
    second_review_within  seconds after which the missing second review is overdue
    """

    stages: tuple[str, ...]
    max_mark: str
    roles: tuple[str, ...]
    second_review_within: int


class ApprovalPolicy(NamedTuple):
    """How many must approve what goes to an audience, and who.

    people        how many different people
    roles         roles that must be among them, each once
    privacy       whether a privacy review is needed as well
    author_alone  whether an author's approval may be the only one
    expires       seconds after which an approval ends
    emergency     when one is enough; None means never
    """

    people: int
    roles: tuple[str, ...]
    privacy: bool
    author_alone: bool
    expires: int
    emergency: Emergency | None


class Audience(NamedTuple):
    """Somebody reports are shared with.

    name             its short name in the configuration
    ceiling          the strictest mark it may get, one of `marks.LABELS`
    recipients       addresses
    channel          the channel by which it goes; empty if unsaid
    age, pgp         the recipients' keys
    formats          what a package holds, in the order of the configuration
    identity         how the reporter appears
    min_coverage     how many of the 59 questions must be answered
    required_checks  rules or categories (`attachments` too) without whose result nothing goes out
    approve          who must approve
    digest           `sha256:<64 hex>` of everything above as it was configured: the policy that an approval is bound to
    """

    name: str
    ceiling: str
    recipients: tuple[str, ...]
    channel: str
    age: tuple[str, ...]
    pgp: tuple[str, ...]
    formats: tuple[str, ...]
    identity: Identity
    min_coverage: int
    required_checks: tuple[str, ...]
    approve: ApprovalPolicy
    digest: str


def audiences(configuration: Configuration) -> dict[str, Audience]:
    """Every audience of a configuration by its name, in the order of the file."""
    said: Mapping[str, Any] = configuration.settings.get("audiences", {})
    for name, settings in said.items():
        if not is_file_name(name):
            raise UserError(
                f"`{name}` cannot be the name of an audience", hint=NAMES, where=configuration.where(("audiences", name), "key")
            )
        keys = settings.get("encryption", {})
        if keys.get("age") and keys.get("pgp"):
            hint = "name the keys of one kind: a package is encrypted once, and whoever has only the other kind could not read it"
            raise UserError(
                f"`{name}` has keys for age and for OpenPGP", hint=hint, where=configuration.where(("audiences", name, "encryption"), "key")
            )
    return {name: _audience(name, settings) for name, settings in said.items()}


def audience(configuration: Configuration, name: str) -> Audience:
    """One audience. Raises UserError where the configuration has none of that name."""
    from difflib import get_close_matches

    known = audiences(configuration)
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    if not known:
        hint = "`audiences:` in aishare-lint.yaml names those you share with: `audiences: {partners: {ceiling: TLP:GREEN}}`"
    else:
        hint = f"did you mean `{near[0]}`?" if near else f"audiences: {', '.join(known)}"
    raise UserError(f"there is no audience `{name}`", hint=hint)


def is_file_name(text: str) -> bool:
    """Whether a report or an audience can lend its name to files and folders."""
    import re

    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", text) is not None


def seconds(duration: str) -> int:
    """A time span of the configuration (`30d`, `24h`) in seconds."""
    return int(duration[:-1]) * _UNITS[duration[-1]]


def _audience(name: str, said: Mapping[str, Any]) -> Audience:
    import hashlib

    keys = said.get("encryption", {})
    digest = hashlib.sha256(b"aishare/audience/1\0" + canonical({"audience": name, "settings": cast("Any", said)})).hexdigest()
    return Audience(
        name=name,
        ceiling=said["ceiling"],
        recipients=tuple(said.get("recipients", ())),
        channel=said.get("channel", ""),
        age=tuple(keys.get("age", ())),
        pgp=tuple(keys.get("pgp", ())),
        formats=tuple(said.get("formats", _FORMATS)),
        identity=said.get("identity", "named"),
        min_coverage=int(said.get("min_coverage", "0")),
        required_checks=tuple(said.get("required_checks", ())),
        approve=_approve(said["ceiling"], said.get("approve", {})),
        digest=f"sha256:{digest}",
    )


def _approve(ceiling: str, said: Mapping[str, Any]) -> ApprovalPolicy:
    """The policy; where it says nothing two people approve what is TLP:RED, and one anything else."""
    fewest = 2 if ceiling == "TLP:RED" else 1
    emergency = said.get("emergency")
    return ApprovalPolicy(
        people=max(int(said.get("count", fewest)), 1),
        roles=tuple(said.get("roles", ())),
        privacy=bool(said.get("privacy", False)),
        author_alone=bool(said.get("author_alone", False)),
        expires=seconds(said.get("expires", "30d")),
        emergency=None if emergency is None else _emergency(emergency),
    )


def _emergency(said: Mapping[str, Any]) -> Emergency:
    return Emergency(
        stages=tuple(said.get("stages", ("early",))),
        max_mark=said.get("max_mark", CLEAR),
        roles=tuple(said.get("roles", ())),
        second_review_within=seconds(said.get("second_review_within", "24h")),
    )
