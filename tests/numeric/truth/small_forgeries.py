"""Certificates of E = Σ_k W[k]², which is small enough to write down, and what a forger makes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numeric.truth.certify import CertificateError, certify

from .forgeries import Content, Tree, number, sealed

VAST = str(10**13)
DATA = {"W": ["1", "2", "-3"]}
# The results as the checker writes them: nothing but the forgery is wrong.
RESULTS = {
    "E": ["14.0000000000000000000000000000"],
    "W": ["2.00000000000000000000000000000", "4.00000000000000000000000000000", "-6.00000000000000000000000000000"],
}


def element(name: str, *indices: str) -> Tree:
    return ["element", name, list(indices)]


def added(*terms: Tree) -> Tree:
    return ["add", *terms]


def times(*factors: Tree) -> Tree:
    return ["multiply", *factors]


def root(value: int) -> Tree:
    return ["power", number(value), "1/2"]


W: Tree = element("W", "d")
TWICE: Tree = times(number(2), W)
SQUARES: Tree = ["sum", "k", "D", ["power", element("W", "k"), "2"]]
NULL: Tree = added(number(1), number(-1))


def squares(loss: Tree = SQUARES, formula: Any = TWICE, **given: Any) -> Content:
    """E = Σ W² and the derivative 2 W, or what is claimed of it; beside W what is given with its data."""
    part: Content = {"definitions": [["E", [], loss]], "held": [], "formulas": [["W", [["d", "D"]], formula]]}
    shapes = {name: shape for name, (shape, _) in given.items()}
    return {
        "format": "backproof certificate 2",
        "statement": {"given": {"W": ["D"], **shapes}, "rows": "", "root": "1", "parts": [part]},
        "sizes": {"D": "3"},
        "data": DATA | {name: values for name, (_, values) in given.items()},
        "results": RESULTS,
    }


def part(content: Content) -> Content:
    found: Content = content["statement"]["parts"][0]
    return found


def beside(term: Tree, **given: Any) -> Callable[[], str]:
    """2 W + z · term, where the datum z is 0: the results fit, and the formula is false unless the term is 0."""
    formula = added(TWICE, times(element("z"), term))
    return lambda: sealed(squares(formula=formula, z=([], ["0"]), **given))


def instead(loss: Tree = SQUARES, formula: Tree = TWICE, **changes: Any) -> Callable[[], str]:
    return lambda: sealed(squares(loss, formula) | changes)


def in_part(**changes: Any) -> Callable[[], str]:
    def forge() -> str:
        content = squares()
        part(content).update(changes)
        return sealed(content)

    return forge


def stated(**changes: Any) -> Callable[[], str]:
    content = squares()
    content["statement"].update(changes)
    return lambda: sealed(content)


def named_direction() -> str:
    """A given tensor called direction, whose elements would be the random direction of the checker."""
    first = times(["delta", "d", "1"], element("direction", "2"))
    second = times(number(-1), ["delta", "d", "2"], element("direction", "1"))
    return sealed(squares(formula=added(TWICE, first, second), direction=(["D"], ["0", "0", "0"])))


def any_hash_fits(term: Tree) -> Callable[[], str]:
    """The first of 8 data whose hash draws a prime that lets it pass, or the last."""

    def forge() -> str:
        formula, text = added(TWICE, times(element("z"), term)), ""
        for k in range(8):
            content = squares(formula=formula, z=([], ["0"]))
            content["data"]["W"] = ["1", "2", str(k)]
            content["results"] = {"E": [padded(5 + k * k)], "W": [*RESULTS["W"][:2], padded(2 * k)]}
            text = sealed(content)
            try:
                certify(text)
            except CertificateError:
                continue
            return text
        return text

    return forge


def padded(value: int) -> str:
    """30 digits, as the checker writes a whole number."""
    return f"{value}." + "0" * (30 - len(str(value))) if value else "0"


def by_the_loss() -> str:
    """The derivative of E with respect to E, which is 1 whatever E is."""
    content = squares() | {"sizes": {}, "data": {}, "results": {"E": ["1.00000000000000000000000000000"]}}
    changed = {"definitions": [["E", [], number(1)]], "held": [], "formulas": [["E", [], number(1)]]}
    content["statement"] |= {"given": {}, "parts": [changed]}
    return sealed(content)


def nothing_at_all() -> str:
    content = squares() | {"sizes": {}, "data": {}, "results": {}}
    nothing = {"definitions": [["E", [], ["nonsense"]]], "held": [], "formulas": []}
    content["statement"] |= {"given": {}, "parts": [nothing]}
    return sealed(content)


def with_rows(*changes: tuple[int, Any]) -> str:
    """E = Σ_n x[n] · Σ_k W[k]² with 2,000 weights: 2 of the 300 rows are enclosed, and no other is evaluated."""
    loss = ["sum", "n", "N", times(element("x", "n"), SQUARES)]
    content = squares(loss, times(TWICE, ["sum", "n", "N", element("x", "n")]), x=(["N"], ["1"] * 300))
    content["statement"]["rows"] = "N"
    content["sizes"] = {"N": "300", "D": "2000"}
    content["data"]["W"] = ["1"] * 2000
    content["results"] = {"E": [padded(4000)], "W": [padded(4)] * 2000}
    for row, junk in changes:
        content["data"]["x"][row] = junk
    return sealed(content)


def second_part(loss: Tree, formula: Tree, name: str = "E") -> Callable[[], str]:
    def forge() -> str:
        content = squares()
        other = {"definitions": [[name, [], loss]], "held": [], "formulas": [["W", [["d", "D"]], formula]]}
        content["statement"]["parts"].append(other)
        return sealed(content)

    return forge


def vast_definition() -> str:
    content = squares()
    part(content)["definitions"].insert(0, ["A", [["i", str(10**6)], ["j", str(10**6)]], number(1)])
    return sealed(content)


def scanned() -> str:
    """100,000 negative data, which need not be looked through once for each element."""
    content = squares(v=(["N"], [f"-{i}" for i in range(1, 100_001)]))
    content["statement"]["rows"], content["sizes"]["N"] = "N", "100000"
    return sealed(content)


def deep() -> str:
    """A hundred nested sums beside spaces: every level is written again to see what it depends on."""
    tree = element("W", "k")
    for _ in range(100):
        tree = ["add", tree, ["log", number(" " * 10_000)]]
    return sealed(squares(["sum", "k", "D", tree]))


LOG_FORMULA: Tree = times(TWICE, ["power", SQUARES, "-1"])
MORE: tuple[Any, ...] = ("7", {"and more": "x"}, ["number", "7"], None)
IGNORED: dict[str, Tree] = {
    "number": [*number(0)], "size": ["size", "D"], "pi": ["pi"], "element": element("W", "1"),
    "sum": ["sum", "j", "D", element("W", "j")], "delta": ["delta", "d", "1"], "positive": ["positive", W],
    "power": ["power", W, "2"], "exp": ["exp", "1", W], "erf": ["erf", "1", W],
    "log": ["log", W], "sin": ["sin", W], "cos": ["cos", W],
}  # fmt: skip

SMALL_FORGERIES: dict[str, Callable[[], str]] = {
    "a tensor named direction": named_direction,
    "a tensor named pi": beside(added(["power", element("pi"), "2"], times(number(-1), ["pi"])), pi=([], ["1"])),
    **{
        f"a tensor named {kind}": beside(
            added(element(kind, "1"), times(number(-1), tree)), **{kind: (["1"], ["5"])}
        )
        for kind, tree in {
            "exp": ["exp", "1", number(1)], "log": ["log", number(1)], "root": ["power", number(2), "1/3"],
        }.items()
    },
    "√9 is −3": any_hash_fits(added(number(3), root(9))),
    "√15 · √21 is −3 √35": any_hash_fits(added(times(root(15), root(21)), times(number(3), root(35)))),
    "√(1/2) is −√2 / 2": any_hash_fits(added(root(2), times(number(2), ["power", number("1/2"), "1/2"]))),
    "√π is negative": any_hash_fits(added(["power", ["pi"], "1/2"], ["power", ["power", ["pi"], "-1/2"], "-1"])),
    "nothing at all": nothing_at_all,
    "the loss by the loss": by_the_loss,
    **{
        f"an ignored part of {kind}: {more!s:.9}": instead(formula=added(TWICE, times(NULL, [*tree, more])))
        for kind, tree in IGNORED.items()
        for more in MORE
    },
    "ignored parts of a product": instead(formula=[*TWICE, "7", {"and more": "x"}]),
    "an ignored part of a sum of terms": instead(formula=["add", TWICE, "7"]),
    "the base and the exponent in another order": instead(["sum", "k", "D", ["power", "2", element("W", "k")]]),
    "rows that nobody reads are no numbers": lambda: with_rows(*((i, "nan") for i in range(17, 27))),
    "rows that nobody reads are lists": lambda: with_rows((17, ["list"]), (18, ["1"]), (19, ["2"])),
    "rows that nobody reads act on a terminal": lambda: with_rows(*((i, "\u001b[2J") for i in range(17, 27))),
    "a second part of another loss": second_part(["log", SQUARES], LOG_FORMULA, "F"),
    "a second part that is not finite": second_part(["log", times(number(-1), SQUARES)], LOG_FORMULA),
    "a text for the data": instead(data={"W": "123"}),
    "a text for the axes": stated(given={"W": "D"}),
    "a text for what is held": in_part(held="E"),
    "a text for indices": instead(formula=times(number(2), ["element", "W", "d"])),
    "a text for a pair": in_part(formulas=[["W", ["dD"], TWICE]]),
    "a text for a tree": in_part(formulas=[["W", [["d", "D"]], "pi"]]),
    "a sum over 10^13": instead(["sum", "k", "D", ["sum", "j", VAST, ["power", element("W", "k"), "2"]]]),
    "a definition of 10^12 entries": vast_definition,
    "an index form of 100,000 terms": instead(formula=times(number(2), element("W", "d" + " 1 -1" * 50_000))),
    "100,000 negative data": scanned,
    "trees that cost more to write than to read": deep,
    "a kind that acts on a terminal": instead(formula=added(TWICE, ["\u001b[31m\u202e\ud800", W])),
}  # fmt: skip

TRUE_OF_SQUARES: dict[str, Callable[[], str]] = {
    "as it is": instead(),
    "√9 is 3": beside(added(number(-3), root(9))),
    "√15 · √21 is 3 √35": beside(added(times(root(15), root(21)), times(number(-3), root(35)))),
    "√π² is π": beside(added(["power", ["power", ["pi"], "1/2"], "2"], times(number(-1), ["pi"]))),
    "300 rows beside 2,000 weights": with_rows,
    "in two parts": second_part(SQUARES, TWICE),
}  # fmt: skip
