"""What ``import derive, numeric, reports`` gives: each public name is there, and says what it is with an example."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

PACKAGES = ("derive", "numeric", "reports")
NAMES = [(package, name) for package in PACKAGES for name in importlib.import_module(package).__all__]


def examples(documented: object) -> list[str]:
    """The lines of the examples of a docstring."""
    return [
        line for line in (inspect.getdoc(documented) or "").splitlines() if line.lstrip().startswith((">>>", "..."))
    ]


@pytest.mark.parametrize(("package", "name"), NAMES, ids=[f"{package}.{name}" for package, name in NAMES])
def test_every_public_name_is_described_with_an_example(package: str, name: str) -> None:
    """In its own docstring, or in that of its package; and the same object every time that it is asked for."""
    module = importlib.import_module(package)
    value = getattr(module, name)
    assert value is getattr(module, name) and not inspect.ismodule(value)
    assert inspect.getdoc(value)
    assert examples(value) or [line for line in (module.__doc__ or "").splitlines() if name in line]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_lazy_names_are_those_that_are_promised(package: str) -> None:
    """``dir``, ``__all__`` and the submodules agree: no module takes the place of a function of its name."""
    module = importlib.import_module(package)
    submodules = {found.name for found in pkgutil.iter_modules(module.__path__)}
    assert sorted(module.__dir__()) == sorted(module.__all__)
    assert submodules.isdisjoint(module.__all__)
    with pytest.raises(AttributeError, match=r"No .* attribute nothing"):
        _ = module.nothing
