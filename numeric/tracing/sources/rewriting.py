"""The source of a function, rewritten so that it can be traced: loops over rows, ``len`` and ``float``, imports."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from copy import deepcopy

from .loops import Loop, as_added, loop_of

# Functions of Python that are called under another name, which knows symbolic sizes.
CALLED = ("len", "float", "int", "range", "enumerate", "zip", "sum", "print", "list")
PREFIX = "__traced_"


def rewritten_tree(node: ast.stmt | ast.Lambda, own_names: frozenset[str] = frozenset()) -> ast.Module:
    """A module that makes the function or class of a source, with the positions of that source.

    ``own_names`` are names of Python's functions that mean something else there.

    >>> node = ast.parse("def f(x):\\n    return len(x)").body[0]
    >>> ast.unparse(rewritten_tree(node))
    'def f(x):\\n    return __traced_len(x)'
    """
    if isinstance(node, ast.Lambda):
        body: ast.stmt = ast.copy_location(ast.Assign([ast.Name(f"{PREFIX}lambda", ast.Store())], node), node)
    else:
        node.decorator_list = [d for d in getattr(node, "decorator_list", []) if _is_plain(d)]  # type: ignore[attr-defined]
        body = node
    changed = _Rewriting(own_names).visit(body)
    return ast.fix_missing_locations(ast.Module([changed], []))


def _is_plain(decorator: ast.expr) -> bool:
    """True for what makes a method: the others wrap a function that is traced without them."""
    return isinstance(decorator, ast.Name) and decorator.id in ("staticmethod", "classmethod", "property")


class _Rewriting(ast.NodeTransformer):
    def __init__(self, own_names: frozenset[str]) -> None:
        self.called = frozenset(CALLED) - own_names

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        """An assertion changes no value, and is made where the function itself is run."""
        return ast.copy_location(ast.Pass(), node)

    def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            module = alias.name if alias.asname else alias.name.partition(".")[0]
            call = _call("import", [ast.Constant(alias.name), ast.Constant(module)])
            found.append(ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], call), node))
        return found

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | list[ast.stmt]:
        if node.level or any(alias.name == "*" for alias in node.names):
            return node
        found: list[ast.stmt] = []
        for alias in node.names:
            call = _call("import_from", [ast.Constant(node.module), ast.Constant(alias.name)])
            name = ast.Name(alias.asname or alias.name, ast.Store())
            found.append(ast.copy_location(ast.Assign([name], call), node))
        return found

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self.called:
            node.func = ast.copy_location(ast.Name(PREFIX + node.func.id, ast.Load()), node.func)
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        return self._collected(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        return self._collected(node)

    def _collected(self, node: ast.ListComp | ast.GeneratorExp) -> ast.expr:
        """``[f(i) for i in rows]``: at once where the number of rows is symbolic."""
        self.generic_visit(node)
        (part, *more) = node.generators
        names = _flat_names(part.target)
        if more or part.ifs or not names:
            return node
        one = isinstance(part.target, ast.Name)
        row = ast.Name("__row", ast.Load())
        item = ast.Call(_lambda(names, node.elt), [row if one else ast.Starred(row, ast.Load())], [])
        return ast.copy_location(_call("collected", [part.iter, _lambda(["__row"], item)]), node)

    def visit_For(self, node: ast.For) -> list[ast.stmt]:
        loop = loop_of(node)
        self.generic_visit(node)
        rows = f"{PREFIX}rows{node.lineno}_{node.col_offset}"
        begin = ast.Assign([ast.Name(rows, ast.Store())], node.iter)
        again = ast.For(node.target, ast.Name(rows, ast.Load()), deepcopy(node.body), node.orelse)
        question = _call("is_symbolic", [ast.Name(rows, ast.Load())])
        choice = ast.If(question, self._at_once(node, loop, rows), [again])
        return [ast.copy_location(begin, node), ast.copy_location(choice, node)]

    def _at_once(self, node: ast.For, loop: Loop, rows: str) -> list[ast.stmt]:
        """All rows of the loop at once; a refusal where it does not only add up."""
        if loop.wrong or not loop.changed:
            wrong = loop.wrong or "the loop adds nothing up"
            return [ast.Expr(_call("refuse", [ast.Constant(wrong)]))]
        name = f"{PREFIX}body{node.lineno}_{node.col_offset}"
        parameters = [ast.arg("__row"), *(ast.arg(changed) for changed in loop.changed)]
        take = ast.Assign([deepcopy(node.target)], ast.Name("__row", ast.Load()))
        nothing = ast.arguments([], parameters, None, [], [], None, [])
        body = ast.FunctionDef(
            name,
            nothing,
            [take, *(as_added(part, loop.rebound) for part in node.body), ast.Return(_tuple(loop.changed))],
            [],
        )
        rebound = ast.Tuple([ast.Constant(name in loop.rebound) for name in loop.added], ast.Load())
        arguments = [
            ast.Name(rows, ast.Load()),
            ast.Name(name, ast.Load()),
            _tuple(loop.added),
            _tuple(loop.put),
            rebound,
        ]
        targets = ast.Tuple([ast.Name(changed, ast.Store()) for changed in loop.changed], ast.Store())
        after = [ast.Assign([ast.Name(own, ast.Store())], _call("gone", [ast.Constant(own)])) for own in loop.own]
        return [body, ast.Assign([targets], _call("summed", arguments)), *after]


def _flat_names(target: ast.expr) -> list[str]:
    """The names of a loop's variable, where it is a name or some names."""
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return [part.id for part in parts if isinstance(part, ast.Name)] if all(
        isinstance(part, ast.Name) for part in parts) else []  # fmt: skip


def _call(name: str, arguments: Sequence[ast.expr]) -> ast.Call:
    return ast.Call(ast.Name(PREFIX + name, ast.Load()), list(arguments), [])


def _tuple(names: Sequence[str]) -> ast.Tuple:
    return ast.Tuple([ast.Name(name, ast.Load()) for name in names], ast.Load())


def _lambda(names: Sequence[str], body: ast.expr) -> ast.Lambda:
    return ast.Lambda(ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, []), body)
