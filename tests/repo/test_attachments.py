"""Files beside a report: read where they may be, and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.repo import attachments
from aishare_lint.repo.attachments import Beside, gather, on_disk, read_beside
from aishare_lint.repo.sources import Refusal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("outside")
    folder = tmp_path / "reports"
    (folder / "attachments").mkdir(parents=True)
    (folder / "attachments" / "a.txt").write_text("inside")
    (folder / "attachments" / "inner").symlink_to("a.txt")
    (folder / "attachments" / "outer").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to("..")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")
    return folder


@pytest.mark.parametrize("name", ["attachments/a.txt", "./attachments/a.txt", "attachments/inner"])
def test_what_is_read(folder: Path, name: str) -> None:
    assert read_beside(str(folder), name) == Beside(str(folder / "attachments" / "a.txt"), b"inside")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../secret.txt", "outside"),
        ("attachments/../../secret.txt", "outside"),
        ("attachments\\..\\..\\secret.txt", "outside"),
        ("/etc/passwd", "outside"),
        ("C:\\secret.txt", "outside"),
        ("\\\\server\\share", "outside"),
        ("~/x", "outside"),
        ("attachments/outer", "outside"),
        ("up/secret.txt", "outside"),
        ("a\0b", "outside"),
        ("loop", "link-loop"),
        ("pipe", "special-file"),
        ("attachments", "folder"),
        ("nothing.png", "missing"),
        ("x" * 5000, "missing"),
    ],
)
def test_what_is_not(folder: Path, name: str, why: str) -> None:
    found = read_beside(str(folder), name)
    assert isinstance(found, Refusal)
    assert found.detail == why


def test_a_report_folder_behind_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").symlink_to(folder)
    assert isinstance(read_beside(str(tmp_path / "other"), "attachments/a.txt"), Beside)


def test_gather(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [{"path": "attachments/a.txt"}, {"path": "nothing.png"}, {"id": "x"}, "word", {"path": ["x"]}, {"path": "attachments/a.txt"}]
    data: Any = {"attachments": listed}
    facts = gather(data, on_disk(str(folder)))
    assert list(facts) == ["attachments/a.txt", "nothing.png"]
    assert facts["attachments/a.txt"].text == "inside"
    assert facts["nothing.png"].refusal == "there is no such file"
    monkeypatch.setattr(attachments, "LIMIT", 3)
    monkeypatch.setattr(attachments.read_beside, "__defaults__", (3,))
    assert gather(data, on_disk(str(folder)))["attachments/a.txt"].refusal == "it is larger than 20 MB"
    monkeypatch.setattr(attachments, "MOST", 0)
    assert gather(data, on_disk(str(folder)))["attachments/a.txt"].refusal == "more than 0 files are listed"
    nothing: tuple[Any, ...] = ({}, [], "x", None, {"attachments": "unknown"}, {"attachments": {"path": "a"}})
    assert [gather(value, on_disk(str(folder))) for value in nothing] == [{}] * len(nothing)
