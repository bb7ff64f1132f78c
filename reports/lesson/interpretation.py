"""What a gradient says in words: error times input, carried back, times slopes; and why it became so simple."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sympy as sp

from derive.gradient.derivation import Derivation, Step
from derive.network.definitions import Network
from derive.network.functions import function_of
from derive.network.partial import Partial
from derive.network.tensors import Tensor
from derive.writing.latex import latex

from .blocks import Inline, Math, Paragraph, Words, inline
from .factors import Factors, Slope, Term, skeleton
from .notation import general_element, in_words, listed, meaning
from .stage_words import over

Sentence = tuple[Inline, ...]
SAID_FIRST, RIGHT_FIRST = "what the network says minus what is right", "what is right minus what the network says"
TEACHES = (
    "A sample on which the network is right teaches nothing; an input of 0 leaves {weight} as it is; and for a "
    "positive input {weight} goes down where the network says too much, and up where it says too little."
)


class Interpretation:
    """Speaks about the gradients of one network; silent about what it cannot say."""

    def __init__(self, network: Network, derivations: Iterable[Derivation]) -> None:
        self.network, self.derivations = network, tuple(derivations)
        self.factors, self.said = Factors(network, self.derivations), set[str]()

    def paragraphs(self, value: sp.Expr, wrt: Tensor) -> Iterator[Paragraph]:
        """The terms of a gradient by ``wrt``, each in a paragraph; none where one of them has something unknown."""
        terms = sorted(self.factors.terms(value, wrt), key=lambda term: term.is_penalty)
        if all(term.told or term.is_penalty for term in terms):
            for term in terms:
                yield Paragraph(self._penalty(term) if term.is_penalty else self._of_data(term, wrt))

    def _of_data(self, term: Term, wrt: Tensor) -> Sentence:
        sentences = (
            self._headline(term),
            self._error(term),
            *self._way_back(term),
            *self._input(term, wrt),
            *self._numbers(term),
            *self._moral(term, wrt),
        )
        return tuple(part for sentence in sentences for part in (*sentence, Words(" ")))[:-1]

    def _headline(self, term: Term) -> Sentence:
        parts = ["the error" if term.answer is None else "the answer of the loss"]
        parts += ["carried back"] if term.goes_back else []
        said = ", ".join(parts)
        if term.inputs:
            said += f"{',' if term.goes_back else ''} times the input"
        elif term.added and not term.goes_back:
            said += " alone"
        return inline("In words: {said}{averaged}.", said=said, averaged=self._averaged(term))

    def _averaged(self, term: Term) -> str:
        """Over which axes: those with a sum and 1/size, and the sum of the losses over the samples."""
        divisors = sp.Mul.make_args(sp.denom(term.coefficient))
        mean = [axis.name for axis in self.network.axes if axis.size in term.summed and axis.size in divisors]
        total = self.network.definition(self.network.output.name)
        added = [name for name in (over(total.value, self.network) if total else ()) if name not in mean]
        sizes = {axis.name: axis.size for axis in self.network.axes}
        summed = [name for name in added if sizes[name] in term.summed]
        words = [f"averaged over the {' and the '.join(mean)}"] if mean else []
        words += [f"summed over the {' and the '.join(summed)}"] if summed else []
        return "".join(f", {word}" for word in words)

    def _error(self, term: Term) -> Sentence:
        if term.error is not None:
            said = self._once(": " + (RIGHT_FIRST if term.right_first else SAID_FIRST))
            return inline("The error is {error}{said}.", error=self._math(term.error), said=said)
        if term.answer is not None:
            leaf, stage = term.answer
            return inline("{leaf} is how the loss answers to the {stage}.", leaf=self._math(leaf), stage=meaning(stage))
        ways = in_words(term.ways)
        return inline(
            "The error, {said}, comes back on {ways} ways, whose parts are added.", said=SAID_FIRST, ways=ways
        )

    def _way_back(self, term: Term) -> Iterator[Sentence]:
        """The weights above, the slopes of functions, and what else stands between."""
        if term.back_through:
            through = listed([(self._math(weight),) for weight in term.back_through])
            yield inline("It comes back through {through}, the same way that the values went forward.", through=through)
        for slope in term.slopes:
            yield self._slope(slope)
        if term.between:
            factors = listed([(self._math(factor),) for factor in term.between])
            yield inline("On the way it is multiplied with {factors}.", factors=factors)
        if term.divided_by:
            divisors = listed([self._named(divisor) for divisor in term.divided_by])
            yield inline("On the way it is divided by {divisors}.", divisors=divisors)

    def _slope(self, slope: Slope) -> Sentence:
        lesson, step = slope.function.lesson, function_of(slope.value)
        return inline(
            "{slope} is the slope of {function} at {at}: where it is {small} of the error comes back.",
            small="0, nothing" if step is not None and step.jumps else "near 0, little",
            slope=self._math(slope.value),
            function=(lesson.called if lesson else "") or slope.function.name,
            at=general_element(slope.at, self.network),
        )

    def _input(self, term: Term, wrt: Tensor) -> Iterator[Sentence]:
        entry = general_element(wrt, self.network)
        if term.inputs:
            factors = listed([(self._math(factor),) for factor in term.inputs])
            yield inline("{factors} is what {entry} is multiplied with.", factors=factors, entry=entry)
        elif term.added:
            yield inline("{entry} is added whatever comes in, as if its input were 1.", entry=entry)

    def _numbers(self, term: Term) -> Iterator[Sentence]:
        """Where a 2 or a logarithm in front of the formula comes from."""
        powers = {power.exp for d in self.network.definitions for power in d.value.atoms(sp.Pow) if power.base.is_Add}
        number = term.coefficient.as_coeff_Mul()[0]
        if number == 2 and 2 in powers and term.error is not None:
            yield inline("The 2 is that of the square, whose derivative is twice the error.")
        if term.coefficient.has(sp.log):
            scale = sp.Mul(*(part for part in sp.Mul.make_args(term.coefficient) if part.has(sp.log)))
            yield inline("{scale} comes from the base of the logarithm.", scale=self._math(scale))

    def _moral(self, term: Term, wrt: Tensor) -> Iterator[Sentence]:
        """What follows for learning; said where it is seen first."""
        direct = bool(term.inputs) and not (term.goes_back or term.right_first) and term.coefficient.is_positive
        if term.error is not None and direct and self._once(TEACHES):
            yield inline(TEACHES, weight=general_element(wrt, self.network))

    def _once(self, words: str) -> str:
        """The words where they have not been said before."""
        if words in self.said:
            return ""
        self.said.add(words)
        return words

    def _penalty(self, term: Term) -> Sentence:
        own = term.own
        pull = term.coefficient * own
        harder = "the harder the larger it is" if isinstance(own, (sp.Indexed, sp.Symbol)) else "always equally hard"
        return inline(
            "{pull} comes from the penalty, whatever the data say: it pulls each entry towards 0, {harder}.",
            pull=self._math(pull),
            harder=harder,
        )

    def _named(self, element: sp.Expr) -> Sentence:
        tensor = next(self.network.tensors_in(element))
        return (Words(f"the {meaning(tensor)} "), self._math(element))

    def _math(self, node: sp.Expr) -> Math:
        return Math(latex(node, self.network))

    def why_simple(self) -> Iterator[Paragraph]:
        """Why only the error is left of a loss and of the function before it, where a denominator and a factor cancel.

        That is so where the loss's answer to a stage divides by it, and its answer to the stage below is an error.
        """
        steps = {str(step.left): step for d in self.derivations for step in d.steps}
        by_name = {d.wrt.name: d for d in self.derivations}
        for definition in self.network.definitions:
            upper, above = definition.tensor, by_name.get(definition.tensor.name)
            below = [t for t in self.network.tensors_in(definition.value) if t.name in by_name]
            if above is None or len(below) != 1 or not _divides(above.formula.value, upper):
                continue
            term = next(self.factors.terms(by_name[below[0].name].formula.value, below[0]))
            local = next((s for s in steps.values() if _is_about(s, upper, below[0], self.network)), None)
            if term.error is not None and not term.goes_back and local is not None:
                yield Paragraph(self._cancelling(above, local, by_name[below[0].name], upper))

    def _cancelling(self, above: Derivation, local: Step, result: Derivation, upper: Tensor) -> Sentence:
        lower = result.wrt
        return inline(
            "Why so simple? By itself the loss answers to the {upper} by {above}: the derivative of the logarithm puts "
            "them below the line, so a small one counts much. And the {upper} answer to the {lower} by {local}, "
            "where the same factor stands above the line. In the product it cancels, and of both only the error is "
            "left: {result}. With a loss that has no logarithm the slope {local_factor} would stay, and where it is "
            "near 0, a network that is badly wrong would hardly learn.",
            upper=meaning(upper),
            lower=meaning(lower),
            above=Math(latex(above.formula.value, self.network)),
            local=Math(latex(local.after, self.network)),
            local_factor=Math(latex(local.left, self.network)),
            result=Math(latex(result.formula.value, self.network)),
        )


def _divides(value: sp.Expr, tensor: Tensor) -> bool:
    """True where an element of the tensor stands in a denominator."""
    name = sp.Symbol(tensor.name, real=True)
    powers = [power for power in skeleton(value).atoms(sp.Pow) if power.exp.is_negative]
    return any(name in power.base.free_symbols for power in powers)


def _is_about(step: Step, upper: Tensor, lower: Tensor, network: Network) -> bool:
    names = [next(network.tensors_in(part)).name for part in step.left.args[:2]]
    return isinstance(step.left, Partial) and names == [upper.name, lower.name]
