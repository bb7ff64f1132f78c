"""Forged certificates by kind: an adversary who changes anything and computes every hash anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from numeric.truth.certificate import digest
from numeric.truth.certify import Field

Content = dict[str, Any]
Forge = Callable[[Content], object]
Tree = list[Any]


def sealed(content: Content) -> str:
    """The changed certificate in its one spelling, with hashes that fit again."""
    content = {key: value for key, value in content.items() if key != "sha256"}
    return json.dumps(content | {"sha256": digest(content)}, sort_keys=True, indent=1) + "\n"


def forged(text: str, forge: Forge) -> str:
    """The certificate as the adversary leaves it."""
    content = json.loads(text)
    forge(content)
    return sealed(content)


def number(value: object) -> Tree:
    return ["number", str(value)]


def size(name: str, less: int) -> Tree:
    return ["add", ["size", name], number(-less)]


def part(content: Content, place: int = 0) -> Content:
    found: Content = content["statement"]["parts"][place]
    return found


def row(content: Content, name: str, place: int = 0, of: str = "formulas") -> list[Any]:
    """The row of a formula or a definition."""
    found: list[Any] = next(row for row in part(content, place)[of] if row[0] == name)
    return found


def replaced(change: Callable[[Tree], Tree], name: str = "W", of: str = "formulas", place: int = 0) -> Forge:
    """Another formula or definition in the place of one."""

    def forge(content: Content) -> None:
        found = row(content, name, place, of)
        found[2] = change(found[2])

    return forge


def everywhere(old: str, new: str) -> Forge:
    """Another text in the formulas of the first part."""

    def forge(content: Content) -> None:
        part(content)["formulas"] = json.loads(json.dumps(part(content)["formulas"]).replace(old, new))

    return forge


def added(term: Tree, name: str = "W") -> Forge:
    return replaced(lambda tree: ["add", tree, term], name)


def stated(key: str, value: object) -> Forge:
    return lambda content: content["statement"].update({key: value})


def nested(depth: int) -> Tree:
    tree = number(1)
    for _ in range(depth):
        tree = ["add", tree, number(0)]
    return tree


def vanishing_at_known_points(content: Content) -> None:
    """A term that is 0 where the unforged file's first point lies: the new hash draws others."""
    field = Field(digest({key: value for key, value in content.items() if key not in ("results", "sha256")}))
    point = field.drawn(field.spent, "given", "W", 1, 1) % field.prime
    added(["multiply", number(7), ["add", ["element", "W", ["1", "1"]], number(-point)]])(content)


def multiple_of_the_known_prime(content: Content) -> None:
    field = Field(digest({key: value for key, value in content.items() if key not in ("results", "sha256")}))
    added(["multiply", number(field.prime), ["element", "W", ["k", "d"]]])(content)


def only_ones(content: Content) -> None:
    """All sizes 1, where a sum of one term is that term, and a formula without its sum."""
    content["sizes"] = dict.fromkeys(content["sizes"], "1")
    content["data"] = {name: values[:1] for name, values in content["data"].items()}
    everywhere('"size", "N"', '"number", "1"')(content)


def nothing_is_lost(content: Content) -> None:
    """The loss 0 and the derivative 0: true of everything."""
    for place in range(2):
        row(content, "E", place, "definitions")[2] = number(0)
        for formula in part(content, place)["formulas"]:
            formula[2] = number(0)
    content["results"] = {name: ["0"] * len(values) for name, values in content["results"].items()}


def twice(key: str) -> Forge:
    return lambda content: part(content)[key].append(part(content)[key][-1])


def swapped(*path: str) -> Forge:
    """The first two of a list change places."""

    def forge(content: Content) -> None:
        found: Any = content
        for key in path:
            found = found[int(key) if key.isdigit() else key]
        found[0], found[1] = found[1], found[0]

    return forge


def unused_tensor(content: Content) -> None:
    content["statement"]["given"]["v"] = ["K"]
    content["data"]["v"] = ["1"] * int(content["sizes"]["K"])


def unused_size(content: Content) -> None:
    content["sizes"]["M"] = "2"


def unused_definition(content: Content) -> None:
    part(content)["definitions"].insert(0, ["q", [], number(1)])


