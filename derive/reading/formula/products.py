"""Products: what stands side by side. Here it is settled how far a sum, a logarithm, a slash reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...network.functions import FUNCTIONS
from .derivatives import derivative_operator, gradient, is_d, is_derivative_operator, split_derivative
from .functions import function_of, unknown_function
from .indicators import indicator, indicator_of
from .letters import content
from .nodes import Bracket, Chain, Mark, Name, Node, Number, Operator, Part, Product, Scripted, Word, lone, walk
from .rejection import RejectedFormula, ambiguous
from .sums import sum_over
from .values import Value, divided, dotted, hadamard, multiplied, reciprocal

if TYPE_CHECKING:
    from .resolver import Resolver

PREFIXES = {"sum", "prod"}
APPLIED = {
    "log", "ln", "lg", "exp", "tanh", "sinh", "cosh", "sin", "cos", "tan", "max", "min", "argmax", "argmin", "sigmoid",
    "softmax", "diag", "relu", "sqrt",
}  # fmt: skip


@dataclass
class Stream:
    """The factors of one product, read from left to right."""

    parts: tuple[Part, ...]
    place: int = 0

    def peek(self, ahead: int = 0) -> Part | None:
        """The factor that comes next, or after that."""
        place = self.place + ahead
        return self.parts[place] if place < len(self.parts) else None

    def take(self) -> Part:
        """The next factor."""
        part = self.parts[self.place]
        self.place += 1
        return part

    @property
    def beside(self) -> Part | None:
        """The next factor, where nothing but space joins it to the one before."""
        part = self.peek()
        return part if part is not None and not part.joined else None


def product(resolver: Resolver, node: Product) -> Value:
    """The value of a product."""
    return _factors(resolver, Stream(node.parts))


def _factors(resolver: Resolver, stream: Stream) -> Value:
    """Everything to the end of the product."""
    if stream.peek() is None:
        raise RejectedFormula("nothing follows an operator", stream.parts[-1].at)
    result: Value | None = None
    divided_at = -1
    while (part := stream.peek()) is not None:
        at, joined, negative = part.at, part.joined, part.negative
        if divided_at >= 0 and not joined and not _is_sum(part.factor):
            raise ambiguous(
                "a slash followed by factors side by side", at, "only the first factor is below the slash",
                "all of them are", hint=r"use \frac{…}{…} or brackets",
            )  # fmt: skip
        if result is not None and not joined and isinstance(part.factor, Number):
            raise RejectedFormula("a number stands behind a factor without a sign between", at, hint=r"write \cdot")
        value = _operand(resolver, stream)
        value = Value(-value.expression, value.row, value.column) if negative else value
        result = value if result is None else _combined(result, value, joined, at)
        divided_at = at if joined == "/" else -1
    assert result is not None
    return result


def _combined(left: Value, right: Value, joined: str, at: int) -> Value:
    if joined == "/":
        return divided(left, right, at)
    if joined in ("odot", "oslash"):
        return hadamard(left, right if joined == "odot" else reciprocal(right), at)
    if joined == "star" and not left.scalar and not right.scalar:
        raise ambiguous(
            "* between vectors or matrices",
            at,
            "a product entry by entry",
            "a product of matrices",
            hint=r"write \odot, or nothing",
        )
    return dotted(left, right, at) if joined in ("*", "star") else multiplied(left, right, at)


def _operand(resolver: Resolver, stream: Stream) -> Value:
    """One factor, with the argument or body that it takes from what follows."""
    part = stream.take()
    node = part.factor
    head = _operator_of(node)
    if head is not None:
        return _operator(resolver, stream, node, head)
    if is_derivative_operator(node):
        return derivative_operator(resolver, node, argument(resolver, stream, "the derivative"))
    if isinstance(node, Mark) or (isinstance(node, Scripted) and isinstance(node.base, Mark)):
        return indicator(resolver, node, stream)
    if resolver.plain:
        partial = _plain_derivative(resolver, stream, node)
        if partial is not None:
            return partial
    if isinstance(node, Bracket) and node.kind == "[" and node.content.relations:
        return indicator_of(resolver, node.content, node.at)
    if isinstance(node, Number) and node.text == "1" and _is_condition(stream.beside):
        return indicator_of(resolver, stream.take().factor.content, node.at)  # type: ignore[attr-defined]
    if isinstance(node, Word) and _bracket(stream.beside) is not None:
        raise ambiguous(
            f"the word {node.text[:30]} before a bracket", node.at, "a function", "a product",
            hint="the functions that are read are " + ", ".join(sorted(FUNCTIONS)),
        )  # fmt: skip
    name = _name_of(node)
    if isinstance(node, Name) and name is not None and name.letter == "Delta" and isinstance(_beside(stream), Name):
        raise ambiguous(
            "Δ before a letter",
            node.at,
            "the change of the letter",
            "a product with Δ",
            hint=r"write w_{ij} := w_{ij} - …",
        )
    if is_d(node) and not resolver.declared("d") and _beside(stream) is not None:
        raise ambiguous(
            "d before a letter", node.at, "a gradient or differential", "a product with d",
            hint=r"write \frac{\partial L}{\partial z}, or declare d",
        )  # fmt: skip
    if name is not None and isinstance(_bracket(stream.beside), Bracket):
        return _called(resolver, stream, node, name)
    return resolver.value(node)


def _operator_of(node: Node) -> Operator | None:
    base = node.base if isinstance(node, Scripted) else node
    base = lone(base) or base
    return base if isinstance(base, Operator) else None


def _is_sum(node: Node) -> bool:
    head = _operator_of(node)
    return head is not None and head.name in PREFIXES


def _operator(resolver: Resolver, stream: Stream, node: Node, head: Operator) -> Value:
    if head.name in PREFIXES:
        if resolver.plain and isinstance(_bracket(stream.beside), Bracket):
            return sum_over(resolver, node, head, None, stream.take().factor)
        return sum_over(resolver, node, head, lambda: _factors(resolver, stream))
    if head.name == "nabla":
        return gradient(resolver, node, argument(resolver, stream, "∇"))
    if head.name == "partial":
        return _slashed_derivative(resolver, stream, node)
    if head.name in APPLIED or head.name in FUNCTIONS:
        return function_of(resolver, node, head, stream)
    raise RejectedFormula(f"the operator {head.name} is not read here", node.at)


def argument(resolver: Resolver, stream: Stream, name: str) -> Value:
    """What a function is applied to: a bracket, or the one factor that follows; anything more is ambiguous."""
    following = stream.beside
    if following is None:
        at = stream.peek()
        raise RejectedFormula(f"{name} has no argument", at.at if at else stream.parts[-1].at)
    bracket = _bracket(following)
    if bracket is not None and isinstance(following.factor, Bracket):
        stream.take()
        return resolver.only(content(bracket.content), bracket.at)
    if bracket is not None:
        raise ambiguous(
            f"a power after the argument of {name}", following.at, f"the power of {name}(…)", f"{name} of the power",
        )  # fmt: skip
    sum_follows = _is_sum(following.factor)
    _refuse_power(following.factor, name)
    value = _operand(resolver, stream)
    after = stream.beside
    if after is not None and not sum_follows:
        raise ambiguous(
            f"{name} is followed by several factors without brackets", after.at,
            f"{name} of the first factor only", f"{name} of all of them",
        )  # fmt: skip
    return value


def _refuse_power(node: Node, name: str) -> None:
    """``log x^2`` has two readings; ``log e^x`` has one."""
    if not isinstance(node, Scripted) or node.superscript is None or name in ("∇", "the derivative"):
        return
    base, power = lone(node.base), lone(node.superscript)
    if (
        isinstance(base, Operator)
        or (isinstance(base, Name) and base.letter == "e")
        or isinstance(power, (Bracket, Mark))
    ):
        return
    if isinstance(power, Name) and power.letter == "T":
        return
    raise ambiguous(
        f"{name} followed by a power without brackets", node.at, f"{name} of the power", f"the power of {name}"
    )


def _bracket(part: Part | None) -> Bracket | None:
    if part is None:
        return None
    node = part.factor.base if isinstance(part.factor, Scripted) else part.factor
    return node if isinstance(node, Bracket) and node.kind in ("(", "[") else None


def _is_condition(part: Part | None) -> bool:
    r"""1\{i = j\}."""
    node = part.factor if part is not None else None
    return isinstance(node, Bracket) and node.kind in (r"\{", r"\lbrace") and bool(node.content.relations)


def _beside(stream: Stream) -> Node | None:
    return _name_of(stream.beside.factor) if stream.beside is not None else None


def _name_of(node: Node) -> Name | None:
    base = node.base if isinstance(node, Scripted) else node
    base = lone(base) or base
    if isinstance(base, Scripted):
        base = base.base
    return base if isinstance(base, Name) else None


def _called(resolver: Resolver, stream: Stream, node: Node, name: Name) -> Value:
    """A letter before a bracket: a product where the letter stands for numbers, a call where it is a function."""
    meaning = resolver.glossary[name.letter]
    bracket = _bracket(stream.beside)
    assert bracket is not None
    if name.letter == "e" and isinstance(node, Scripted) and node.superscript is not None:
        return resolver.value(node)
    primed = isinstance(node, Scripted) and node.subscript is None and isinstance(node.superscript, Mark)
    if name.letter == "sigma" and (primed or not isinstance(node, Scripted)) and not resolver.declared("sigma"):
        return function_of(resolver, node, Operator(name.at, "sigmoid"), stream)
    if meaning.role == "function" and not isinstance(node, Scripted):
        return unknown_function(meaning.name, argument(resolver, stream, name.letter))
    if meaning.role == "loss" and not _has_arithmetic(bracket.content):
        stream.take()
        return _loss_of(resolver, node, bracket)
    if bracket.kind == "[" and not resolver.plain:
        raise ambiguous(f"{name.letter}[…]", bracket.at, "a product", f"an element of {name.letter}")
    if (
        meaning.known
        or _is_element(resolver, node, name.letter)
        or name.letter in resolver.indices
        or name.letter in resolver.sizes
        or name.letter == "pi"
    ):
        if meaning.role == "loss" and not isinstance(node, Scripted):
            raise ambiguous(f"{name.letter}(…)", node.at, f"a product with {name.letter}", "the loss at an argument")
        return resolver.value(node)
    raise ambiguous(
        f"{name.letter}(…), where {name.letter} is not declared", node.at,
        f"the product of {name.letter} and the bracket",
        f"the function {name.letter} of what is in brackets", hint=f"declare {name.letter}",
    )  # fmt: skip


def _is_element(resolver: Resolver, node: Node, letter: str) -> bool:
    """δ_ij before a bracket, and an element of a layer, W^{(2)}_{kh}, where W has layers."""
    if not isinstance(node, Scripted) or node.subscript is None:
        return False
    layers = (name for name in resolver.glossary.letters if name != letter and name.rstrip("0123456789") == letter)
    return letter == "delta" or next(layers, None) is not None


def _loss_of(resolver: Resolver, node: Node, bracket: Bracket) -> Value:
    """L(y, p) is L; L(y^(n), p^(n)) is the loss L_n of one sample."""
    scripts = [inner for inner in walk(bracket) if isinstance(inner, Scripted)]
    if not scripts:
        return resolver.value(node)
    letters = {_sample_letter(inner) for inner in scripts}
    if len(letters) != 1 or "" in letters or isinstance(node, Scripted):
        raise ambiguous(
            "the loss of arguments with indices", bracket.at, "the loss of one sample", "the loss of entries"
        )
    return resolver.value(Scripted(node.at, node, Name(node.at, letters.pop()), None))


def _sample_letter(node: Scripted) -> str:
    inner = lone(node.superscript)
    if node.subscript is not None or not isinstance(inner, Bracket) or inner.kind != "(":
        return ""
    letter = lone(inner.content.sides[0])
    return letter.letter if isinstance(letter, Name) and len(letter.letter) == 1 else ""


def _has_arithmetic(chain: Chain) -> bool:
    """True unless only letters stand in the bracket, separated by commas or semicolons."""
    if chain.relations:
        return True
    for terms in chain.sides[0].items:
        if len(terms.terms) != 1 or terms.terms[0][0] or len(terms.terms[0][1].parts) > 1:
            return True
    return any(isinstance(node, (Number, Operator)) for node in walk(chain) if not isinstance(node, Scripted))


def _slashed_derivative(resolver: Resolver, stream: Stream, node: Node) -> Value:
    r"""``\partial L / \partial w``."""
    above, slash, below = stream.peek(), stream.peek(1), stream.peek(2)
    head = _operator_of(slash.factor) if slash is not None else None
    fits = above is not None and not above.joined and slash is not None and slash.joined == "/" and not slash.negative
    if not fits or head is None or head.name != "partial" or below is None or below.joined:
        raise RejectedFormula("∂ is read in ∂u/∂v only", node.at)
    assert above is not None and slash is not None and below is not None
    stream.place += 3
    return split_derivative(resolver, above.factor, below.factor, node.at)


def _plain_derivative(resolver: Resolver, stream: Stream, node: Node) -> Value | None:
    """``dL/dw[i,j]`` in the plain syntax."""
    below = stream.peek()
    if below is None or below.joined != "/" or below.negative:
        return None
    upper, lower = _without_d(resolver, node), _without_d(resolver, below.factor)
    if upper is None or lower is None:
        return None
    stream.take()
    return split_derivative(resolver, upper, lower, node.at)


def _without_d(resolver: Resolver, node: Node) -> Node | None:
    base = node.base if isinstance(node, Scripted) else node
    if not isinstance(base, Name) or not base.letter.startswith("d") or len(base.letter) < 2:
        return None
    if base.letter == "delta":
        return None
    name = Name(base.at + 1, base.letter[1:], base.bold)
    return Scripted(node.at, name, node.subscript, node.superscript) if isinstance(node, Scripted) else name
