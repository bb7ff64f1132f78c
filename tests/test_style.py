"""The house style that a program can check: sizes, names, docstrings, and what is switched on in one place only."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PACKAGES = ("derive", "numeric", "reports")
FOLDERS = (*PACKAGES, "tests")
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|misc|common|stuff|tools?|base)$")
ONLY_IN_PRECISION = "jax_enable_x64"

Function = ast.FunctionDef | ast.AsyncFunctionDef
Named = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def python_files(root: Path, folders: tuple[str, ...] = FOLDERS) -> Iterator[Path]:
    """Return the Python files of these folders, in a fixed order."""
    return (path for folder in folders for path in sorted((root / folder).rglob("*.py")))


def long_files(root: Path) -> list[str]:
    """A file tells one story, in at most 400 lines."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(root)}
    return [f"{path.relative_to(root)}: {n} lines" for path, n in lengths.items() if n > LINES_OF_A_FILE]


def long_functions(root: Path) -> list[str]:
    """A function has at most 60 lines, not counting its docstring."""
    return [
        f"{path.relative_to(root)}:{node.lineno}: {node.name} has {_lines(node)} lines"
        for path in python_files(root)
        for node in ast.walk(_tree(path))
        if isinstance(node, Function) and _lines(node) > LINES_OF_A_FUNCTION
    ]


def empty_names(root: Path) -> list[str]:
    """No file or folder is called after nothing: utils, helpers, misc, common."""
    paths = [
        path for folder in FOLDERS for path in sorted((root / folder).rglob("*")) if "__pycache__" not in path.parts
    ]
    return [str(path.relative_to(root)) for path in paths if EMPTY_NAMES.search(path.stem)]


def missing_docstrings(root: Path) -> list[str]:
    """Every public module, class, function and method says what it is; every test says its situation."""
    packages = [f"{place}: {name}" for path in python_files(root, PACKAGES) for place, name in _unsaid(path, root)]
    tests = [
        f"{path.relative_to(root)}:{node.lineno}: {node.name}"
        for path in python_files(root, ("tests",))
        for node in ast.walk(_tree(path))
        if isinstance(node, Function) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    return packages + tests


def precision_elsewhere(root: Path) -> list[str]:
    """JAX is switched to 64 bits in numeric/precision.py and nowhere else, tests included."""
    return [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in python_files(root)
        if path != root / "numeric" / "precision.py"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and any(_is_switch(argument) for argument in node.args)
    ]


def _is_switch(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == ONLY_IN_PRECISION


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _lines(function: Function) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1 - _docstring_lines(function)


def _docstring_lines(function: Function) -> int:
    first = function.body[0]
    if ast.get_docstring(function) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


def _unsaid(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    tree = _tree(path)
    place = str(path.relative_to(root))
    if not ast.get_docstring(tree) and not path.name.startswith("_"):
        yield place, "the module"
    for name, node in _public(tree):
        if not ast.get_docstring(node):
            yield f"{place}:{node.lineno}", name


def _public(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, ast.ClassDef | Function]]:
    for node in tree.body:
        if isinstance(node, Named) and not node.name.startswith("_") and not _is_overload(node):
            yield prefix + node.name, node
            # What overrides a method says no more than the method it overrides.
            if isinstance(node, ast.ClassDef) and not node.bases:
                yield from _public(node, f"{node.name}.")


def _is_overload(node: ast.ClassDef | Function) -> bool:
    return any(
        ast.unparse(decorator).endswith(("overload", ".setter", "override")) for decorator in node.decorator_list
    )


Guard = Callable[[Path], list[str]]
GUARDS: tuple[Guard, ...] = (long_files, long_functions, empty_names, missing_docstrings, precision_elsewhere)
LONG_FUNCTION = '"""A module."""\n\ndef long() -> None:\n    """A function."""\n' + "    pass\n" * 60
LONG_DOCSTRING = '"""A module."""\n\ndef said() -> None:\n    """A function.\n' + "    More.\n" * 60 + '    """\n'
# guard, file, its content, what the guard says
PLANTED: list[tuple[Guard, str, str, str]] = [
    (long_files, "derive/long.py", "x = 1\n" * 401, "derive/long.py: 401 lines"),
    (long_functions, "numeric/long.py", LONG_FUNCTION, "numeric/long.py:3: long has 61 lines"),
    (empty_names, "reports/utils.py", "", "reports/utils.py"),
    (empty_names, "tests/test_helpers.py", "", "tests/test_helpers.py"),
    (empty_names, "derive/common/rules.py", "", "derive/common"),
    (missing_docstrings, "derive/rules.py", "x = 1\n", "derive/rules.py: the module"),
    (missing_docstrings, "derive/rules.py", '"""R."""\ndef f() -> None: ...\n', "derive/rules.py:2: f"),
    (
        missing_docstrings,
        "derive/rules.py",
        '"""R."""\nclass A:\n    """A."""\n    def f(self): ...\n',
        "derive/rules.py:4: A.f",
    ),
    (missing_docstrings, "tests/test_rules.py", "def test_it() -> None: ...\n", "tests/test_rules.py:1: test_it"),
    (
        precision_elsewhere,
        "tests/test_a.py",
        'import jax\njax.config.update("jax_enable_x64", True)\n',
        "tests/test_a.py:2",
    ),
]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_the_source_keeps_the_style(guard: Guard, source_tree: Path) -> None:
    """Every package and every test."""
    assert guard(source_tree) == []


@pytest.mark.parametrize(("guard", "name", "content", "found"), PLANTED)
def test_a_planted_violation_is_found(guard: Guard, name: str, content: str, found: str, tmp_path: Path) -> None:
    """One file that breaks one rule: its guard says where."""
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert guard(tmp_path) == [found]


def test_every_guard_has_a_planted_violation() -> None:
    """A guard that nobody has seen bite is no guard."""
    assert {planted[0] for planted in PLANTED} == set(GUARDS)


def test_a_long_docstring_does_not_make_a_function_long(tmp_path: Path) -> None:
    """Who explains much is not punished."""
    (tmp_path / "derive").mkdir()
    (tmp_path / "derive" / "said.py").write_text(LONG_DOCSTRING, encoding="utf-8")
    assert long_functions(tmp_path) == []