def one_row_less(content: Content) -> None:
    content["data"] = {
        name: values[: -len(values) // int(content["sizes"]["N"])] if name in "xy" else values
        for name, values in content["data"].items()
    }


def data(name: str, place: int, value: str) -> Forge:
    return lambda content: content["data"][name].__setitem__(place, value)


def result(name: str, place: int, value: str) -> Forge:
    return lambda content: content["results"][name].__setitem__(place, value)


def of_one_part(content: Content) -> None:
    part(content)["formulas"].pop(0)


def names_swapped(content: Content) -> None:
    for place in range(2):
        first, second = row(content, "W", place), row(content, "b", place)
        first[0], second[0] = "b", "W"


def kept_in_results(content: Content) -> None:
    for place in range(2):
        part(content, place)["formulas"].pop(0)


def vast(content: Content) -> None:
    """No data along an axis of no length, beside one that is vast."""
    content["sizes"] |= {"N": str(10**12), "D": "0", "K": "0"}
    content["data"] = {name: [] for name in content["data"]}


def shadowed(content: Content) -> None:
    row(content, "L", 0, "definitions")[2] = ["sum", "n", "K", ["element", "L", ["n"]]]


X11: Tree = ["element", "x", ["1", "1"]]
ZERO_TIMES: Callable[[Tree], Tree] = lambda tree: ["multiply", number(0), tree]  # noqa: E731

FORGERIES: dict[str, Forge] = {
    "a term that vanishes at the points of the old hash": vanishing_at_known_points,
    "a term that is a multiple of the old prime": multiple_of_the_known_prime,
    "a term that is a multiple of the primes of old": added(["multiply", number((2**61 - 1) * (2**61 - 31)), X11]),
    "sizes of 0": lambda c: c.update(sizes=dict.fromkeys(c["sizes"], "0"), data={n: [] for n in c["data"]}),
    "sizes of -1": lambda c: c.update(sizes=dict.fromkeys(c["sizes"], "-1")),
    "sizes of 1 and a formula for these": only_ones,
    "a vast size beside an empty axis": vast,
    "a size of half": lambda c: c["sizes"].update(N="1/2"),
    "nan among the results": result("E", 0, "nan"),
    "every result nan": lambda c: c.update(results={n: ["nan"] * len(v) for n, v in c["results"].items()}),
    "nan among the data": data("x", 0, "nan"),
    "an infinity among the data": data("x", 0, "inf"),
    "a fraction that is not in lowest terms": data("x", 0, "2/4"),
    "a number with a plus": data("x", 0, "+1"),
    "minus zero": data("y", 1, "-0"),
    "a number with an exponent": data("x", 0, "1e3"),
    "other digits in another script": data("x", 0, "١"),
    "a number of a million digits": data("x", 0, "9" * 10**6),
    "a key that nobody knows": lambda c: c.update(versions={"python": "3"}),
    "a key that nobody knows in the statement": stated("options", {"log_base": "2"}),
    "a key that nobody knows in a part": lambda c: part(c).update(options="none"),
    "a key that is missing": lambda c: c.pop("results"),
    "format 77": lambda c: c.update(format="77"),
    "another word than true for a part": stated("parts", []),
    "numbers instead of texts": lambda c: c["sizes"].update(N=3),
    "null": stated("rows", None),
    "the loss in bits, the formula in nats": replaced(
        lambda tree: ["multiply", tree, ["power", ["log", number(2)], "-1"]], "L", "definitions"
    ),
    "no loss at all": nothing_is_lost,
    "a formula twice": twice("formulas"),
    "a definition twice": twice("definitions"),
    "results five times": lambda c: c["results"].update({n: v * 5 for n, v in c["results"].items()}),
    "a formula of one part dropped": of_one_part,
    "the formula dropped, its results kept": kept_in_results,
    "the formulas of one part in another order": swapped("statement", "parts", "0", "formulas"),
    "the formulas under each other's names": names_swapped,
    "definitions in another order": swapped("statement", "parts", "0", "definitions"),
    "a definition dropped": lambda c: part(c)["definitions"].pop(0),
    "a definition that nothing needs": unused_definition,
    "a tensor that nothing needs": unused_tensor,
    "a size that nothing needs": unused_size,
    "a given tensor defined again": lambda c: part(c)["definitions"].insert(0, ["b", [["k", "K"]], number(1)]),
    "a definition of itself": shadowed,
    "logits that are held": lambda c: part(c).update(held=["z"]),
    "something held that is not there": lambda c: part(c).update(held=["q"]),
    "the indices in another order": swapped("statement", "parts", "0", "formulas", "0", "1"),
    "fewer entries": lambda c: row(c, "b").__setitem__(1, [["k", "1"]]),
    "the sign": replaced(lambda tree: ["multiply", number(-1), tree]),
    "a factor of almost 1": replaced(lambda tree: ["multiply", number("1000000000000001/1000000000000000"), tree]),
    "a term of 10^-300": added(number(f"1/{10**300}")),
    "the number of classes for the number of samples": everywhere('["size", "N"]', '["size", "K"]'),
    "probabilities for labels": everywhere('"y"', '"p"'),
    "the formula under the condition as the general one": lambda c: part(c).update(formulas=part(c, 1)["formulas"]),
    "labels whose sum is 2": replaced(lambda tree: ["multiply", number(2), tree], "y_normed", "definitions", 1),
    "labels whose sum is 0": replaced(ZERO_TIMES, "y_normed", "definitions", 1),
    "one entry": added(["multiply", ["delta", "k", "1"], ["delta", "d", "2"], X11]),
    "one entry of the second part": replaced(lambda t: ["add", t, ["delta", "k", "2"]], "b", "formulas", 1),
    "one entry at one small size": added(
        ["multiply", ["delta", "k", "1"], ["delta", "d", "1"], size("N", 3), size("N", 4)]
    ),
    "at the size of the data only": added(["multiply", size("N", 2), size("N", 3), size("N", 4)]),
    "a term behind a delta that is never 1": added(["multiply", ["delta", "k", "9"], X11]),
    "a term behind a kink that is never met": added(["multiply", ["positive", ["add", X11, number(-1000)]], X11]),
    "a term of no number": added(["multiply", number(0), ["log", number(-1)]]),
    "0/0": added(["multiply", number(0), ["power", number(0), "-1"]]),
    "another root of exponents": stated("root", "2"),
    "a root of 0": stated("root", "0"),
    "half a term in an exponent": added(ZERO_TIMES(["exp", "1/2", X11])),
    "a power of 0": added(ZERO_TIMES(["power", X11, "0/1"])),
    "a power that is vast": added(ZERO_TIMES(["power", X11, "9" * 300])),
    "a root that is vast": added(ZERO_TIMES(["power", X11, "1/" + "9" * 300])),
    "towers of powers": added(ZERO_TIMES(["power", ["power", ["power", X11, "9" * 40], "9" * 40], "9" * 40])),
    "a tree that is deeper than any": added(nested(20_000 // 30)),
    "a kind that is a method": added(["__init__", X11]),
    "a kind that is a method of this class": added(["compare", X11]),
    "a kind with too many arguments": added(["size", "N", "N"]),
    "pi of something": added(["pi", X11]),
    "an index with two meanings": added(["sum", "k", "K", ["element", "b", ["k"]]]),
    "an index that is no name": added(["sum", "k ", "K", ["element", "b", ["k"]]]),
    "an index that is a size": lambda c: row(c, "b").__setitem__(1, [["N", "K"]]),
    "an element that is not there": added(["element", "b", ["k 1"]]),
    "a name that acts on a terminal": lambda c: part(c)["definitions"].insert(0, ["q\u202e", [], number(1)]),
    "rows along something else": stated("rows", "Q"),
    "a result dropped": lambda c: c["results"]["W"].pop(),
    "a tensor's results dropped": lambda c: c["results"].pop("W"),
    "two results swapped": swapped("results", "W"),
    "a digit of a result": lambda c: result("E", 0, c["results"]["E"][0][:-1] + "0")(c),
    "two data swapped": swapped("data", "x"),
    "a datum changed": data("W", 0, "1/3"),
    "a row less": one_row_less,
}  # fmt: skip


def doubled(content: Content) -> None:
    """Twice the loss, with formulas and results to match."""
    for place in range(2):
        for name, of in (("E", "definitions"), ("W", "formulas"), ("b", "formulas")):
            found = row(content, name, place, of)
            found[2] = ["multiply", number(2), found[2]]
    content["results"] = dict.fromkeys(content["results"])


def without_a_parameter(content: Content) -> None:
    kept_in_results(content)
    content["results"].pop("W")


def without_the_condition(content: Content) -> None:
    content["statement"]["parts"].pop()


# True of another network: it holds, as what it is. Whoever names the statement of the report refuses it.
OTHER_STATEMENTS: dict[str, Forge] = {
    "a parameter and its results dropped": without_a_parameter,
    "the part under the condition dropped": without_the_condition,
    "a part twice": lambda c: c["statement"]["parts"].append(part(c, 1)),
    "a formula in other words": replaced(lambda tree: ["add", tree, number(0)]),
}
