"""What the packages must never call: SymPy where it is silently wrong, and whatever evaluates text."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGES = ("derive", "numeric", "reports")
# tests/derive/test_sympy_pitfalls.py shows what is wrong with each of them.
SILENTLY_WRONG = {"simplify", "as_dummy", "dummy_eq", "equals", "doit", "subs"}
METHODS_ONLY = {"equals", "subs"}  # as a plain name each may be a variable
READS_TEXT = {"eval", "exec", "sympify", "parse_expr", "parse_latex", "literal_eval", "pickle"}
FORBIDDEN = SILENTLY_WRONG | READS_TEXT

# The only places where one of these words is needed, each with its reason.
ALLOWED = {
    "derive/judging/process/worker.py: pickle": "between two processes of ours; text from notes goes as text",
    "derive/judging/process/serving.py: pickle": "between two processes of ours; text from notes goes as text",
    "derive/proof/numbers/signs.py: subs": "puts numbers into a polynomial of FLINT; no index is bound there",
    "numeric/model/elementary.py: exec": "runs the JAX form of a function, which its record states",
    "numeric/tracing/sources/functions.py: exec": "compiles functions of a file that the user has run",
    "numeric/lowering/program.py: exec": "runs the source that the lowering itself wrote, from names that it generated",
}

# What ``mentioned`` looks at: most nodes are something else.
MENTIONS = (ast.Name, ast.Attribute, ast.ImportFrom, ast.Import, ast.Call)


def mentioned(node: ast.AST) -> list[str]:
    """Return the names that this node mentions: plain, after a dot, imported, or as a word given to getattr."""
    match node:
        case ast.Name(id=word):
            return [word] if word not in METHODS_ONLY else []
        case ast.Attribute(attr=word):
            return [word]
        case ast.ImportFrom(module=module, names=names):
            return [*(module or "").split("."), *(alias.name for alias in names)]
        case ast.Import(names=names):
            return [part for alias in names for part in alias.name.split(".")]
        case ast.Call(func=ast.Name(id="getattr" | "methodcaller"), args=arguments):
            return [str(argument.value) for argument in arguments if isinstance(argument, ast.Constant)]
    return []


def forbidden_words(module: str, source: str) -> list[str]:
    """Return the forbidden words that a module mentions; ``sympify(…, strict=True)`` refuses text and may stay."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, MENTIONS)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    strict = {id(call.func) for call in calls if "strict=True" in map(ast.unparse, call.keywords)}
    found = [word for node in nodes for word in mentioned(node) if word in FORBIDDEN and id(node) not in strict]
    # sp.S.Zero is a constant; sp.S("…") reads text.
    found += ["S(…)" for call in calls if mentioned(call.func) == ["S"]]
    return [f"{module}: {word}" for word in found]


def test_the_packages_mention_nothing_forbidden(source_tree: Path) -> None:
    """Neither as a call nor in passing, in any module; each exception is named, and still needed."""
    paths = [path for package in PACKAGES for path in (source_tree / package).rglob("*.py")]
    found = {
        word
        for path in paths
        for word in forbidden_words(path.relative_to(source_tree).as_posix(), path.read_text(encoding="utf-8"))
    }
    assert found == set(ALLOWED)


@pytest.mark.parametrize(
    "planted",
    [
        "sp.simplify(total)",
        "total.simplify()",
        "total.as_dummy()",
        "left.dummy_eq(right)",
        "left.equals(right)",
        "total.doit()",
        "total.subs(k, d)",
        "from sympy.parsing.latex import parse_latex",
        "from sympy.parsing.sympy_parser import parse_expr",
        "sp.sympify(words)",
        "sp.sympify(words, strict=False)",
        "sp.S(words)",
        "eval(words)",
        "builtins.exec(words)",
        "getattr(total, 'doit')()",
        "list(map(sp.simplify, parts))",
        "import pickle",
    ],
)
def test_a_planted_word_is_noticed(planted: str) -> None:
    """Called, passed on, imported or looked up by name."""
    assert forbidden_words("derive/planted.py", f"import sympy as sp\n\n{planted}\n")


@pytest.mark.parametrize(
    "harmless", ["sp.S.Zero", "sp.sympify(a, strict=True)", "simplified, equals = 1, 2", "'eval(words)'"]
)
def test_harmless_code_passes(harmless: str) -> None:
    """A constant, a conversion that refuses text, another word, words in a string."""
    assert forbidden_words("derive/planted.py", harmless) == []
