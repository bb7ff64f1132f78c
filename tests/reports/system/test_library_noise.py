"""Warnings and log messages of libraries: none on a command's standard error, unless somebody asks Python for them."""

from __future__ import annotations

import logging
import os
import sys
import warnings

import pytest

from reports.system import library_noise
from reports.system.library_noise import QUIET, heard, quiet_libraries


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is changed here is as before afterwards."""
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(library_noise, "_SAID", set())
    monkeypatch.setattr(sys, "warnoptions", [])
    for name in QUIET:
        monkeypatch.delenv(name, raising=False)


def test_nothing_of_a_library_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A warning, also of a library that wants to be heard, and a message to a log that nobody keeps."""
    quiet_libraries()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning("cell is missing an id", UserWarning, "nbformat.py", 1)
        warnings.warn("overflow encountered in square", RuntimeWarning, stacklevel=1)
    logging.getLogger("jax._src.xla_bridge").warning("falling back to cpu")
    assert capsys.readouterr().err == ""
    assert heard("cell is missing") and not heard("missing")
    assert all(os.environ[name] == value for name, value in QUIET.items())


def test_who_asks_for_warnings_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """``python -W error`` and what the environment says stay."""
    monkeypatch.setattr(sys, "warnoptions", ["error"])
    before = warnings.showwarning
    quiet_libraries()
    assert warnings.showwarning is before and "TF_CPP_MIN_LOG_LEVEL" not in os.environ
