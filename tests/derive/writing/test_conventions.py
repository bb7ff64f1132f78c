"""Conventions: letters, notations of books, layouts, colours; what is printed says the same in other letters."""

import random
import re
from functools import cache
from itertools import product

import numpy as np
import pytest
from math_core import LatexToMathML

from derive.errors import UnsupportedFormula, UsageError
from derive.gradient.derivation import Formula
from derive.network.building import classifier, stack
from derive.network.definitions import Definition, Network
from derive.network.partial import Partial
from derive.network.spelling import NAMED_LETTERS, Letter
from derive.writing.colours import PALETTE, colour_names, without_colours
from derive.writing.conventions import Conventions
from derive.writing.latex import definition_latex, formula_latex, name_latex, spelled_letter
from derive.writing.letters import read_letter
from derive.writing.matrix_form import matrix_form
from derive.writing.naming import ShownName
from derive.writing.notations import NOTATIONS
from derive.writing.spelled_tensors import own_letter
from derive.writing.text import definition_text, formula_text, named_text, text
from derive.writing.turning import LAYOUTS

from ..brute_force import filled, random_values
from ..zoo.catalogue import ENTRIES, FORMULAS
from ..zoo.stages import derived
from .test_matrix_form import value_of

NETWORKS = {
    "one layer": classifier(bias=True),
    "one sample": classifier(batch=False, bias=True),
    "two hidden layers": classifier(hidden=("tanh", "relu"), bias=True),
    "one hidden layer, penalty": classifier(hidden=("tanh",), bias=True, l2="1/100"),
    "one output": classifier(loss="sigmoid", bias=True),
    "regression": classifier(loss="squared"),
    "residual": stack(["residual", "dense 4", "tanh", "dense"], "dense", bias=True),
    "layer norm": stack("dense 4", "layer norm", "tanh", "dense"),
}


@cache
def gradients() -> tuple[tuple[Network, Formula], ...]:
    """The gradient by each parameter of some of the networks above, with its network."""
    some = [NETWORKS[title] for title in ("one layer", "one sample", "two hidden layers", "one output")]
    return tuple((n, n.gradient(t.name).formula) for n in some for t in n.parameters)


BOOKS = {
    "ng": (
        r"z^{(i)}_j &= \sum_{k=1}^{n_x} W_{jk} x^{(i)}_k + b_j",
        r"\frac{\partial J}{\partial W_{jk}} = \frac{1}{m} \sum_{i=1}^{m} "
        r"\left(\hat{y}^{(i)}_j - y^{(i)}_j\right) x^{(i)}_k",
        r"\frac{\partial J}{\partial W} = \frac{1}{m} \left(\hat{Y} - Y\right) X^\top",
    ),
    "bishop": (
        r"a_{nk} &= \sum_{i=1}^{D} w_{ki} x_{ni} + w_{k0}",
        r"\frac{\partial E}{\partial w_{ki}} = \frac{1}{N} \sum_{n=1}^{N} \left(y_{nk} - t_{nk}\right) x_{ni}",
        r"\frac{\partial E}{\partial \mathbf{W}} = \frac{1}{N} \left(\mathbf{Y} - \mathbf{T}\right)^\top \mathbf{X}",
    ),
    "nielsen": (
        r"z^{x,2}_j &= \sum_{k=1}^{D} w^{2}_{jk} a^{x,1}_k + b^{2}_j",
        r"\frac{\partial C}{\partial w^{2}_{jk}} = \frac{1}{n} \sum_{x=1}^{n} "
        r"\left(a^{x,2}_j - y^{x}_j\right) a^{x,1}_k",
        r"\frac{\partial C}{\partial w^{2}} = \frac{1}{n} \left(A^{2} - Y\right) A^{1\top}",
    ),
    "d2l": (
        r"o_{ij} &= \sum_{r=1}^{d} W_{rj} x_{ir} + b_j",
        r"\frac{\partial L}{\partial W_{rj}} = \frac{1}{n} \sum_{i=1}^{n} \left(\hat{y}_{ij} - y_{ij}\right) x_{ir}",
        r"\frac{\partial L}{\partial \mathbf{W}} = \frac{1}{n} "
        r"\mathbf{X}^\top\left(\mathbf{\hat{Y}} - \mathbf{Y}\right)",
    ),
    "goodfellow": (
        r"z_{ik} &= \sum_{j=1}^{n} W_{jk} x_{ij} + b_k",
        r"\frac{\partial J}{\partial W_{jk}} = \frac{1}{m} \sum_{i=1}^{m} "
        r"\left(\hat{y}_{ik} - y_{ik}\right) x_{ij}",
        r"\frac{\partial J}{\partial \boldsymbol{W}} = \frac{1}{m} \boldsymbol{X}^\top"
        r"\left(\boldsymbol{\hat{Y}} - \boldsymbol{Y}\right)",
    ),
}
IN_MATRICES = {
    ("rows", "one layer"): "Z = X Wᵀ + 1_N bᵀ",
    ("columns", "one layer"): "Z = W X + b 1_Nᵀ",
    ("xw", "one layer"): "Z = X W + 1_N bᵀ",
    ("rows", "one sample"): "z = W x + b",
    ("columns", "one sample"): "z = W x + b",
    ("xw", "one sample"): "z = Wᵀ x + b",
    ("columns", "one output"): "Z = wᵀ X + b 1_Nᵀ",
}
REFUSED = {
    r"p=\href{https://example.org}{y}": r"holds '\\\\href'",
    r"p=\input{x}": r"holds '\\\\input'",
    r"p=\hat{y": "ends too early",
    r"p=\hat{y}}": "holds '}'",
    "p=%": "holds '%'",
    r"p=\mathcal{y}": "has capitals alone",
    r"p=\mathbb{\theta}": "has capitals alone",
    "p=a b": "holds 'b'",
    "p=a^2": r"holds '\^'",
    "p=ÿ": "holds 'ÿ'",
    "p=y": "p is to be written y, which is the letter of y already",
    "z=P": "z is to be written P, which is the letter of p already",
    "p=k": "p is to be written k, which is an index of the classes",
    "p=N": "p is to be written N, which is the number of samples",
    "p=e": "p is to be written e, which is the base of the exponential",
    r"W=\delta": r"W is to be written \\delta, which is the Kronecker delta",
    "k=x": "k is to be written x, which is the letter of x already",
    "k=i,n=i": "k is to be written i, which is an index of the samples already",
    "q=a": "nothing is named 'q'",
    "p": "cannot be read",
    "p=": "cannot be read",
    "p=a,p=b": "two letters for 'p'",
    "p=" + "\\hat{" * 20 + "y": "has 101 characters",
}


