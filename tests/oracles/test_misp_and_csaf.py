"""MISP events through PyMISP, advisories through two validators of CSAF."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest

from .machine_reports import exports_of, versions

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pymisp() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("pymisp", reason="pymisp is not installed: MISP events are not read back")


def test_pymisp_takes_every_event(pymisp: Any) -> None:
    """It knows every type, its categories, and the templates of the objects with what they require."""
    types = pymisp.AbstractMISP().describe_types["category_type_mappings"]
    judged = 0
    for name, content in exports_of("misp"):
        event = pymisp.MISPEvent(strict_validation=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            event.from_json(content.decode())
        # As it was written: PyMISP mends a category that does not fit.
        written = json.loads(content)["Event"]
        for attribute in [*written["Attribute"], *(one for object_ in written["Object"] for one in object_["Attribute"])]:
            assert attribute["type"] in types[attribute["category"]], (name, attribute["type"], attribute["category"])
        for object_ in event.objects:
            template = pymisp.MISPObject(object_.name, strict=True)
            assert (object_.template_uuid, str(object_.template_version)) == (template.template_uuid, str(template.template_version)), name
            for attribute in object_.attributes:
                relation = template._definition["attributes"][attribute.object_relation]
                assert relation["misp-attribute"] == attribute.type
                if "values_list" in relation:
                    assert attribute.value in relation["values_list"]
            relations = [attribute.object_relation for attribute in object_.attributes]
            assert set(template._definition.get("required", ())) <= set(relations), name
            assert not template._definition.get("requiredOneOf") or set(template._definition["requiredOneOf"]) & set(relations), name
            single = [
                one for one in set(relations) if relations.count(one) > 1 and not template._definition["attributes"][one].get("multiple")
            ]
            assert single == [], name
        again = json.loads(event.to_json())
        assert again["uuid"] == json.loads(content)["Event"]["uuid"]
        assert len({one.uuid for one in event.attributes}) == len(event.attributes)
        judged += 1
    assert judged > 60


def test_a_later_event_is_merged_into_the_one_that_is_there(pymisp: Any) -> None:
    """By MISP's rule: the same uuid is the same attribute, and the later timestamp wins."""
    held: dict[str, Any] = {}
    steps = {}
    for name, content in versions("misp").items():
        event = pymisp.MISPEvent()
        event.from_json(content.decode())
        assert event.uuid == held.setdefault("event", event.uuid)
        for attribute in [*event.attributes, *(one for object_ in event.objects for one in object_.attributes)]:
            known = held.get(attribute.uuid)
            assert known is None or known.timestamp < attribute.timestamp
            held[attribute.uuid] = attribute
        steps[name] = {one.value: one.deleted for key, one in held.items() if key != "event" and one.type == "domain"}
        assert [one.value for key, one in held.items() if key != "event" and one.type == "domain"].count("evil.example") == 1
    assert [steps[name]["evil.example"] for name in steps] == [False, False, True, True]
    assert all(
        one.deleted
        for key, one in held.items()
        if key != "event" and one.timestamp == max(a.timestamp for k, a in held.items() if k != "event")
    )


def test_the_validator_in_python_finds_no_mandatory_test_failed() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("csaf", reason="csaf is not installed: advisories are not validated")
        from csaf.csaf.v20._validator import validate
    judged = 0
    for name, content in exports_of("csaf"):
        report = validate(json.loads(content), preset="full")
        wrong = [
            (test.id, error.instance_path, error.message)
            for test in report.results
            for error in test.errors
            if test.id.startswith("6.1.") or test.group == "schema"
        ]
        assert wrong == [], name
        judged += 1
    assert judged > 40


#: What the BSI's library says: schema and mandatory tests.
NODE = """
import { readFileSync } from 'node:fs'
import validate from '@secvisogram/csaf-validator-lib/validate.js'
import * as mandatory from '@secvisogram/csaf-validator-lib/mandatoryTests.js'
import * as schema from '@secvisogram/csaf-validator-lib/schemaTests.js'
const tests = [schema.csaf_2_0_strict, ...Object.values(mandatory)]
const said = []
for (const [name, document] of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const result = await validate(tests, document)
  said.push([name, result.isValid, result.tests.filter((test) => !test.isValid)])
}
console.log(JSON.stringify(said))
"""


def test_the_library_of_the_bsi_finds_no_mandatory_test_failed(tmp_path: Path) -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("npm is not installed: advisories are not validated by the library of the BSI")
    install = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(tmp_path), "@secvisogram/csaf-validator-lib@2"]
    done = subprocess.run(install, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip(f"the library of the BSI cannot be installed: {done.stderr.strip().splitlines()[-1:]}")
    documents = [(name, json.loads(content)) for name, content in exports_of("csaf")]
    broken = json.loads(versions("csaf")["first"])
    del broken["document"]["publisher"]
    (tmp_path / "documents.json").write_text(json.dumps([*documents, ("broken", broken)]), encoding="utf-8")
    (tmp_path / "judge.mjs").write_text(NODE, encoding="utf-8")
    done = subprocess.run([node, "judge.mjs", "documents.json"], cwd=tmp_path, capture_output=True, text=True, timeout=540, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    *said, (_, is_valid, _) = json.loads(done.stdout)
    assert [one for one in said if not one[1]] == []
    assert len(said) == len(documents) > 40
    assert is_valid is False
