"""The echo test: it must be silent on what the exporters write, and fire on every leak that is planted."""

from __future__ import annotations

import base64
import copy
import html
import io
import json
import quopri
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from email.header import Header
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aishare_lint.document.defang import defang
from aishare_lint.document.marks import LABELS
from aishare_lint.share import exports
from aishare_lint.share.echoes import Search, echoes
from aishare_lint.share.editions import EmptyEditionError, edition_of
from aishare_lint.share.exports import KINDS, Context, ExportRefusedError, csaf, csv, facts, misp, stix

from .machine_samples import MACHINE, READY, audience, edition, everything, example, little, marked_reports, pack_format

SECRET = "the build server at https://build.northwind.example/a"
PLACE = ("impact", "lateral_movement", "text")


def secretive() -> dict[str, Any]:
    """A report with one place that only TLP:RED may see."""
    report = little()
    report["impact"]["lateral_movement"]["text"] = SECRET
    return report


def search(files: dict[str, bytes], report: dict[str, Any] | None = None, ceiling: str = "TLP:AMBER") -> Search:
    report = secretive() if report is None else report
    return echoes(report, edition(report, ceiling), audience(ceiling), pack_format(), files)


def export_all(report: dict[str, Any], to: Any) -> dict[str, bytes]:
    """Every export of a report for an audience that is not refused."""
    derived = edition_of(report, to, pack_format())
    files = {}
    for name in KINDS:
        with suppress(ExportRefusedError):
            files[exports.file_name(name, derived)] = exports.export(name, derived, Context(pack_format(), to))
    return files


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