def spelled(network: Network, letters: str = "", notation: str = "", layout: str = "", colour: bool = False) -> Network:
    """The network written in these conventions."""
    return Conventions.parse(letters, notation, layout, colour).spell(network)


@pytest.mark.parametrize("book", BOOKS)
def test_a_named_set_writes_what_its_book_writes(book: str) -> None:
    """The logit, the gradient by the weights and its matrix form, in each book's letters, marks and layout."""
    network = spelled(NETWORKS["one layer"], notation=book)
    logit, by_weights, in_matrices = BOOKS[book]
    derivation = network.gradient("W")
    assert logit in network.latex
    assert formula_latex(derivation.formula, network) == by_weights
    assert matrix_form(derivation.formula, network).equation_latex() == in_matrices


def test_layers_are_numbered_from_the_structure() -> None:
    """Nielsen counts the input as layer 1, the others count weights; the output keeps its own letter."""
    network = NETWORKS["two hidden layers"]
    text = str(spelled(network, notation="ng"))
    assert "z^[3](i)_j = Σ_s W^[3]_js a^[2](i)_s + b^[3]_j" in text
    assert "a^{x,4}_j = exp(z^{x,4}_j)" in str(spelled(network, notation="nielsen"))
    assert "a⁽³⁾_nk = Σ_l w⁽³⁾_kl z⁽²⁾_nl + w⁽³⁾_k0" in str(spelled(network, notation="bishop"))


@pytest.mark.parametrize("written", REFUSED)
def test_hostile_and_ambiguous_letters_are_refused(written: str) -> None:
    """Only a declared part of LaTeX is a letter; one letter stands for one thing; the message says what is wrong."""
    with pytest.raises(UsageError, match=REFUSED[written]):
        spelled(NETWORKS["one layer"], written)


def test_an_index_that_takes_anothers_letter_pushes_that_away() -> None:
    """k written j: what was j is no longer written j."""
    text = str(spelled(NETWORKS["one layer"], "k=j"))
    assert "p_nj = exp(z_nj) / Σ_k exp(z_nk)" in text


def test_one_letter_for_all_layers() -> None:
    """A letter for W is one for the W of every layer; a name is stronger than a letter."""
    text = str(spelled(NETWORKS["two hidden layers"], r"W=\theta,W2=V"))
    assert "θ⁽¹⁾_hd" in text and "V⁽²⁾_rh" in text and "θ⁽³⁾_kr" in text


