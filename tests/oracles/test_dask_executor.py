"""The work goes through an executor of somebody else: processes of dask's, which are told nothing but what is sent to them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import aishare_lint

sys.path.append(str(Path(__file__).parents[2]))
from tests.cli.conftest import CLEAN, RETIRED, write

distributed = pytest.importorskip("distributed")


@pytest.fixture(autouse=True)
def no_socket() -> None:
    """The sockets between dask's processes are its owner's affair; the tool opens none in them either."""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_an_executor_of_dask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "aishare-lint.yaml", "repository: {ceiling: TLP:GREEN}\n")
    for number in range(90):
        write(tmp_path, f"reports/{number:02}.yaml", (RETIRED if number % 7 == 0 else CLEAN).replace("0001", f"{number + 1:04}"))
    here = aishare_lint.check_paths()
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=str(tmp_path / "dask")
        ) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as executor,
    ):
        there = aishare_lint.check_paths(executor=executor)
        workers = set(client.run(lambda dask_worker: "aishare_lint.batch" in __import__("sys").modules).values())
    assert workers == {True}, "both worked"
    assert there.files == here.files
    assert len(here.findings()) >= 90
