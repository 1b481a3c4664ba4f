"""STIX through OASIS's validator and library, and through a real TAXII 2.1 server: what comes later replaces and revokes."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .machine_reports import exports_of, versions

pytestmark = pytest.mark.slow


def test_the_official_validator_finds_no_error() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        validator = pytest.importorskip("stix2validator", reason="stix2-validator is not installed: STIX is not validated")
        options = validator.ValidationOptions(version="2.1", strict=False)
        judged = 0
        for name, content in exports_of("stix"):
            result = validator.validate_string(content.decode(), options)
            assert ([str(error) for error in result.errors], result.is_valid) == ([], True), name
            judged += 1
    assert judged > 60


def test_the_validator_would_find_one() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        validator = pytest.importorskip("stix2validator", reason="stix2-validator is not installed: STIX is not validated")
        broken = versions("stix")["first"].replace(b"[domain-name:value = ", b"[domain-name:value ! ")
        assert not validator.validate_string(broken.decode(), validator.ValidationOptions(version="2.1")).is_valid


def test_oasis_own_library_reads_all_and_gives_the_same_ids() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stix2 = pytest.importorskip("stix2", reason="stix2 is not installed: STIX is not read back by its library")
        for name, content in exports_of("stix"):
            bundle = stix2.parse(content.decode(), allow_custom=False)
            for one in bundle.objects:
                if one["type"] in ("domain-name", "ipv4-addr", "file", "directory", "url", "autonomous-system", "user-account"):
                    plain = {key: value for key, value in one.items() if key not in ("id", "type", "spec_version", "object_marking_refs")}
                    assert type(one)(**plain).id == one["id"], name


#: Pushes bundles one after the other and says what the server has then. It runs apart: no test of ours opens a socket.
CLIENT = """
import json, sys, warnings
warnings.simplefilter("ignore")
from taxii2client.v21 import Collection
import stix2
url, *files = sys.argv[1:]
collection = Collection(url, user="tester", password="secret")
store = stix2.MemoryStore()
said = []
for file in files:
    bundle = json.load(open(file, encoding="utf-8"))
    status = collection.add_objects({"objects": bundle["objects"]})
    store.add(stix2.parse(bundle))
    latest = collection.get_objects()["objects"]
    every = collection.get_objects(version="all")["objects"]
    held = {one["id"]: json.loads(store.get(one["id"]).serialize()) for one in bundle["objects"]}
    said.append({"status": status.status, "latest": latest, "every": every, "held": held})
print(json.dumps(said))
"""
ROOT = "root"
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"


def _configuration(port: int) -> dict[str, Any]:
    url = f"http://127.0.0.1:{port}"
    collection = {
        "id": COLLECTION,
        "title": "reports",
        "can_read": True,
        "can_write": True,
        "media_types": ["application/stix+json;version=2.1"],
        "objects": [],
        "manifest": [],
    }
    data = {
        "/discovery": {"title": "test", "default": f"{url}/{ROOT}/", "api_roots": [f"{url}/{ROOT}/"]},
        ROOT: {
            "information": {"title": ROOT, "versions": ["application/taxii+json;version=2.1"], "max_content_length": 10_000_000},
            "status": [],
            "collections": [collection],
        },
    }
    return {"data": data}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A TAXII server with an empty collection, whose URL it is."""
    pytest.importorskip("taxii2client", reason="taxii2-client is not installed: nothing is pushed to a TAXII server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "data.json").write_text(json.dumps(_configuration(port)["data"]), encoding="utf-8")
    backend = {"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend", "filename": str(tmp_path / "data.json")}
    (tmp_path / "config.json").write_text(
        json.dumps({"backend": backend, "users": {"tester": "secret"}, "taxii": {"max_page_size": 10_000}}), encoding="utf-8"
    )
    run = [sys.executable, "-W", "ignore", "-m", "medallion.scripts.run", "--port", str(port), str(tmp_path / "config.json")]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(run, stdout=log, stderr=log, stdin=subprocess.DEVNULL) as process:
        try:
            _wait(process, port, tmp_path / "log")
            yield f"http://127.0.0.1:{port}/{ROOT}/collections/{COLLECTION}/"
        finally:
            process.terminate()
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until the server answers; asked for in another process, for none of ours opens a socket."""
    knock = f"import socket; socket.create_connection(('127.0.0.1', {port}), 1).close()"
    for _ in range(100):
        if process.poll() is not None:
            pytest.skip(f"medallion does not start: {log.read_text(errors='replace')[-300:]}")
        if subprocess.run([sys.executable, "-c", knock], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.2)
    pytest.fail("medallion does not answer")


def test_a_server_and_a_store_replace_and_revoke(server: str, tmp_path: Path) -> None:
    """First version, update, one indicator revoked, all withdrawn: at every step there is one latest object for each id."""
    bundles = versions("stix")
    files = []
    for name, content in bundles.items():
        files.append(tmp_path / f"{name}.json")
        files[-1].write_bytes(content)
    run = [sys.executable, "-c", CLIENT, server, *map(str, files)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    steps = dict(zip(bundles, json.loads(done.stdout), strict=True))
    sent = {name: {one["id"]: one for one in json.loads(content)["objects"]} for name, content in bundles.items()}
    ids: set[str] = set()
    for name, step in steps.items():
        ids |= sent[name].keys()
        assert step["status"] == "complete"
        latest = {one["id"]: one for one in step["latest"]}
        assert len(latest) == len(step["latest"]), "an object stands twice"
        assert latest.keys() == ids
        for id_, one in sent[name].items():
            assert latest[id_].get("modified") == one.get("modified") == step["held"][id_].get("modified"), (name, one["type"])
            assert latest[id_].get("revoked") == one.get("revoked") == step["held"][id_].get("revoked"), (name, one["type"])
    # Nothing went lost on the way: the server keeps every version of the same objects.
    versioned = {id_ for id_, one in sent["first"].items() if "modified" in one}
    assert sum(one["id"] in versioned for one in steps["withdrawn"]["every"]) == 4 * len(versioned)
    name = "[domain-name:value = 'evil.example']"
    states = [[one.get("revoked", False) for one in steps[step]["latest"] if one.get("pattern") == name] for step in steps]
    assert states == [[False], [False], [True], [True]]
    reports = [[one.get("revoked", False) for one in steps[step]["latest"] if one["type"] == "report"] for step in steps]
    assert reports == [[False], [False], [False], [True]]
    assert all(one["revoked"] for one in steps["withdrawn"]["latest"] if "modified" in one)
