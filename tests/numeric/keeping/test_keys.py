"""The name of kept numbers changes with everything that they depend on, and there is none where that is not known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from derive.network.building import classifier
from numeric.keeping import keys
from numeric.keeping.keys import key_of, machine, processor

NETWORKS = (classifier(),)
ARRAYS = {"x": np.arange(6.0).reshape(3, 2), "y": np.eye(3)}


@pytest.fixture(autouse=True)
def processor_alone(monkeypatch: pytest.MonkeyPatch) -> Any:
    """As on a machine without accelerators, whatever is installed here; nothing of one test stays for another."""
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    machine.cache_clear()
    yield
    machine.cache_clear()


def a_key(networks: Any = NETWORKS, arrays: Any = (ARRAYS,), said: Any = ("report",)) -> str:
    return key_of(networks, arrays, said)


def test_every_part_of_the_question_counts() -> None:
    """Networks, their order, the data to the last bit, shapes, types, names and groups, and what else was said."""
    nearly = {**ARRAYS, "x": np.nextafter(ARRAYS["x"], 9.0)}
    other = [
        a_key((classifier(bias=True),)),
        a_key((classifier(), None)),
        a_key((None, classifier())),
        a_key(arrays=(nearly,)),
        a_key(arrays=({**ARRAYS, "x": ARRAYS["x"].reshape(2, 3)},)),
        a_key(arrays=({**ARRAYS, "x": ARRAYS["x"].astype(np.float32)},)),
        a_key(arrays=({"x": ARRAYS["x"], "t": ARRAYS["y"]},)),
        a_key(arrays=({"x": ARRAYS["x"]}, {"y": ARRAYS["y"]})),
        a_key(said=("report", 1)),
        a_key(said=()),
    ]
    assert len({a_key(), *other}) == len(other) + 1 and all(other)
    assert a_key() == a_key(arrays=({name: np.asfortranarray(values) for name, values in ARRAYS.items()},))


@pytest.mark.parametrize("change", ["LIBRARIES", "processor", "_cores", "environment", "digest_of_sources"])
def test_the_machine_and_the_program_count(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version, processor, number of cores, setting of JAX, program text: other last digits are possible."""
    before = a_key()
    machine.cache_clear()
    if change == "environment":
        monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_enable_fast_math=true")
    else:
        said: Any = {"LIBRARIES": ("pytest",), "digest_of_sources": lambda _: b"other text"}
        monkeypatch.setattr(keys, change, said.get(change, lambda: 7))
    assert a_key() != before


@pytest.mark.parametrize("name", ["NPY_DISABLE_CPU_FEATURES", "NPY_PROMOTION_STATE", "MKL_NUM_THREADS"])
def test_what_numpy_listens_to_counts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some results are NumPy's, whose code for another processor has other last digits."""
    before = a_key()
    machine.cache_clear()
    monkeypatch.setenv(name, "1")
    assert a_key() != before


def test_where_programs_are_kept_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """JAX's folder changes no number."""
    before = a_key()
    machine.cache_clear()
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", "/elsewhere")
    assert a_key() == before


def test_with_an_accelerator_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which device JAX takes is known only when it is asked."""
    monkeypatch.delenv("JAX_PLATFORMS")
    monkeypatch.setattr(keys, "find_spec", lambda name: name == "jax_plugins" or None)
    assert a_key() == ""


def test_rows_that_stay_in_their_file_are_not_read_for_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """They may be larger than the memory."""
    monkeypatch.setattr(keys, "is_lazy", lambda values: values is ARRAYS["x"])
    assert a_key() == "" and a_key(arrays=({"y": ARRAYS["y"]},)) != ""


def test_what_the_processor_can_do_is_part_of_it() -> None:
    """XLA chooses its code by it; where the system says nothing, the kind of machine is left."""
    assert len(processor().splitlines()) > 1 or not Path("/proc/cpuinfo").exists()
