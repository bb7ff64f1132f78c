"""The house style that a program can check: sizes, names, docstrings, annotations, imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

PACKAGES = ("derive", "numeric", "reports")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MEDIAN_FUNCTION = 8
VAGUE = {"util", "utils", "helper", "helpers", "misc", "common", "tools", "stuff"}
# The certificate checker must stay within 250 lines; its methods are arithmetic named after what it returns.
UNDESCRIBED = (
    "numeric/truth/certify.py: Field.",
    "numeric/truth/certify.py: Number.",
    "numeric/truth/certify.py: Point.",
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


def modules(root: Path) -> list[Path]:
    """Return every module of the three packages and of the tests."""
    return sorted(path for name in (*PACKAGES, "tests") for path in (root / name).rglob("*.py"))


class Module(NamedTuple):
    """What the tests below look at in one module; its tree, which is large, is not kept."""

    complaints: list[str]
    lengths: list[int]
    silent_tests: list[str]
    is_long: bool
    precision_switches: list[int]


def read(path: Path, module: str) -> Module:
    """Look at a module."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    found = functions(nodes)
    return Module(
        complaints(module, source, tree, nodes) if module.startswith(PACKAGES) else [],
        [length(function) for function in found],
        [f.name for f in found if f.name.startswith("test_") and not ast.get_docstring(f)],
        len(source.splitlines()) > LONGEST_FILE,
        precision_switches(nodes),
    )


@pytest.fixture(scope="module")
def by_name(source_tree: Path) -> dict[str, Module]:
    """Every module of the three packages and of the tests, by its path."""
    names = {path: path.relative_to(source_tree).as_posix() for path in modules(source_tree)}
    return {name: read(path, name) for path, name in names.items()}


def functions(nodes: Iterable[ast.AST]) -> list[Function]:
    """Return every function and method, inner ones included."""
    return [node for node in nodes if isinstance(node, Function)]


def length(function: Function) -> int:
    """Return the number of lines from ``def`` to the end, without the docstring."""
    first = function.body[0]
    said = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) and first.end_lineno else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - said


def public_definitions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Definition]]:
    """Yield the public functions, classes and methods; the methods of a subclass are described by its base."""
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef) and not node.bases:
                yield from public_definitions(node.body, f"{prefix}{node.name}.")


def complaints(module: str, source: str, tree: ast.Module, nodes: list[ast.AST]) -> list[str]:
    """Return what is against the house style in one module of the packages.

    A file is at most 400 lines long and a function 60 without its docstring, no name is vague, every public name
    has a docstring and every function its annotations, and a module imports its own package relatively.
    """
    every = functions(nodes)
    found = [f"{module}: {count} lines" for count in [len(source.splitlines())] if count > LONGEST_FILE]
    if VAGUE & set(module.removesuffix(".py").replace("/", "_").split("_")):
        found.append(f"{module}: a vague name")
    if source.strip() and not ast.get_docstring(tree):
        found.append(f"{module}: no docstring")
    for function in every:
        if length(function) > LONGEST_FUNCTION:
            found.append(f"{module}: {function.name} has {length(function)} lines")
        if VAGUE & set(function.name.lower().split("_")):
            found.append(f"{module}: {function.name} is a vague name")
    return found + _undocumented(module, tree) + _unannotated(module, every) + _wrong_imports(module, nodes)


def _undocumented(module: str, tree: ast.Module) -> list[str]:
    return [
        f"{module}: {name} has no docstring"
        for name, node in public_definitions(tree.body)
        if not ast.get_docstring(node) and not any(ast.unparse(d) == "overload" for d in node.decorator_list)
    ]


def _unannotated(module: str, every: list[Function]) -> list[str]:
    def given(function: Function) -> list[ast.arg]:
        some = function.args
        return [*some.posonlyargs, *some.args, *some.kwonlyargs, *filter(None, (some.vararg, some.kwarg))]

    return [
        f"{module}: {function.name} is not fully annotated"
        for function in every
        if function.returns is None
        or any(argument.annotation is None and argument.arg not in ("self", "cls") for argument in given(function))
    ]


