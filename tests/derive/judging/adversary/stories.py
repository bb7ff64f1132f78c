"""Random small documents: their definitions, and claims about them that are true by construction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from .printing import Style
from .written import (
    Applied,
    Defined,
    Delta,
    Each,
    Inner,
    Letter,
    Number,
    Over,
    Part,
    Plus,
    Raised,
    Size,
    Slope,
    Softmax,
    Sum,
    Times,
    Turned,
    World,
)  # fmt: skip

ONE = Number(1)
LARGE = 2.5  # so that no probability is so small that differences see nothing of it
Claimed = tuple[Part, Part]
NAMES = {
    "x": "x u v s r", "W": "W U A M R", "V": "V Q B G", "b": "b c", "z": "z o h s q", "a": "a h g r",
    "o": "o u v t", "p": "p q s", "y": "y t d", "L": "L E J C F",
}  # fmt: skip


@dataclass
class Story:
    """Definitions, how they are written, the axes of what is given, and true claims."""

    style: Style
    definitions: list[Defined]
    axes: dict[str, tuple[str, ...]]
    claims: list[Claimed]
    labels: str = ""
    batch: bool = False
    words: str = ""
    positive: tuple[str, ...] = ()

    def axes_of(self, name: str) -> tuple[str, ...]:
        """The axes of a letter, given or defined."""
        return {**self.axes, **{d.name: d.axes for d in self.definitions}}.get(name, ())

    def world(self, chance: np.random.Generator, labels: str = "any", sizes: dict[str, int] | None = None) -> World:
        """Random arrays of random sizes, none large; ``labels`` are of any sum, ``sum`` to one, or are one ``hot``."""
        while True:
            world = self._drawn(chance, labels, sizes or {})
            if all(np.abs(world.array(definition.name)).max() < LARGE for definition in self.definitions[:-1]):
                return world

    def _drawn(self, chance: np.random.Generator, labels: str, sizes: dict[str, int]) -> World:
        drawn = dict(zip("DHKN", map(int, chance.permutation([2, 3, 4, 5])), strict=True)) | sizes
        given = {name: np.array(0.5 * chance.normal(size=[drawn[a] for a in axes])) for name, axes in self.axes.items()}
        given |= {name: np.abs(given[name]) + 0.7 for name in self.positive}
        if self.labels:
            shape = given[self.labels].shape
            drawn_labels = np.array(np.abs(chance.normal(size=shape)) + 0.1)
            if shape and labels == "sum":
                drawn_labels /= drawn_labels.sum(axis=-1, keepdims=True)
            if shape and labels == "hot":
                drawn_labels = np.eye(shape[-1])[chance.integers(shape[-1], size=shape[:-1])]
            given[self.labels] = drawn_labels
        axes = {**self.axes, **{d.name: self.axes_of(d.name) for d in self.definitions}}
        return World(drawn, given, tuple(self.definitions), axes)


def activations(chance: Random) -> tuple[Callable[[Part], Part], Callable[[Part, Part], Part], bool]:
    """A function f(z), its slope written of z and a, and whether that can be written for whole vectors too."""

    def rational(u: Part) -> Part:
        return Over(ONE, Plus(((1, ONE), (1, Applied("exp", Times((Number(-1), u)))))))

    def with_own(a: Part) -> Part:
        return Plus(((1, ONE), (-1, a)))

    found = [
        (lambda u: Applied("sigmoid", u), lambda u, a: Times((a, with_own(a))), True),
        (rational, lambda u, a: Times((a, with_own(a))), False),
        (lambda u: Applied("tanh", u), lambda u, a: Plus(((1, ONE), (-1, Raised(a, 2)))), True),
        (lambda u: Applied("relu", u), lambda u, a: Applied("positive", u), True),
        (lambda u: Raised(u, 2), lambda u, a: Times((Number(2), u)), True),
        (lambda u: Applied("sin", u), lambda u, a: Applied("cos", u), True),
        (lambda u: Applied("log", Plus(((1, ONE), (1, Applied("exp", u))))), lambda u, a: Applied("sigmoid", u), False),
        (lambda u: Applied("exp", u), lambda u, a: a, False),
        (lambda u: Raised(u, 3), lambda u, a: Times((Number(3), Raised(u, 2))), False),
    ]  # fmt: skip
    return found[chance.randrange(len(found))]


def style_of(chance: Random, bold: bool) -> tuple[Style, dict[str, str]]:
    """A notation with random letters; no letter has two meanings."""
    taken: set[str] = set()
    letters: dict[str, str] = {}
    for role, names in NAMES.items():
        free = [name for name in names.split() if name not in taken]
        letter = chance.choice(free[: chance.choice((1, 3, 5))])
        taken.add(letter)
        wrapped = chance.choice((r"\mathbf{%s}", r"\boldsymbol{%s}")) % letter if bold and role != "L" else letter
        letters[role] = wrapped
        letters[f"{role}_entry"] = letter
    if chance.random() < 0.2:
        letters["p"] = letters["p_entry"] = rf"\hat{{{letters['y_entry']}}}"
        if bold:
            letters["p"] = rf"\hat{{{letters['y']}}}"
    sizes = {"K": "K", "D": "D", "H": "H", "N": "N"}
    taken |= set("KDHN")
    for role in ("W", "V", "L"):
        if letters[f"{role}_entry"] in sizes.values():
            letters[role] = letters[f"{role}_entry"] = "F"
    style = Style(
        letters, sizes, bounds=chance.random() < 0.6, space=chance.choice((" ", r" \, ", r" \cdot ")),
        power_of_e=chance.random() < 0.6, log=chance.choice((r"\log", r"\ln")),
        transpose=chance.choice(("^T", r"^\top", r"^{\mathsf{T}}")), odot=chance.choice((r"\odot", r"\circ")),
        comma=chance.choice(("", "", ",")), slope=chance.choice(("frac", "frac", "frac", "slash")),
        softmax=chance.choice((r"\operatorname{softmax}", r"\mathrm{softmax}", r"\text{softmax}", "softmax")),
        indicator=chance.choice((r"\mathbb{1}", r"\mathbf{1}", "1")),
    )  # fmt: skip
    return style, letters


def entries(chance: Random, *, hidden: bool | None = None, batch: bool | None = None) -> Story:
    """z_i = Σ_j W_ij x_j, with a hidden layer or none, of one sample or of many."""
    style, _ = style_of(chance, False)
    pool = chance.choice(("ijkm", "kjic", "ikjm"))
    batch = chance.random() < 0.4 if batch is None else batch
    hidden, bias = chance.random() < 0.5 if hidden is None else hidden, chance.random() < 0.5
    head = chance.choice(("softmax", "softmax", "sigmoid", "squared"))
    i, j, k, m = pool
    sampled = {"x", "z", "a", "o", "p", "y"}

    def of(name: str, *indices: str) -> Letter:
        return Letter(name, (("n", *indices) if batch and name in sampled else indices))

    def ax(name: str, *axes: str) -> tuple[str, ...]:
        return ("N", *axes) if batch and name in sampled else axes

    def linear(weights: str, below: str, axis: str, shift: str) -> Part:
        product = Sum(j, axis, Times((Letter(weights, (i, j)), of(below, j))))
        return Plus(((1, product), (1, Letter(shift, (i,))))) if shift else product

    def define(name: str, axis: str, part: Part) -> Defined:
        return Defined(name, of(name, i).indices, ax(name, axis), part)

    definitions: list[Defined] = []
    axes = {"x": ax("x", "D"), "y": ax("y", "K")}
    last = "x"
    f, slope, _ = activations(chance)
    if hidden:
        definitions.append(define("z", "H", linear("W", "x", "D", "b" if bias else "")))
        definitions.append(define("a", "H", f(of("z", i))))
        definitions.append(define("o", "K", linear("V", "a", "H", "")))
        axes |= {"W": ("H", "D"), "V": ("K", "H")} | ({"b": ("H",)} if bias else {})
        last = "o"
    else:
        definitions.append(define("z", "K", linear("W", "x", "D", "b" if bias else "")))
        axes |= {"W": ("K", "D")} | ({"b": ("K",)} if bias else {})
        last = "z"
    top = {"softmax": lambda u: Over(Applied("exp", u), Sum(k, "K", Applied("exp", of(last, k)))),
           "sigmoid": lambda u: Applied("sigmoid", u), "squared": lambda u: u}[head]  # fmt: skip
    if head != "squared":
        definitions.append(define("p", "K", top(of(last, i))))
    p = "p" if head != "squared" else last
    each, factor = _loss(chance, head, of, p, k)
    summed = Sum("n", "N", each) if batch else each
    mean = batch and chance.random() < 0.6
    whole: Part = Times((Over(ONE, Size("N")), summed)) if mean else summed
    if factor is not None:
        whole = Times((factor, whole)) if not mean else Times((factor, *whole.factors))  # type: ignore[attr-defined]
    definitions.append(Defined("L", (), (), whole if head == "squared" else negative(whole)))
    scale: list[Part] = ([Over(ONE, Size("N"))] if mean else []) + (
        [Number(2)] if head == "squared" and factor is None else []
    )

    def scaled(*factors: Part) -> Part:
        made = (*scale, *factors)
        return Times(made) if len(made) > 1 else made[0]

    def error(index: str) -> Part:
        return Plus(((1, of(p, index)), (-1, of("y", index))))

    claims: list[Claimed] = [(Slope(Letter("L"), of(last, i)), scaled(error(i)))]
    if head == "softmax":
        claims.append((Slope(of("p", i), of(last, j)), Times((of("p", i), Plus(((1, Delta(i, j)), (-1, of("p", j))))))))
        claims.append((Sum(k, "K", of("p", k)), ONE))
        claims.append((Slope(of("p", i), of(last, i)), Times((of("p", i), Plus(((1, ONE), (-1, of("p", i))))))))
        claims.append((Slope(Letter("L"), of("p", k)), negative(scaled(Over(of("y", k), of("p", k))))))
        total = Sum(j, "K", of("y", j))
        general = Plus(((1, Times((of("p", k), total))), (-1, of("y", k))))
        claims.append((Slope(Letter("L"), of(last, k)), scaled(general)))
    if head == "sigmoid":
        claims.append((Slope(of("p", i), of(last, i)), Times((of("p", i), Plus(((1, ONE), (-1, of("p", i))))))))
    upper = ("V", "a", "K", "H") if hidden else ("W", "x", "K", "D")
    claims.append(
        (Slope(Letter("L"), Letter(upper[0], (i, j))), _over_samples(batch, scaled(error(i), of(upper[1], j))))
    )
    back = Sum(k, "K", Times((error(k), Letter(upper[0], (k, j)))))
    claims.append((Slope(Letter("L"), of(upper[1], j)), scaled(back)))
    if not hidden and bias:
        claims.append((Slope(Letter("L"), Letter("b", (i,))), _over_samples(batch, scaled(error(i)))))
    if hidden:
        inner = slope(of("z", j), of("a", j))
        claims.append((Slope(of("a", j), of("z", j)), inner))
        below = Sum(k, "K", Times((error(k), Letter("V", (k, j)))))
        claims.append((Slope(Letter("L"), of("z", j)), scaled(inner, below)))
        claims.append((Slope(Letter("L"), Letter("W", (j, m))), _over_samples(batch, scaled(inner, of("x", m), below))))
    labels = chance.choice(("", "The labels $%s$ are one-hot.", "Here $%s$ is a target."))
    shown = style.letters["y"]
    return Story(style, definitions, axes, claims, "y", batch, labels % shown if labels else "")


def negative(part: Part) -> Part:
    """The part with a minus before it."""
    return Plus(((-1, part),))


def _over_samples(batch: bool, part: Part) -> Part:
    """The sum over samples, the scale 1/N before it."""
    if not batch:
        return part
    if isinstance(part, Times) and isinstance(part.factors[0], Over):
        return Times((part.factors[0], Sum("n", "N", Times(part.factors[1:]))))
    return Sum("n", "N", part)


def _loss(chance: Random, head: str, of: Callable[..., Letter], p: str, k: str) -> tuple[Part, Number | None]:
    """The loss of a sample without its sign, and a factor before it."""
    y, q = of("y", k), of(p, k)
    if head == "softmax":
        return Sum(k, "K", Times((y, Applied("log", q)))), None
    if head == "sigmoid":
        no = Times((Plus(((1, ONE), (-1, y))), Applied("log", Plus(((1, ONE), (-1, q))))))
        return Sum(k, "K", Plus(((1, Times((y, Applied("log", q)))), (1, no)))), None
    half = Number(1, 2) if chance.random() < 0.6 else None
    return Sum(k, "K", Raised(Plus(((1, q), (-1, y))), 2)), half


def vectors(chance: Random, *, hidden: bool | None = None) -> Story:
    """Columns: z = W x + b, a hidden layer or none, softmax or squared loss."""
    style, _ = style_of(chance, True)
    hidden, bias = chance.random() < 0.6 if hidden is None else hidden, chance.random() < 0.6
    f, slope, whole = activations(chance)
    while not whole:
        f, slope, whole = activations(chance)

    def linear(weights: str, below: str) -> Part:
        product = Times((Letter(weights), Letter(below)))
        return Plus(((1, product), (1, Letter("b")))) if bias and weights == "W" else product

    axes = {"x": ("D",), "y": ("K",), "W": ("H" if hidden else "K", "D")}
    axes |= ({"V": ("K", "H")} if hidden else {}) | ({"b": ("H" if hidden else "K",)} if bias else {})
    definitions = [Defined("z", (), (), linear("W", "x"))]
    last = "z"
    if hidden:
        definitions += [Defined("a", (), (), f(Letter("z"))), Defined("o", (), (), linear("V", "a"))]
        last = "o"
    softmax = chance.random() < 0.5
    p = "p" if softmax else last
    if softmax:
        definitions.append(Defined("p", (), (), Softmax(Letter(last))))
    error = Plus(((1, Letter(p)), (-1, Letter("y"))))
    loss: Part = (
        negative(Inner(Letter("y"), Applied("log", Letter("p"))))
        if softmax
        else Times((Number(1, 2), Inner(error, error)))
    )
    definitions.append(Defined("L", (), (), loss))
    upper = ("V", "a") if hidden else ("W", "x")

    def by(name: str) -> Slope:
        return Slope(Letter("L"), Letter(name))

    back = Times((Turned(Letter(upper[0])), error))
    claims: list[Claimed] = [
        (by(last), error),
        (by(upper[0]), Times((error, Turned(Letter(upper[1]))))),
        (by(upper[1]), back),
    ]
    if hidden:
        inner = slope(Letter("z"), Letter("a"))
        factors = inner.factors if isinstance(inner, Times) and not isinstance(inner.factors[0], Number) else (inner,)
        below = Each((back, *factors))
        claims += [(by("z"), below), (by("W"), Times((below, Turned(Letter("x")))))]
        if bias:
            claims.append((by("b"), below))
    elif bias:
        claims.append((by("b"), error))
    words = f"Here ${style.letters['W']} \\in \\mathbb{{R}}^{{{'H' if hidden else 'K'} \\times D}}$."
    labels = f" The label ${style.letters['y']}$ is one-hot." if softmax and chance.random() < 0.5 else ""
    return Story(style, definitions, axes, claims, "y", False, words + labels)


def neuron(chance: Random) -> Story:
    """z = w x + b, a = f(z), a squared or logarithmic loss, all numbers."""
    style, letters = style_of(chance, False)
    letters["W"] = letters["W_entry"] = next(w for w in "wkm" if w not in letters.values())
    f, slope, _ = activations(chance)
    logistic = chance.random() < 0.4
    w, x, b, y, z, a = map(Letter, "Wxbyza")
    if logistic:
        f, slope = (lambda u: Applied("sigmoid", u)), (lambda u, v: Times((v, Plus(((1, ONE), (-1, v))))))
    error = Plus(((1, a), (-1, y)))
    half = chance.random() < 0.6
    if logistic:
        no = Times((Plus(((1, ONE), (-1, y))), Applied("log", Plus(((1, ONE), (-1, a))))))
        loss: Part = Plus(((-1, Times((y, Applied("log", a)))), (-1, no)))
    else:
        loss = Times((Number(1, 2), Raised(error, 2))) if half else Raised(error, 2)
    inner = slope(z, a)
    two = () if half or logistic else (Number(2),)
    factors = (*two, error) if logistic else (*two, error, inner)
    definitions = [
        Defined("z", (), (), Plus(((1, Times((w, x))), (1, b)))),
        Defined("a", (), (), f(z)),
        Defined("L", (), (), loss),
    ]

    def times(*parts: Part) -> Part:
        return Times(parts) if len(parts) > 1 else parts[0]

    claims: list[Claimed] = [
        (Slope(a, z), inner), (Slope(Letter("L"), z), times(*factors)),
        (Slope(Letter("L"), w), times(*factors, x)), (Slope(Letter("L"), b), times(*factors)),
        (Slope(Letter("L"), x), times(*factors, w)), (Slope(a, w), times(inner, x)),
    ]  # fmt: skip
    if not logistic:
        claims.append((Slope(Letter("L"), a), times(*two, error)))
    axes: dict[str, tuple[str, ...]] = dict.fromkeys("Wxby", ())
    return Story(style, definitions, axes, claims, "y", False)


def lines_of(story: Story) -> Iterator[str]:
    """The definitions in TeX."""
    for definition in story.definitions:
        left = story.style.tex(Letter(definition.name, definition.indices))
        yield f"{left} = {story.style.tex(definition.part)}"