ENCODED: dict[str, Callable[[str], str]] = {
    "plain": str,
    "capitals": str.upper,
    "defanged": lambda text: text.replace(text.split()[-1], defang(text.split()[-1])),
    "spaced": lambda text: text.replace(" ", " \n  "),
    "compatibility forms": lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
    "soft hyphens": "\u00ad".join,
    "base64": b64,
    "base64 twice": lambda text: b64(f"before {b64(text)} after"),
    "base64 in lines": lambda text: "\r\n".join(b64("x" * 70 + text)[at : at + 40] for at in range(0, 200, 40)),
    "base64 behind a slash": lambda text: f"path/{b64(text)}",
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(f"{text}\u07ff\u07ff".encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "utf-16 in base64": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "json escapes": lambda text: "".join(f"\\u{ord(one):04x}" for one in text),
    "escaped twice": lambda text: json.dumps(json.dumps("".join(f"\\u{ord(one):04x}" for one in text))),
    "yaml escapes": lambda text: "".join(f"\\x{ord(one):02x}" for one in text),
    "entities": lambda text: "".join(f"&#x{ord(one):x};" for one in text),
    "named entities": lambda text: html.escape(text).replace(":", "&colon;").replace("/", "&sol;"),
    "percent": lambda text: quote(text, safe=""),
    "quoted-printable": lambda text: "".join(f"={ord(one):02X}" for one in text),
    "soft line breaks": lambda text: "=\n".join(text[at : at + 5] for at in range(0, len(text), 5)),
    "header words": lambda text: Header(text + " é", "utf-8", maxlinelen=60).encode(),
    "markup between": lambda text: "<b>" + "</b><b>".join(text.split(" ")) + "</b>",
    "markdown": lambda text: text.replace(".", "\\.").replace("/", "\\/"),
    "broken over lines": lambda text: "\n".join(text[at : at + 7] for at in range(0, len(text), 7)),
}


def planted(content: bytes, leak: str) -> bytes:
    """An export with a leak in the first place that people read; in JSON inside a string, elsewhere at the end."""
    try:
        data = json.loads(content)
    except ValueError:
        return content + b'\r\n"' + leak.replace('"', '""').encode() + b'"\r\n'
    done = False

    def put(value: Any, key: str) -> Any:
        nonlocal done
        if isinstance(value, dict):
            return {name: put(child, name) for name, child in value.items()}
        if isinstance(value, list):
            return [put(child, key) for child in value]
        if isinstance(value, str) and key in ("description", "info", "title", "summary") and not done:
            done = True
            return f"{value} {leak}"
        return value

    leaky = put(data, "")
    assert done
    return json.dumps(leaky).encode()


@pytest.mark.parametrize("name", KINDS)
def test_values_that_an_exporter_leaks_are_found_in_every_encoding(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each encoding has a value of its own, so that every one of them must be found."""
    import importlib

    report = little()
    secrets = {encoding: SECRET.replace("build", f"b{number}ild") for number, encoding in enumerate(ENCODED, 1)}
    report["impact"]["x_secrets"] = {"tlp": "TLP:RED", **secrets}
    leak = " | ".join(ENCODED[encoding](secret) for encoding, secret in secrets.items())
    module = importlib.import_module(f"aishare_lint.share.exports.{KINDS[name].module}")
    honest = module.export
    monkeypatch.setattr(module, "export", lambda edition, context: planted(honest(edition, context), leak))
    derived = edition(report, "TLP:AMBER")
    files = {exports.file_name(name, derived): exports.export(name, derived, Context(pack_format(), audience("TLP:AMBER")))}
    found = search(files, report)
    assert {one.path[-1] for one in found.echoes} == set(ENCODED)
    assert {one.file for one in found.echoes} == set(files)
    assert not any(secret in repr(found) for secret in secrets.values())


@pytest.mark.parametrize("encoding", ENCODED)
def test_a_value_is_found_in_every_encoding_alone(encoding: str) -> None:
    assert {one.path for one in search({"a.txt": f"x {ENCODED[encoding](SECRET)} y".encode()}).echoes} == {PLACE}


@pytest.mark.parametrize("name", KINDS)
def test_the_same_export_without_the_leak_is_silent(name: str) -> None:
    report = secretive()
    files = {key: content for key, content in export_all(report, audience("TLP:AMBER")).items() if key.endswith(KINDS[name].ending)}
    assert files
    assert search(files, report) == Search((), (), ())


def _zip(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/report.txt", content)
    return out.getvalue()


def _tar(content: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("report.txt")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _mail(content: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content("nothing é")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename="report.bin")
    return message.as_bytes()


def _subject(content: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = content.decode() + " é"
    message.set_content("nothing")
    return message.as_bytes()


def _pdf(content: bytes) -> bytes:
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, StreamObject

    writer = PdfWriter()
    page = writer.add_blank_page(600, 200)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    stream = StreamObject()
    stream.set_data(b"BT /F1 8 Tf 10 100 Td (" + content + b") Tj ET")
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _pdf_title(content: bytes) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.add_metadata({"/Title": content.decode()})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _gzip(content: bytes) -> bytes:
    import gzip

    return gzip.compress(content)


FILES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "zip": ("package.zip", _zip),
    "tar": ("package.tar", _tar),
    "gzip": ("package.tar.gz", lambda content: _gzip(_tar(content))),
    "zip in tar": ("package.tar", lambda content: _tar(_zip(content))),
    "zip in base64 in json": ("x.json", lambda content: json.dumps({"a": [base64.b64encode(_zip(content)).decode()]}).encode()),
    "mail": ("draft.eml", _mail),
    "mail, subject": ("draft.eml", _subject),
    "mail, quoted": (
        "draft.eml",
        lambda content: (
            b"MIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\n" + quopri.encodestring(content.replace(b"e", b"=65"))
        ),
    ),
    "pdf": ("report.pdf", _pdf),
    "pdf, title": ("report.pdf", _pdf_title),
    "html, attribute": ("report.html", lambda content: b'<p title="' + content + b'">x'),
    "html, comment": ("report.html", lambda content: b"<!-- " + content + b" -->"),
    "html, letter by letter": ("report.html", lambda content: b"".join(b"<i>%c</i>" % one for one in content)),
    "yaml, comment": ("report.yaml", lambda content: b"a: b # " + content),
    "yaml, key": ("report.yaml", lambda content: b'"' + content + b'": b'),
    "yaml, folded": ("report.yaml", lambda content: b"a: >-\n  " + content.replace(b" ", b"\n  ")),
    "json, twice": ("report.json", lambda content: b'{"a": "' + content + b'", "a": "x"}'),
    "json, key": ("report.json", lambda content: json.dumps({content.decode(): 1}).encode()),
    "csv, cell": ("report.csv", lambda content: b'"a","\'' + content.replace(b" ", b" ") + b'"\r\n'),
    "utf-16": ("report.txt", lambda content: content.decode().encode("utf-16")),
    "pdf, behind its end": ("report.pdf", lambda content: _pdf(b"nothing") + base64.b64encode(content)),
    "picture": ("a1.png", lambda content: b"\x89PNG\r\n\x1a\n\0\0tEXt" + content),
    "no name": ("", bytes),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_value_is_found_in_every_kind_of_file(kind: str) -> None:
    name, make = FILES[kind]
    found = search({name: make(SECRET.encode())})
    assert {one.path for one in found.echoes} == {PLACE}
    assert found.not_read == ()


@pytest.mark.parametrize("kind", FILES)
def test_the_same_file_without_the_value_is_silent(kind: str) -> None:
    name, make = FILES[kind]
    assert search({name: make(b"nothing that anybody would mind")}).echoes == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.age", b"age-encryption.org/v1\n-> x"),
        ("a.asc", b"-----BEGIN PGP MESSAGE-----\n\nxx"),
        ("a.zip", b"PK\x03\x04 broken"),
        ("a.pdf", b"%PDF-1.7 broken"),
        ("a.bin", bytes(range(256)) * 4),
        ("a.gz", b"\x1f\x8b\x08 broken"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, content: bytes) -> None:
    found = search({name: content})
    assert [one.partition(":")[0] for one in found.not_read] == [name]


def test_without_pypdf_a_pdf_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    content = _pdf(SECRET.encode())
    monkeypatch.setitem(sys.modules, "pypdf", None)
    found = search({"report.pdf": content})
    assert found.echoes == ()
    assert "pypdf" in found.not_read[0]


@pytest.mark.parametrize(
    "value",
    ["2026-03-24", "TLP:AMBER", "unknown", "energy", "AML.T0051.001", "1.84.0", "short", "succeeded", "Coding agent", "evil.example"],
)
def test_what_tells_nothing_or_also_stays_is_no_echo(value: str) -> None:
    report = everything()
    report["impact"]["lateral_movement"]["text"] = value
    assert search({"a.txt": f"before {value} after".encode()}, report).echoes == ()


# As a recipient who sorts by marks

BREAKS: dict[str, tuple[str, Any, str, Any]] = {
    "stix, none at all": ("stix", stix._Bundle, "marked", lambda self, label: []),
    "stix, only the statements": ("stix", stix._Bundle, "marked", lambda self, label: [*self.statements]),
    "stix, label without its definition": (
        "stix",
        stix._Bundle,
        "definition",
        lambda self, label: {"type": "marking-definition", "id": "x", "object_marking_refs": []},
    ),
    "misp, none at all": ("misp", misp._Event, "tags", lambda self, label: []),
    "misp, another taxonomy": ("misp", misp._Event, "tags", lambda self, label: [{"name": "tlp:unclear"}]),
    "csaf, another than the text": ("csaf", csaf, "LABELS", dict.fromkeys(csaf.LABELS, "WHITE")),
    "csv, no word": ("csv", csv, "strictest", lambda *labels: ""),
}


@pytest.mark.parametrize("case", BREAKS)
def test_objects_without_a_mark_are_found(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, holder, attribute, broken = BREAKS[case]
    monkeypatch.setattr(holder, attribute, broken)
    report = secretive()
    derived = edition(report, "TLP:AMBER")
    files = {exports.file_name(name, derived): exports.export(name, derived, Context(pack_format(), audience("TLP:AMBER")))}
    assert search(files, report).unmarked


def test_an_object_that_is_derived_and_not_marked_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = stix._Bundle.add

    def forgetful(self: Any, type_: str, *arguments: Any, **options: Any) -> str:
        id_ = honest(self, type_, *arguments, **options)
        if type_ == "relationship":
            del self.objects[id_]["object_marking_refs"]
        return id_

    monkeypatch.setattr(stix._Bundle, "add", forgetful)
    report = everything()
    files = export_all(report, audience("TLP:AMBER"))
    found = search(files, report)
    unmarked = {one.at for one in found.unmarked}
    objects = json.loads(files["ORG-2026-0001.stix.json"])["objects"]
    assert unmarked == {f"$.objects[{number}]" for number, one in enumerate(objects) if one["type"] == "relationship"}
    assert unmarked


@pytest.mark.parametrize("name", ["stix", "misp", "csv"])
def test_objects_that_are_marked_too_loosely_are_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts.Taking, "label", property(lambda self: "TLP:CLEAR"))
    if name == "csv":
        monkeypatch.setattr(csv, "strictest", lambda *labels: "TLP:CLEAR")
    report = secretive()
    derived = edition(report, "TLP:AMBER")
    files = {exports.file_name(name, derived): exports.export(name, derived, Context(pack_format(), audience("TLP:AMBER")))}
    found = search(files, report)
    assert found.unmarked == ()
    # The second indicator is TLP:AMBER; a converter that forgets so marks it looser.
    assert ("detection", "indicators", 1, "value") in {one.path for one in found.echoes}
    assert all("TLP:CLEAR" in one.how for one in found.echoes)


def test_a_document_that_is_marked_too_loosely_is_found() -> None:
    report = secretive()
    content = json.loads(export_all(report, audience("TLP:AMBER"))["ORG-2026-0001.csaf.json"])
    content["document"]["distribution"]["tlp"]["label"] = "GREEN"
    content["document"]["distribution"]["text"] = "TLP:GREEN"
    found = search({"ORG-2026-0001.csaf.json": json.dumps(content).encode()}, report)
    assert ("vulnerabilities", 1, "title") in {one.path for one in found.echoes}


# Everything that is registered, for every audience


@pytest.mark.parametrize("ceiling", LABELS)
@pytest.mark.parametrize("name", READY)
def test_real_reports_leave_no_echo(name: str, ceiling: str) -> None:
    report = copy.deepcopy(example(name))
    report["default_tlp"] = "TLP:CLEAR"
    report["tlp"] = "TLP:RED"
    for key, mark in (("impact", "TLP:AMBER"), ("victims", "TLP:GREEN"), ("reporter", "TLP:AMBER"), ("mitigations", "TLP:RED")):
        report[key] = {**report[key], "tlp": mark}
    files = export_all(report, audience(ceiling))
    assert {"json", "stix", "misp"} <= {name for name in KINDS if any(file.endswith(KINDS[name].ending) for file in files)}
    assert search(files, report, ceiling) == Search((), (), ())


def judge(report: dict[str, Any], ceiling: str, identity: Any) -> None:
    to = audience(ceiling, identity)
    try:
        files = export_all(report, to)
    except EmptyEditionError:
        return
    derived = edition_of(report, to, pack_format())
    assert echoes(report, derived, to, pack_format(), files) == Search((), (), ())


CASES = (marked_reports(), st.sampled_from(LABELS), st.sampled_from(("named", "pseudonym", "none")))


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(*CASES)
def test_no_random_report_leaves_an_echo(report: dict[str, Any], ceiling: str, identity: Any) -> None:
    judge(report, ceiling, identity)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=False)
@given(*CASES)
def test_no_random_report_leaves_an_echo_for_long(report: dict[str, Any], ceiling: str, identity: Any) -> None:
    judge(report, ceiling, identity)


@pytest.mark.parametrize("name", MACHINE)
def test_machine_formats_are_registered(name: str) -> None:
    assert name in KINDS
