"""Several devices and several hosts: real processes on this machine, which find each other as hosts do."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reports.cli import run_command

ROOT = Path(__file__).parents[3]
PROGRAM = [sys.executable, "-c", "import sys; from reports.cli import main; sys.exit(main())"]
PROCESSOR_SECONDS = 5
LINUX = pytest.mark.skipif(not hasattr(os, "fork"), reason="hosts are watched over where processes can be forked")


def _begin(*words: str) -> subprocess.Popen[str]:
    given = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen(
        [*PROGRAM, *words], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | given
    )


def _hosts(number: int, *words: str) -> list[subprocess.Popen[str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return [_begin(*words, "--hosts", f"127.0.0.1:{port},{number},{place}") for place in range(number)]


def _wait_until_it_works(parent: int) -> None:
    """By then the hosts have found each other: that is done before the data are read."""
    children, began = Path(f"/proc/{parent}/task/{parent}/children"), time.monotonic()
    while time.monotonic() - began < 60:
        time.sleep(0.2)
        if not children.exists():
            time.sleep(10)
            return
        for child in children.read_text(encoding="ascii").split():
            used = Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(used[11]) + int(used[12]) > PROCESSOR_SECONDS * os.sysconf("SC_CLK_TCK"):
                return


@cache
def _on(devices: str) -> dict[str, Any]:
    process = _begin("compare", "--json", "--devices", devices)
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    found: dict[str, Any] = json.loads(out)
    return found


def test_eight_devices_agree_with_one_within_the_bound_of_the_sum() -> None:
    """Every entry of every source; the remark says what was done."""
    one, eight = _on("1"), _on("8")
    assert eight["verdict"] == "agree" and "shared among 8 devices" in " ".join(eight["remarks"])
    for before, after in zip(one["parameters"], eight["parameters"], strict=True):
        assert abs(before["symbolic"] - after["symbolic"]) <= before["bound"] + after["bound"]
        assert abs(before["custom"] - after["custom"]) <= before["bounds"]["custom"] + after["bounds"]["custom"]
    assert eight["sample"]["rows"] == 150 and eight["sample"]["max"]["ulp"]["ours"] is not None


@LINUX
@pytest.mark.parametrize(("number", "devices"), [(2, "4"), (4, "2")])
def test_the_same_bits_on_as_many_devices_of_several_hosts(number: int, devices: str) -> None:
    """Eight shards in one process, in two and in four; only the first host says anything."""
    processes = _hosts(number, "compare", "--json", "--devices", devices)
    (first, _), *others = (process.communicate(timeout=300) for process in processes)
    assert [process.returncode for process in processes] == [0] * number
    assert json.loads(first)["parameters"] == _on("8")["parameters"]
    assert [out for out, _ in others] == [""] * (number - 1)


@LINUX
@pytest.mark.parametrize("victim", [0, 1])
def test_a_killed_host_ends_the_others_with_a_message(victim: int, tmp_path: Path) -> None:
    """Within half a minute, without a trace of anyone's stack, and without an answer."""
    rows = [",".join(f"{(7 * n + d) % 11}.5" for d in range(20)) + f",c{n % 5}" for n in range(60_000)]
    data = tmp_path / "rows.csv"
    data.write_text("\n".join([",".join([*(f"f{d}" for d in range(20)), "kind"]), *rows]), encoding="utf-8")
    processes = _hosts(2, "compare", "--data", str(data))
    _wait_until_it_works(processes[victim].pid)
    processes[victim].send_signal(signal.SIGKILL)
    began = time.monotonic()
    out, errors = processes[1 - victim].communicate(timeout=100)
    processes[victim].communicate(timeout=100)
    assert time.monotonic() - began < 30
    assert processes[1 - victim].returncode == 3 and out == ""
    assert "error: " in errors and " lost" in errors and "hint: start all hosts again" in errors
    assert "@ 0x" not in errors and "Traceback" not in errors


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--hosts", "here"], "no ADDRESS:PORT,NUMBER,ID"),
        (["--hosts", "127.0.0.1,2,0"], "the address has a port"),
        (["--hosts", "127.0.0.1:99,2,2"], "from 0 to NUMBER"),
        (["--devices", "none"], "no number"),
        (["--devices", "0"], "no number"),
    ],
)
def test_what_is_no_host_and_no_device_is_told(
    words: list[str], said: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of what is wrong, a line of what to do, and nothing is begun."""
    monkeypatch.setattr("reports.system.supervision.supervised", lambda work: work())
    assert run_command(["compare", *words]) == 2
    captured = capfd.readouterr()
    assert said in captured.err and captured.out == ""