def test_any_permutation_of_letters_can_be_renamed_back() -> None:
    """An adversary deals the tensors' letters out anew: renamed back, the LaTeX is what it was, formula by formula."""
    dice, greek = random.Random(7), [name for name in NAMED_LETTERS if name not in ("delta", "alpha", "sigma", "ell")]
    for network in NETWORKS.values():
        for _ in range(3):
            names = [t.name for t in network.tensors]
            letters = dict(zip(names, dice.sample(greek, len(names)), strict=True))
            other = spelled(network, ",".join(f"{name}=\\{letter}" for name, letter in letters.items()))
            for plain, written in zip(network.definitions, other.definitions, strict=True):
                found = definition_latex(written, other)
                back = {rf"\{letter}": plain_letter(network, name) for name, letter in letters.items()}
                assert spaces_aside(renamed(found, back)) == spaces_aside(definition_latex(plain, network))


def renamed(latex: str, letters: dict[str, str]) -> str:
    """LaTeX with other commands in the place of these."""
    return re.sub(r"\\[A-Za-z]+", lambda word: letters.get(word[0], word[0]), latex)


def plain_letter(network: Network, name: str) -> str:
    """The letter of a tensor without a spelling, as LaTeX."""
    return spelled_letter(own_letter(network.tensor(name)))


def spaces_aside(latex: str) -> str:
    """LaTeX without the spaces, which depend on whether a letter is a command."""
    return latex.replace(" ", "")


def test_own_letters_are_written_as_without_a_spelling() -> None:
    """The layout ``rows`` is today's: every definition, gradient and matrix form is what it is without conventions."""
    for network, formula in gradients():
        other = spelled(network, layout="rows")
        formulas: list[Formula | Definition] = [formula, *network.definitions]
        for one in formulas:
            assert formula_latex(one, network) == formula_latex(one, other)
            assert formula_text(one, network) == formula_text(one, other)
            assert in_matrices(one, network) == in_matrices(one, other)


def in_matrices(formula: Formula | Definition, network: Network) -> tuple[str, str, str]:
    """The matrix form in LaTeX and text, with its shapes; empty where there is none."""
    try:
        form = matrix_form(formula, network)
    except UnsupportedFormula:
        return "", "", ""
    return form.equation_latex(), form.equation_text(), form.shapes_text()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_matrix_form_is_true_in_its_layout(layout: str) -> None:
    """The printed tree, evaluated with its letters' arrays laid out, has the entries that loops over indices give."""
    tried = 0
    pairs: list[tuple[Network, Formula | Definition]] = [*gradients()]
    pairs += [(n, d) for n in NETWORKS.values() for d in n.definitions]
    pairs += [(entry.network, derived(entry, text).formula) for entry, text in FORMULAS[::5]]
    for network, formula in pairs:
        other = spelled(network, layout=layout)
        try:
            form = matrix_form(formula, other)
        except UnsupportedFormula:
            continue
        try:
            values = random_values(network, 3)
            expected = filled(formula, values, network)
            found = value_of(form.body, values)
        except (KeyError, ValueError):  # a function that the evaluation does not know, or the logarithm of less than 0
            continue
        expected = expected.reshape(expected.shape + (1,) * (2 - expected.ndim))
        lies = found.shape != expected.shape or not np.allclose(found, expected, rtol=1e-10, atol=0)
        turned = is_turned(formula, other)
        assert np.allclose(found, expected.T if turned else expected, rtol=1e-10, atol=0), (layout, formula)
        assert turned or not lies
        tried += 1
    assert tried > 60


def is_turned(formula: Formula | Definition, network: Network) -> bool:
    """True where the letter on the left stands for the transpose."""
    left = formula.left
    sides = (left.numerator, left.denominator) if isinstance(left, Partial) else (left,)
    tensors = [t for side in sides for t in network.tensors_in(side) if t.axes]
    assert network.spelling is not None
    found = [s.turned for t in tensors if (s := network.spelling.tensor(t.name))]
    return found == [True]


@pytest.mark.parametrize(("layout", "title"), IN_MATRICES)
def test_the_layouts_in_matrices(layout: str, title: str) -> None:
    """Z = X Wᵀ, Z = W X, Z = X W, each with its bias."""
    network = spelled(NETWORKS[title], layout=layout)
    form = matrix_form(network.definitions[0], network)
    assert form.equation_text() == IN_MATRICES[layout, title]


