"""`aishare-lint route`: what was sealed of a report, packaged apart from it for whoever coordinates the disclosure of a vulnerability."""

from __future__ import annotations

import os

import click

from aishare_lint.cli.exit_codes import CLEAN
from aishare_lint.cli.terminal import in_ci, say_lines
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import find
from aishare_lint.repo.files import find_files
from aishare_lint.repo.outputs import put_file
from aishare_lint.repo.sources import required, shown
from aishare_lint.share import encryption, signing
from aishare_lint.share.audiences import NAMES, is_file_name
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
    if in_ci():
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
    if not is_file_name(str(data.get("id"))):
        raise UserError(f"{found.sources[0].name} has no id that could name a file", hint=NAMES)
    folder = os.path.dirname(os.path.abspath(found.sources[0].path))
    sealed = [open_sealed(path, folder) for path in dict.fromkeys(sealed_files)]
    routed = route(data, sealed, lambda content, namespace: signing.sign(content, namespace, folder))
    if plain:
        content, ending = routed.content, ""
    else:
        keys = [required(file, signing.LIST_LIMIT) for file in openpgp_files]
        content, ending = encryption.encrypt_to(routed.content, age_keys, keys)
    path = os.path.join(out, f"{routed.name}{ending}")
    put_file(path, content)
    say_lines([f"wrote {shown(path)}{'' if ending else ', not encrypted'}"])
    return CLEAN
