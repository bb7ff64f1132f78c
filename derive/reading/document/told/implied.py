r"""What a claim implies of given letters: σ of log σ is positive, θ of log(1 − θ) is below 1, w of L(w) is any w."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeGuard

from ...expression.inverses import is_inverse
from ...expression.nodes import (
    Call,
    Derivative,
    Known,
    Name,
    Node,
    Number,
    Power,
    Product,
    Terms,
    Total,
    Transposed,
    names_in,
    walk,
)
from ..reached import reached_by_definitions
from ..statements.bindings import Binding, Statement


def domains_of_logarithms(statement: Statement, by_name: Mapping[str, Sequence[Binding]]) -> dict[str, str] | None:
    r"""The given letters that a claim takes logarithms of: positive, or between 0 and 1; None where it takes none.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"\log(r^k) = k \log r", r"\log(q (1 - q)) = \log q + \log(1 - q)", "a = b"]
    >>> [domains_of_logarithms(s, {}) for s in document_of([Claim(line, 1, 1) for line in lines]).statements]
    [{'r': '>'}, {'q': '01'}, None]
    """
    below: list[Node] = []
    seen: set[str] = set()
    waiting: list[Node] = list(statement.read)
    while waiting:
        tree = waiting.pop()
        below += [factor for node in walk(tree) if _is_logarithm(node) for factor in _factors(node.argument)]
        for name in {name.name for name in (*names_in(tree), *(f for f in below if isinstance(f, Name)))} - seen:
            seen.add(name)
            bodies = [b.body for b in by_name.get(name, ()) if not b.value]
            waiting += bodies
            if any(isinstance(part, Name) and part.name == name for part in below):
                below += [factor for body in bodies for factor in _factors(body)]
    if not below:
        return None
    positive = {node.name for node in below if isinstance(node, Name) and not by_name.get(node.name)}
    ends = [node.terms[1][1] for node in below if isinstance(node, Terms) and _is_rest_of_one(node)]
    rest = {end.name for end in ends if isinstance(end, Name)}
    return {name: ("01" if name in rest else ">") for name in sorted(positive)}


def _is_logarithm(node: Node) -> TypeGuard[Known]:
    return isinstance(node, Known) and node.function in ("log", "lg")


def _factors(node: Node) -> Iterator[Node]:
    """The factors of what stands below a logarithm, without their powers; those of a call are in what defines it."""
    if isinstance(node, Product):
        for _, part in node.parts:
            yield from _factors(part)
    elif isinstance(node, Total) and node.kind == "prod":
        yield from _factors(node.body)
    elif isinstance(node, Power):
        yield from _factors(node.base)
    elif isinstance(node, Known) and node.function == "sqrt":
        yield from _factors(node.argument)
    elif isinstance(node, Call):
        yield node.function
    else:
        yield node


def _is_rest_of_one(node: Terms) -> bool:
    """1 − θ."""
    if len(node.terms) != 2:
        return False
    (first, one), (second, letter) = node.terms
    return (first, second) == (1, -1) and one == Number("1") and isinstance(letter, Name)


def differentiated_arguments(statement: Statement, by_name: Mapping[str, Sequence[Binding]]) -> list[str]:
    """The defined letters that a function has among its arguments and is differentiated by: any of their values.

    So is m of s = Σ_i (x_i − m)², m = Σ_i x_i / N in a line that has no other slope than ∂s/∂m, which is 0 at that m;
    but not s_t of what s_{t−1} makes. And so is what is solved for in a later line alone.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = ["L(w) = w^2 - 6 w", "w = c d", r"\\frac{dL}{dw} = 2 w - 6"]
    >>> document = document_of([Claim(line, n, 1) for n, line in enumerate(lines)])
    >>> differentiated_arguments(document.statements[2], document.by_name)
    ['w']
    """
    found: set[str] = set()
    slopes = [node for tree in statement.read for node in walk(tree) if isinstance(node, Derivative)]
    for node in slopes:
        of = node.numerator
        function = of.function if isinstance(of, Call) else of
        mine = by_name.get(function.name, ()) if isinstance(function, Name) else ()
        arguments = {part.name for part in getattr(of, "arguments", ()) if isinstance(part, Name)}
        arguments |= {parameter.name for binding in mine for parameter in binding.parameters}
        inside = {name.name for binding in mine for name in names_in(binding.body)} if len(slopes) == 1 else set()
        arguments |= {name for name in inside if not _makes_itself(name, by_name)}
        below = {part.name for part in node.denominators if isinstance(part, Name) and part.layer is None}
        found |= below & arguments | {name for name in below if _is_made_later(name, statement, by_name)}
    return sorted(name for name in found if any(not b.value for b in by_name.get(name, ())))


def _is_made_later(name: str, statement: Statement, by_name: Mapping[str, Sequence[Binding]]) -> bool:
    formulas = [b for b in by_name.get(name, ()) if not b.value]
    return bool(formulas) and all(b.order > statement.order for b in formulas)


def _makes_itself(name: str, by_name: Mapping[str, Sequence[Binding]]) -> bool:
    """True for s of s_t = f(a_t), a_t = v s_{t−1}."""
    inner = {part.name for b in by_name.get(name, ()) if not b.value for part in names_in(b.body)}
    return name in inner or any(name in _made_of(part, by_name) for part in inner)


def solved_letters(statement: Statement, by_name: Mapping[str, Sequence[Binding]]) -> list[str]:
    """The letters that lines solve for by the inverse of a matrix: what holds whatever they are holds for those too.

    So are those that later lines alone solve for; none of which the claim differentiates by what they are made of.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = ["w = (X^T X)^{-1} X^T t", "r = X w", r"\\frac{\\partial w}{\\partial t} = X"]
    >>> document = document_of([Claim(line, n, 1) for n, line in enumerate(lines)])
    >>> [solved_letters(s, document.by_name) for s in document.statements[1:]]
    [['w'], []]
    """
    below = letters_differentiated_by(statement)
    found = []
    for name in {name.name for tree in statement.read for name in names_in(tree)}:
        bodies = [b.body for b in by_name.get(name, ()) if not b.value]
        solved = bodies and all(any(map(_is_of_a_product, walk(body))) for body in bodies)
        if (solved or _is_made_later(name, statement, by_name)) and not _made_of(name, by_name) & below:
            found.append(name)
    return sorted(found)


def observed_letters(statement: Statement, by_name: Mapping[str, Sequence[Binding]]) -> list[str]:
    r"""The letters that lines explain but for an error: y of y = X w + ε, where y − X w stands too, is given.

    No other line speaks of the error; a claim that differentiates such a letter speaks of that line.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"y = X w + \epsilon", "J = (y - X w)^T (y - X w)", r"\nabla_w J = 0", r"\frac{dy}{dw} = X"]
    >>> document = document_of([Claim(line, n, 1) for n, line in enumerate(lines)])
    >>> [observed_letters(s, document.by_name) for s in document.statements[2:]]
    [['y'], []]
    """
    nodes = [node for tree in statement.read for node in walk(tree)]
    standing = {node.name for node in nodes if isinstance(node, Name)}
    above = {n.name for node in nodes if isinstance(node, Derivative) for n in names_in(node.numerator)}
    reached = reached_by_definitions(standing, by_name)
    found = []
    for name in sorted(reached - above):
        bodies = [b.body for b in by_name.get(name, ()) if not (b.value or b.indices or b.parameters or b.layer)]
        others = [b.body for other, bound in by_name.items() if other != name for b in bound]
        spoken = standing | {part.name for body in others for part in names_in(body)} | by_name.keys()
        sums = [node.terms for body in others for node in walk(body) if isinstance(node, Terms)]
        if bodies and all(any(_is_rest(name, body, terms, spoken) for terms in sums) for body in bodies):
            found.append(name)
    return found


def _is_rest(name: str, body: Node, terms: Sequence[tuple[int, Node]], spoken: Collection[str]) -> bool:
    """True for y − X w of y = X w + ε: the error, said in other letters."""
    mine = body.terms if isinstance(body, Terms) else ()
    told = [(sign, part) for sign, part in mine if not (isinstance(part, Name) and part.name not in spoken)]
    signs = {sign for sign, part in terms if isinstance(part, Name) and part.name == name and not part.indices}
    return 0 < len(told) < len(mine) and any(all((-s * sign, part) in terms for sign, part in told) for s in signs)


def inverted_letters(
    statement: Statement, statements: Sequence[Statement], by_name: Mapping[str, Sequence[Binding]]
) -> Iterator[tuple[str, Binding]]:
    r"""The letters that a claim differentiates by and that a line before solves for what they are made of.

    With each goes what that line says: r of v = \log r, where r = e^v is written too, hangs on v.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"v = \log r", "r = e^v", "s = 3 r", r"\frac{ds}{dv} = 3 r"]
    >>> document = document_of([Claim(line, n, 1) for n, line in enumerate(lines)])
    >>> [name for name, _ in inverted_letters(document.statements[3], document.statements, document.by_name)]
    ['v']
    """
    below = letters_differentiated_by(statement)
    for line in statements[: statement.order]:
        made = line.binding
        if line.kind not in ("form", "definition") or made is None or made.parameters or made.layer is not None:
            continue
        for name in sorted(below & {part.name for part in names_in(made.body)} - {made.name}):
            bound = [b for b in by_name.get(name, ()) if not b.value and b.order < line.order]
            if bound and all(made.name in {part.name for part in names_in(b.body)} for b in bound):
                yield name, made


def _made_of(name: str, by_name: Mapping[str, Sequence[Binding]]) -> set[str]:
    """All that the definitions of a letter come down to, but itself."""
    return reached_by_definitions([name], by_name) - {name}


def _is_of_a_product(node: Node) -> bool:
    """(Xᵀ X + λ I)^{−1}."""
    return is_inverse(node) and any(isinstance(part, Transposed) for part in walk(node))


def letters_differentiated_by(statement: Statement) -> frozenset[str]:
    """The letters below the derivatives of a claim.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> document = document_of([Claim(r"\\frac{\\partial E}{\\partial q_c} = -\\frac{1}{q_c}", 1, 1)])
    >>> sorted(letters_differentiated_by(document.statements[0]))
    ['q']
    """
    slopes = (node for tree in statement.read for node in walk(tree) if isinstance(node, Derivative))
    return frozenset(part.name for node in slopes for part in node.denominators if isinstance(part, Name))