def _wrong_imports(module: str, nodes: list[ast.AST]) -> list[str]:
    own = module.partition("/")[0]
    absolute = [
        name
        for node in nodes
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom) and node.module and not node.level
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    ]
    return [f"{module}: imports {name} absolutely" for name in absolute if name.partition(".")[0] == own]


def test_every_module_keeps_the_house_style(by_name: dict[str, Module]) -> None:
    """Sizes, names, docstrings, annotations and imports of the three packages."""
    found = [each for module in by_name.values() for each in module.complaints if not each.startswith(UNDESCRIBED)]
    assert found == []


def test_half_of_the_functions_are_short(by_name: dict[str, Module]) -> None:
    """The median function of the packages has at most eight lines."""
    packages = [module for name, module in by_name.items() if name.startswith(PACKAGES)]
    assert median(lines for module in packages for lines in module.lengths) <= MEDIAN_FUNCTION


def test_every_test_names_its_situation(by_name: dict[str, Module]) -> None:
    """Each test has a docstring, and no test file is longer than a file of the packages."""
    tests = {name: module for name, module in by_name.items() if Path(name).name.startswith("test_")}
    assert {name: module.silent_tests for name, module in tests.items() if module.silent_tests} == {}
    assert [name for name, module in tests.items() if module.is_long] == []


def precision_switches(nodes: Iterable[ast.AST]) -> list[int]:
    """Return the lines that name the setting by which JAX computes in 64 bits."""
    return [node.lineno for node in nodes if isinstance(node, ast.Constant) and node.value == "jax_enable_" + "x64"]


def test_one_place_switches_to_64_bits(by_name: dict[str, Module]) -> None:
    """numeric/precision.py, and no test: a test that switched by itself would hide a module that does not."""
    assert [name for name, module in by_name.items() if module.precision_switches] == ["numeric/precision.py"]


def test_a_second_switch_is_noticed() -> None:
    """Planted in a test."""
    setting = "jax_enable_" + "x64"
    assert precision_switches(ast.walk(ast.parse(f'import jax\n\njax.config.update("{setting}", True)\n'))) == [3]


GOOD = '"""Axes."""\n\n\ndef size(axis: str) -> int:\n    """Say how long it is."""\n    return len(axis)\n'


@pytest.mark.parametrize(
    ("module", "source", "complaint"),
    [
        ("derive/network/axes.py", GOOD + "#\n" * LONGEST_FILE, "406 lines"),
        ("derive/utils.py", GOOD, "a vague name"),
        ("numeric/array_helpers.py", GOOD, "a vague name"),
        ("derive/network/axes.py", GOOD.replace('"""Axes."""', "x = 1"), "no docstring"),
        ("derive/network/axes.py", GOOD.replace('    """Say how long it is."""\n', ""), "size has no docstring"),
        ("derive/network/axes.py", GOOD.replace("axis: str", "axis"), "size is not fully annotated"),
        ("derive/network/axes.py", GOOD.replace(" -> int", ""), "size is not fully annotated"),
        (
            "derive/network/axes.py",
            GOOD.replace("    return", "    axis += ''\n" * LONGEST_FUNCTION + "    return"),
            "62 lines",
        ),
        ("derive/network/axes.py", GOOD.replace("size", "size_helper"), "size_helper is a vague name"),
        (
            "derive/network/axes.py",
            GOOD + "\n\ndef late() -> None:\n    '''Late.'''\n    import derive.writing.plain_tree\n",
            "absolutely",
        ),
        (
            "derive/network/axes.py",
            GOOD + "\nfrom derive.writing.plain_tree import Node\n",
            "imports derive.writing.plain_tree absolutely",
        ),
    ],
)
def test_what_is_against_the_style_is_noticed(module: str, source: str, complaint: str) -> None:
    """Each rule, broken once in an otherwise good module, gives exactly one complaint."""
    for name, text, count in (("derive/network/axes.py", GOOD, 0), (module, source, 1)):
        tree = ast.parse(text)
        found = complaints(name, text, tree, list(ast.walk(tree)))
        assert len(found) == count
    assert found[0].startswith(module)
    assert complaint in found[0]
