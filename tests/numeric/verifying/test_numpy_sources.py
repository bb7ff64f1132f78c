"""NumPy code read as what it means: the same numbers as NumPy itself, or a refusal with the line; never others."""

from __future__ import annotations

import linecache
import random
from collections.abc import Callable
from typing import Any

import numpy as np

from derive.errors import UsageError
from numeric.tracing.sources.functions import through_source

HEAD = "import numpy as np\ndef double(a):\n    a *= 2\n    return a\n"
BINDINGS = (
    "{x} = {y}", "{x} = {y}.copy()", "{x} = {y}.T", "{x} = {y}[::-1]", "{x} = {y}[:, ::-1]", "{x} = {y} + {z}",
    "{x} = np.maximum({y}, {z})", "{x} = {y}.reshape(3, 3)", "{x} = {y}.reshape(-1).reshape(3, 3)",
    "{x} = np.asarray({y})", "{x} = np.array({y})", "{x} = {y}.astype(float)", "{x} = np.transpose({y})",
    "{x} = {y}.swapaxes(0, 1)", "{x} = double({y})", "{x} = np.ravel({y}).reshape(3, 3)", "{x} = {y}.view()",
    "{x} = np.exp({y}.T).reshape(3, 3)", "{x} = np.where({y} > 0, {y}, {z})", "{x}, {y} = {y}, {x}",
    "d = {{'k': {y}}}; d['k'] += 1; {x} = d['k']", "{x} = [{y}, {z}][0]", "{x} = {y}[[0, 2, 1]]",
    "{x} = np.zeros_like({y}); {x} += {z}", "{x} = np.squeeze({y}[None])", "{x} = {y}[np.arange(3)]",
)  # fmt: skip
CHANGES = (
    "{x} += {y}", "{x} -= 1.0", "{x} *= 2", "{x} /= 2", "{x}[0] += 1", "{x}[:, 1] = {y}[:, 0]", "{x}[{x} > 0] = 0",
    "{x}[{y} > 0] *= 0.5", "{x}[np.arange(3), i] -= 1", "{x}[range(3), i] = 4.0", "{x}[...] = {y}",
    "np.add({x}, {y}, out={x})", "{x}[1:] += {y}[:-1]", "{x}.T[0] = 5", "row = {x}[1]; row += 1",
    "{x}[0], {x}[1] = {x}[1], {x}[0]", "{x} += {x}.T", "{x}[[0, 2]] = {y}[[2, 0]]", "np.copyto({x}, {y})",
    "np.add.at({x}, i, 1.0)", "{x}.fill(2.0)", "np.fill_diagonal({x}, 1.0)", "{x}[1:, 1:] -= {y}[:2, :2]",
    "flat = {x}.reshape(-1); flat[0] = 7", "flat = {x}.ravel(); flat += 1", "flat = {x}.flatten(); flat += 1",
    "{x}[0, 1] += {y}[1, 0]", "v = {x}[:, 0]; w = v; w -= 3", "{x}[{x} < 0] = {y}[{x} < 0]", "double({x}[1:])",
    "s = {x}.sum(); t = s; s += 1; {x} *= t", "{x} = {x} - {y}", "np.maximum({x}, 0, out={x})", "{x}[i] += 1",
    "for q in range(3):\n        {x}[q] += {y}[:, q]", "{x} **= 2", "{x}[:, i[0]] += 1", "{x}[2, :] = {x}[0]",
)  # fmt: skip


def program(seed: int, lines: int) -> tuple[str, str]:
    """A random function of three square arrays and class numbers, and its file's name."""
    choose = random.Random(seed)
    body = []
    for _ in range(lines):
        names = dict(zip("xyz", choose.sample("abc", 3), strict=True))
        statement = choose.choice(BINDINGS if choose.random() < 0.45 else CHANGES).format(**names)
        body += [f"    {part}" for part in statement.split("; ")]
    return HEAD + "def f(a, b, c, i):\n" + "\n".join([*body, "    return a + 10 * b + 100 * c\n"]), f"/user/p{seed}.py"


def made(source: str, file: str) -> Callable[..., Any]:
    """The function f of a source that lies in no file."""
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    names: dict[str, Any] = {}
    exec(compile(source, file, "exec"), names)  # noqa: S102 - a program of ours
    function: Callable[..., Any] = names["f"]
    return function


def outcome(source: str, file: str) -> str:
    """Whether the function is read as NumPy runs it."""
    generator = np.random.default_rng(3)
    arrays = [generator.standard_normal((3, 3)) for _ in range(3)]
    function, numbers = made(source, file), np.array([1, 0, 1])
    with np.errstate(all="ignore"):
        wanted = function(*(array.copy() for array in arrays), numbers)
        try:
            found = through_source(function, mutable=True)(*arrays, numbers)
        except UsageError:
            return "refused"
    return "equal" if np.allclose(wanted, np.asarray(found), equal_nan=True) else "other"


def test_random_programs_are_read_as_numpy_runs_them() -> None:
    """Aliases, views, copies, in-place changes through names, slices, masks, functions: never other numbers."""
    found = {seed: outcome(*program(seed, 4)) for seed in range(12)}
    assert [seed for seed, what in found.items() if what == "other"] == []
    assert list(found.values()).count("equal") > 6


def test_more_random_programs_are_read_as_numpy_runs_them() -> None:
    """The same for longer ones."""
    found = {seed: outcome(*program(seed, 3 + seed % 6)) for seed in range(1000, 1300)}
    assert [seed for seed, what in found.items() if what == "other"] == []
    assert list(found.values()).count("equal") > 150