@pytest.mark.parametrize(("book", "layout"), list(product(["", *NOTATIONS], ["", *LAYOUTS])))
def test_every_network_can_be_written_in_every_notation(book: str, layout: str) -> None:
    """The whole zoo: no two tensors share a letter and indices, no letter is refused by the converter to MathML."""
    convert = LatexToMathML().convert_with_local_state
    networks = [*NETWORKS.values(), *(entry.network for entry in ENTRIES[:: 1 if not layout else 9])]
    for network in networks:
        other = spelled(network, notation=book, layout=layout, colour=book == "d2l")
        signs: dict[str, str] = {}
        for tensor in other.tensors:
            element = definition_text_of(other, tensor.name)
            assert signs.setdefault(element, tensor.name) == tensor.name
        if not layout:
            for definition in other.definitions:
                assert convert(without_colours(definition_latex(definition, other)), displaystyle=True)


def definition_text_of(network: Network, name: str) -> str:
    """The general element of a tensor, as text."""
    tensor = network.tensor(name)
    return text(tensor.at(*tensor.indices), network)


def test_letters_are_read_from_a_small_part_of_latex() -> None:
    """Accents, fonts, Greek, words below; what is read is written as it was."""
    same = (r"\hat{y}", r"\mathbf{W}", r"\theta", "z_o", r"z_{\mathrm{out}}", r"\hat{\mathbf{y}}", r"\vec{x}", r"\ell")
    for written in same:
        letter = read_letter(written)
        below = letter.subscripts[0] if letter.subscripts else ""
        shown = spelled_letter(letter) + (f"_{{{below}}}" if len(below) > 1 else f"_{below}" if below else "")
        assert shown == written
    assert read_letter(r"\bm{h}") == Letter("h", ("boldsymbol",)) == read_letter(r"\bm h")


def test_whatever_is_written_is_a_letter_or_a_mistake() -> None:
    """Tokens thrown together: what is taken can be typeset as it is, as an entry and as a whole."""
    dice, convert = random.Random(11), LatexToMathML().convert_with_local_state
    tokens = [
        *"yWq1{}{}{}_^&%$#~\\ ",
        r"\hat",
        r"\vec",
        r"\mathbf",
        r"\mathcal",
        r"\bm",
        r"\mathrm",
        r"\theta",
        r"\Gamma",
        r"\frac",
        r"\text",
    ]
    taken = 0
    for _ in range(4000):
        written = "".join(dice.choices(tokens, k=dice.randint(1, 6)))
        try:
            letter = read_letter(written)
        except UsageError:
            continue
        taken += 1
        for form in (letter, letter.lowered(), letter.raised_to_capital()):
            name = ShownName(form.base, None, (*form.subscripts, "k"), form)
            assert convert(name_latex(name), displaystyle=False)
            assert named_text(name).isprintable()
    assert taken > 100


def test_colours_name_every_tensor_and_can_be_taken_away() -> None:
    """A tensor has one colour wherever it stands; without colours the LaTeX is what it was."""
    network = NETWORKS["two hidden layers"]
    coloured, plain = spelled(network, colour=True), spelled(network, layout="rows")
    for one, other in zip(coloured.definitions, plain.definitions, strict=True):
        written = definition_latex(one, coloured)
        places = [network.tensors.index(t) for t in network.tensors_in(one.value + one.left)]
        assert set(colour_names(written)) == {f"bp-tensor-{place}" for place in places}
        assert without_colours(written) == definition_latex(other, plain)
        assert "textcolor" not in definition_text(one, coloured)


def test_colours_can_be_read_on_light_and_on_dark_paper() -> None:
    """Each has a contrast of at least 4.5 to 1 against the page's white and its dark grey."""
    for light, dark in PALETTE:
        assert contrast(light, "ffffff") >= 4.5 and contrast(dark, "1b1e24") >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG defines it."""
    dim, bright = sorted(map(luminance, (one, other)))
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_engine_computes_as_before() -> None:
    """Every step is the same formula by the same rule, whatever it is written in."""
    plain = NETWORKS["one layer"]
    other = spelled(plain, r"p=\pi,k=i", "nielsen", "xw", colour=True)
    for one, same in zip(plain.gradient("W").steps, other.gradient("W").steps, strict=True):
        assert [str(side) for side in (one.left, one.before, one.after)] == [
            str(side) for side in (same.left, same.before, same.after)
        ]
        assert one.rule == same.rule
        assert one.check.proved == same.check.proved
