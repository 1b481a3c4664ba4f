"""`aishare-lint route`: what was sealed of a report, packaged apart from it for whoever coordinates the disclosure of a vulnerability."""

from __future__ import annotations

import os

import click

from aishare_lint.cli.exit_codes import CLEAN
from aishare_lint.cli.terminal import say
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import find
from aishare_lint.repo.files import find_files
from aishare_lint.repo.outputs import replace_file
from aishare_lint.repo.sources import Refusal, load, shown
from aishare_lint.share import encryption, signing
from aishare_lint.share.route import route
from aishare_lint.share.sealing import open_sealed
from aishare_lint.terms import terms_of


@click.command("route", short_help="Package what was sealed for the vulnerability route.")
@click.argument("report", metavar="REPORT", type=click.Path(readable=False))
@click.option("--sealed", "sealed_files", multiple=True, required=True, metavar="FILE", help="A sealed file that goes with it; repeatable.")
@click.option("--out", required=True, metavar="FOLDER", type=click.Path(file_okay=False, readable=False), help="Where the package goes.")
@click.option("--age", "age_keys", multiple=True, metavar="KEY", help="The age or SSH key to encrypt it to; repeatable.")
@click.option("--openpgp-key", "openpgp_files", multiple=True, metavar="FILE", help="A file of OpenPGP keys to encrypt it to; repeatable.")
@click.option("--plain", is_flag=True, help="Do not encrypt it.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(
    *,
    report: str,
    sealed_files: tuple[str, ...],
    out: str,
    age_keys: tuple[str, ...],
    openpgp_files: tuple[str, ...],
    plain: bool,
    config_file: str | None,
) -> int:
    """Package what `redact` has sealed of REPORT, signed, and encrypted to a coordinator or vendor. It is made where it was sealed.

    No edition and no other package ever holds it.
    """
    if os.environ.get("CI", "").lower() in ("true", "1"):
        hint = "what is sealed never reaches a forge; run it on the machine where it was sealed"
        raise UserError("the vulnerability route does not start in CI", hint=hint)
    if plain == bool(age_keys or openpgp_files):
        raise UserError("say to whose key it is encrypted, or --plain", hint="--age KEY or --openpgp-key FILE")
    configuration = find(file=config_file)
    found = find_files([report], configuration)
    if found.mistakes or len(found.sources) != 1:
        raise found.mistakes[0] if found.mistakes else UserError(f"{shown(report)} is no report", hint="name one file")
    data = terms_of(configuration).read(found.sources[0]).data
    if not isinstance(data, dict):
        raise UserError(f"{found.sources[0].name} cannot be read", hint="`aishare-lint check` says where and why")
    folder = os.path.dirname(os.path.abspath(found.sources[0].path))
    sealed = [open_sealed(path, folder) for path in dict.fromkeys(sealed_files)]
    routed = route(data, sealed, lambda content, namespace: signing.sign(content, namespace, folder))
    content, ending = (
        (routed.content, "") if plain else encryption.encrypt_to(routed.content, age_keys, [_loaded(file) for file in openpgp_files])
    )
    try:
        os.makedirs(out, exist_ok=True)
    except OSError as error:
        raise UserError(f"cannot write {shown(out)}: {(error.strerror or 'error').lower()}") from None
    path = os.path.join(out, f"{routed.name}{ending}")
    replace_file(path, content)
    say(f"wrote {shown(path)}{'' if ending else ', not encrypted'}\n")
    return CLEAN


def _loaded(path: str) -> bytes:
    content = load(path, signing.LIST_LIMIT)
    if isinstance(content, Refusal):
        raise UserError(f"cannot read {shown(path)}: {content.detail.replace('-', ' ')}")
    return content
