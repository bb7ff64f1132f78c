"""More random documents: batches as matrices, layers by number, decay, temperature."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from .stories import ONE, Claimed, Story, entries, negative, neuron, style_of, vectors
from .written import (
    Applied,
    Defined,
    Delta,
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
)  # fmt: skip

LAYERS = ("^{[%d]}", "^{(%d)}", "_%d")
CAPITALS = {"x": "XAU", "W": "WVB", "z": "ZSO", "p": "PQ", "y": "YT"}


def any_story(chance: Random) -> Story:
    """A random document of any kind."""
    kinds = (entries, entries, vectors, neuron, rows, layers, decay, temperature)
    return chance.choice(kinds)(chance)


def rows(chance: Random) -> Story:
    """A batch as a matrix: Z = X W, softmax of each row or squares, a mean over rows or a sum."""
    style, letters = style_of(chance, True)
    bold = chance.random() < 0.6
    for name, capitals in CAPITALS.items():
        letter = chance.choice(capitals)
        letters[name], letters[f"{name}_entry"] = rf"\mathbf{{{letter}}}" if bold else letter, letter
    if chance.random() < 0.4:
        letters["p"], letters["p_entry"] = rf"\hat{{{letters['y']}}}", rf"\hat{{{letters['y_entry']}}}"
    softmax, mean = chance.random() < 0.6, chance.random() < 0.6
    x, w, z, p = Letter("x"), Letter("W"), Letter("z"), "p" if softmax else "z"
    entry, label = Letter(p, ("n", "k")), Letter("y", ("n", "k"))
    inner = Times((label, Applied("log", entry))) if softmax else Raised(Plus(((1, entry), (-1, label))), 2)
    total = Sum("n", "N", Sum("k", "K", inner))
    whole = Times((Over(ONE, Size("N")), total)) if mean else total
    definitions = [Defined("z", (), (), Times((x, w)))]
    definitions += [Defined("p", (), (), Softmax(z))] if softmax else []
    definitions.append(Defined("L", (), (), negative(whole) if softmax else whole))
    top = ONE if softmax else Number(2)
    scale = (Over(top, Size("N")),) if mean else () if softmax else (top,)

    def scaled(*factors: Part) -> Part:
        return Times((*scale, *factors)) if len(scale) + len(factors) > 1 else factors[0]

    error = Plus(((1, Letter(p)), (-1, Letter("y"))))
    claims: list[Claimed] = [
        (Slope(Letter("L"), z), scaled(error)),
        (Slope(Letter("L"), w), scaled(Turned(x), error)),
        (Slope(Letter("L"), x), scaled(error, Turned(w))),
    ]
    words = rf"Here ${letters['x']} \in \mathbb{{R}}^{{N \times D}}$, ${letters['W']} \in \mathbb{{R}}^{{D \times K}}$."
    words += " The softmax is taken of each row; the rows of the labels are one-hot." if softmax else ""
    return Story(style, definitions, {"x": ("N", "D"), "W": ("D", "K"), "y": ("N", "K")}, claims, "y", True, words)


def layers(chance: Random) -> Story:
    """Numbered layers of columns: z^{[1]} = W^{[1]} x, a^{[1]} = f(z^{[1]}), z^{[2]} = W^{[2]} a^{[1]}."""
    story = vectors(chance, hidden=True)
    mark = chance.choice(LAYERS)
    numbered = {"z": "z1", "a": "a1", "W": "W1", "b": "b1", "o": "z2", "V": "W2"}
    letters = {role: letter[0] + mark % int(letter[1]) for role, letter in numbered.items()}
    letters |= {"x": "x", "y": "y", "p": r"\hat{y}", "L": chance.choice("LJC")}
    turned = {f"{role}_turned": letters[role].replace("}", "T}") for role in "WV"} if mark[0] == "^" else {}
    style = replace(story.style, letters={**letters, **turned}, transpose="^T")
    words = "Here $y$ is a one-hot label." if story.style.letters["p"] and chance.random() < 0.5 else ""
    return replace(story, style=style, words=words)


def decay(chance: Random) -> Story:
    """A layer with (λ/2) Σ W² in its loss."""
    story = entries(chance, hidden=False, batch=False)
    *before, loss = story.definitions
    squares = Sum("i", "K", Sum("j", "D", Raised(Letter("W", ("i", "j")), 2)))
    lam = Letter("lam")
    whole = Defined("L", (), (), _plus(loss.part, Times((Over(lam, Number(2)), squares))))
    claims = [(left, _with_decay(left, right, lam)) for left, right in story.claims]
    letters = {**story.style.letters, "lam": chance.choice((r"\lambda", r"\alpha", r"\beta"))}
    style = replace(story.style, letters=letters)
    return replace(story, style=style, definitions=[*before, whole], axes={**story.axes, "lam": ()}, claims=claims)


def _with_decay(left: Part, right: Part, lam: Letter) -> Part:
    by_weight = isinstance(left, Slope) and left.below.name == "W"
    return _plus(right, Times((lam, left.below))) if by_weight and isinstance(left, Slope) else right


def _plus(first: Part, second: Part) -> Part:
    return Plus((*first.terms, (1, second))) if isinstance(first, Plus) else Plus(((1, first), (1, second)))


def temperature(chance: Random) -> Story:
    """p_i = e^{z_i / τ} / Σ_k e^{z_k / τ}."""
    style, _ = style_of(chance, False)
    style = replace(style, letters={**style.letters, "tau": chance.choice((r"\tau", "T", r"\theta"))})
    i, j, k = chance.choice(("ijk", "kji", "jki"))
    tau = Letter("tau")

    def power(index: str) -> Part:
        return Applied("exp", Over(Letter("z", (index,)), tau))

    def p(index: str) -> Letter:
        return Letter("p", (index,))

    definitions = [
        Defined("p", (i,), ("K",), Over(power(i), Sum(k, "K", power(k)))),
        Defined("L", (), (), negative(Sum(k, "K", Times((Letter("y", (k,)), Applied("log", p(k))))))),
    ]
    over = Over(ONE, tau)
    slope = Times((over, p(i), Plus(((1, Delta(i, j)), (-1, p(j))))))
    claims: list[Claimed] = [
        (Slope(p(i), Letter("z", (j,))), slope),
        (Slope(Letter("L"), Letter("z", (i,))), Times((over, Plus(((1, p(i)), (-1, Letter("y", (i,)))))))),
        (Slope(Letter("L"), p(k)), negative(Over(Letter("y", (k,)), p(k)))),
        (Sum(k, "K", p(k)), ONE),
    ]
    words = f"Here ${style.letters['y']}$ is a one-hot label." if chance.random() < 0.5 else ""
    axes: dict[str, tuple[str, ...]] = {"z": ("K",), "y": ("K",), "tau": ()}
    return Story(style, definitions, axes, claims, "y", False, words, ("tau",))
