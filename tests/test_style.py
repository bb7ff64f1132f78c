"""The house style that a program can check: sizes, names, docstrings, annotations, imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

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


def functions(tree: ast.AST) -> list[Function]:
    """Return every function and method, inner ones included."""
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


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


def complaints(module: str, source: str) -> list[str]:
    """Return what is against the house style in one module of the packages.

    A file is at most 400 lines long and a function 60 without its docstring, no name is vague, every public name
    has a docstring and every function its annotations, and a module imports its own package relatively.
    """
    tree = ast.parse(source)
    found = [f"{module}: {count} lines" for count in [len(source.splitlines())] if count > LONGEST_FILE]
    if VAGUE & set(module.removesuffix(".py").replace("/", "_").split("_")):
        found.append(f"{module}: a vague name")
    if source.strip() and not ast.get_docstring(tree):
        found.append(f"{module}: no docstring")
    for function in functions(tree):
        if length(function) > LONGEST_FUNCTION:
            found.append(f"{module}: {function.name} has {length(function)} lines")
        if VAGUE & set(function.name.lower().split("_")):
            found.append(f"{module}: {function.name} is a vague name")
    return found + _undocumented(module, tree) + _unannotated(module, tree) + _wrong_imports(module, tree)


def _undocumented(module: str, tree: ast.Module) -> list[str]:
    return [
        f"{module}: {name} has no docstring"
        for name, node in public_definitions(tree.body)
        if not ast.get_docstring(node) and not any(ast.unparse(d) == "overload" for d in node.decorator_list)
    ]


def _unannotated(module: str, tree: ast.Module) -> list[str]:
    def given(function: Function) -> list[ast.arg]:
        some = function.args
        return [*some.posonlyargs, *some.args, *some.kwonlyargs, *filter(None, (some.vararg, some.kwarg))]

    return [
        f"{module}: {function.name} is not fully annotated"
        for function in functions(tree)
        if function.returns is None
        or any(argument.annotation is None and argument.arg not in ("self", "cls") for argument in given(function))
    ]


def _wrong_imports(module: str, tree: ast.Module) -> list[str]:
    own = module.partition("/")[0]
    absolute = [
        name
        for node in ast.walk(tree)
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom) and node.module and not node.level
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    ]
    return [f"{module}: imports {name} absolutely" for name in absolute if name.partition(".")[0] == own]


def test_every_module_keeps_the_house_style(source_tree: Path) -> None:
    """Sizes, names, docstrings, annotations and imports of the three packages."""
    found = [
        complaint
        for path in modules(source_tree)
        if (module := path.relative_to(source_tree).as_posix()).startswith(PACKAGES)
        for complaint in complaints(module, path.read_text(encoding="utf-8"))
        if not complaint.startswith(UNDESCRIBED)
    ]
    assert found == []


def test_half_of_the_functions_are_short(source_tree: Path) -> None:
    """The median function of the packages has at most eight lines."""
    sources = [path.read_text(encoding="utf-8") for name in PACKAGES for path in (source_tree / name).rglob("*.py")]
    assert (
        median(length(function) for source in sources for function in functions(ast.parse(source))) <= MEDIAN_FUNCTION
    )


def test_every_test_names_its_situation(source_tree: Path) -> None:
    """Each test has a docstring, and no test file is longer than a file of the packages."""
    silent = []
    for path in modules(source_tree):
        if path.name.startswith("test_"):
            source = path.read_text(encoding="utf-8")
            silent += [f"{path.name}: {f.name}" for f in cases_of(ast.parse(source)) if not ast.get_docstring(f)]
            silent += [f"{path.name}: too long"] * (len(source.splitlines()) > LONGEST_FILE)
    assert silent == []


def cases_of(tree: ast.Module) -> list[Function]:
    """Return the test functions of a test module, and those of its classes."""
    return [function for function in functions(tree) if function.name.startswith("test_")]


def precision_switches(source: str) -> list[int]:
    """Return the lines that name the setting by which JAX computes in 64 bits."""
    constants = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return [node.lineno for node in constants if node.value == "jax_enable_" + "x64"]


def test_one_place_switches_to_64_bits(source_tree: Path) -> None:
    """numeric/precision.py, and no test: a test that switched by itself would hide a module that does not."""
    found = {
        path.relative_to(source_tree).as_posix()
        for path in modules(source_tree)
        if precision_switches(path.read_text(encoding="utf-8"))
    }
    assert found == {"numeric/precision.py"}


def test_a_second_switch_is_noticed() -> None:
    """Planted in a test."""
    setting = "jax_enable_" + "x64"
    assert precision_switches(f'import jax\n\njax.config.update("{setting}", True)\n') == [3]


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
    assert complaints("derive/network/axes.py", GOOD) == []
    (found,) = complaints(module, source)
    assert found.startswith(module)
    assert complaint in found
