r"""Properties that an author states of a letter, U^T U = I, ‖w‖ = 1: conditions, no claims about any U or w."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from ...expression.nodes import Known, Name, Node, Number, Power, Product, Terms, Total, Transposed, names_in
from ...notes.claims import Claim
from ..statements.bindings import Statement

ONES = ("1", "0", "I")
STATING = re.compile(
    r"\b(?:with|where|such that|so that|satisf\w+|assum\w+|suppos\w+|let|constrain\w*|subject to|s\.t\.|requir\w+"
    r"|demand\w*|impos\w+|provided|given|i\.e\.|that is|obey\w*|fulfil\w*|enforc\w+)\b",
    re.IGNORECASE,
)
CONCLUDING = re.compile(
    r"\b(?:then|hence|thus|therefore|so|follows?|conclude|impl(?:y|ies)|gives?|shows?|we (?:get|have|find))\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n\s*\n")
WORDS = {
    "orthogonal": r"orthogonal(?!\s+to\b)|orthonormal|unitary|rotation|semi-?orthogonal|isometr",
    "symmetric": r"(?<!anti)(?<!skew.)(?<!skew)symmetric|self-adjoint|positive[- ](?:semi-?)?definite|\bPSD\b"
    r"|\b(?:covariance|gram|kernel|hessian)(?:\s+matri\w+)?(?!\s+(?:matri\w+\s+)?of\b)(?!\s+matri)",
    "diagonal": r"(?:(?<=\bis )|(?<=\bare )|(?<=\bbe ))diagonal\b(?! (?:of|entr|elem))"
    r"|(?<!off.)(?<!block.)\bdiagonal\s+matri\w+(?!\s+(?:of|with)\b)",
    "skew": r"skew|antisymmetric|anti-symmetric",
    "idempotent": r"idempotent|projection|projector",
    "involution": r"involut|reflection|householder",
    "unit": r"\bunit\b|unit[- ](?:length|norm|vector)|normali[sz]|of (?:length|norm) (?:one|1|\$1)|whiten",
    "centred": r"cent(?:er|re)d|cent(?:er|re)ing|zero[- ]mean|mean (?:zero|of zero)|sum(?:s|ming)? to (?:zero|0|\$0)",
    "shares": r"one[- ]hot|sums? (?:up )?to (?:one|1|\$1)|distribution|probabilit|stochastic|simplex",
}


@dataclass(frozen=True, slots=True)
class Property:
    """What is said of the letter ``name`` by the line of ``order``; ``told`` says that words around it say so too."""

    name: str
    kind: str
    order: int
    told: bool


def property_of(statement: Statement, defined: Collection[str]) -> Property | None:
    """The property of a letter which nothing defines that an equation states; None where it states something else.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> claim = Claim("U^T U = I", 1, 1, before="with orthonormal columns, ")
    >>> property_of(document_of([claim]).statements[0], ()).kind
    'orthogonal'
    """
    trees, relations = statement.trees, statement.chain.relations
    if len(trees) < 2 or any(tree is None for tree in trees) or set(relations) - {"=", ":="}:
        return None
    names = {n.name for tree in trees if tree is not None for n in names_in(tree) if n.name not in ONES}
    indices = {i.name for tree in trees if tree is not None for n in names_in(tree) for i in _letters_of(n)}
    letters = names - indices
    if len(letters) != 1 or letters & set(defined):
        return None
    (letter,) = letters
    kinds = {_kind_of(first, second, letter) for first, second in pairwise(trees)} - {""}
    if len(kinds) != 1 or (len(trees) > 2 and not _alike(trees[:-1])):
        return None
    (kind,) = kinds
    return Property(letter, kind, statement.order, _is_told(statement, kind))


def _letters_of(name: Name) -> list[Name]:
    return [index for index in name.indices if isinstance(index, Name)]


def _alike(trees: Iterable[Node | None]) -> bool:
    return all(isinstance(tree, (Product, Power)) for tree in trees)


def _is_told(statement: Statement, kind: str) -> bool:
    """True where its own sentence states it: by a word such as "where", or by the name of the property."""
    before, behind = _sentence(statement.claim)
    if concludes(statement.claim):
        return False
    return bool(STATING.search(before)) or re.search(WORDS[kind], f"{before} {behind}", re.IGNORECASE) is not None


def concludes(claim: Claim) -> bool:
    """True where words such as "hence" stand before a formula in its sentence.

    >>> concludes(Claim("a = b", 1, 1, before="Hence")), concludes(Claim("a = b", 1, 1, before="so that"))
    (True, False)
    """
    return CONCLUDING.search(_sentence(claim)[0].replace("so that", "")) is not None


def _sentence(claim: Claim) -> tuple[str, str]:
    """What stands before and behind a formula in its sentence."""
    place = claim.prose.find(claim.latex.strip()[:40])
    if place < 0:
        return SENTENCE_END.split(claim.before)[-1], ""
    behind = claim.prose[place + len(claim.latex.strip()) :]
    return SENTENCE_END.split(claim.prose[:place])[-1], SENTENCE_END.split(behind)[0]


def _kind_of(first: Node | None, second: Node | None, letter: str) -> str:
    """What one equation says of its only letter; empty where it says something else."""
    if first is None or second is None:
        return ""
    for left, right in ((first, second), (second, first)):
        constant = right.text if isinstance(right, Number) else right.name if isinstance(right, Name) else ""
        factors = _factors(left, letter)
        if constant in ONES and (kind := _of_constant(left, factors, constant)):
            return kind
        if isinstance(right, Terms) and _is_negative(right) and factors == ["T"]:
            return "skew" if isinstance(right.terms[0][1], Name) else ""
        if isinstance(right, Name) and right.name == letter and not right.indices and factors is not None:
            kind = {("T",): "symmetric", ("", ""): "idempotent"}.get(tuple(factors), "")
            if kind:
                return kind
        if factors == ["-1"] and _factors(right, letter) == ["T"]:
            return "orthogonal"
        if factors == ["-1"] and right == Name(letter, bold=getattr(right, "bold", False)):
            return "involution"
    return ""


def _is_negative(node: Node) -> bool:
    return isinstance(node, Terms) and len(node.terms) == 1 and node.terms[0][0] == -1


def _of_constant(left: Node, factors: list[str] | None, constant: str) -> str:
    if constant == "I":
        if factors in (["T", ""], ["", "T"]):
            return "orthogonal"
        return "involution" if factors == ["", ""] else ""
    if constant == "1" and (_is_norm(left) or factors == ["T", ""]):
        return "unit"
    if isinstance(left, Total) and left.kind == "sum":
        squared = isinstance(left.body, Power) and isinstance(left.body.base, Name)
        if squared and constant == "1":
            return "unit"
        if isinstance(left.body, Name):
            return "shares" if constant == "1" else "centred"
    return ""


def _is_norm(node: Node) -> bool:
    if isinstance(node, Power):
        node = node.base
    return isinstance(node, Known) and node.function == "norm" and isinstance(node.argument, Name)


def _factors(node: Node, letter: str) -> list[str] | None:
    """The factors of a product of one letter: transposed, inverse, or as it stands; None for anything else."""
    parts = [part for _, part in node.parts] if isinstance(node, Product) else [node]
    if isinstance(node, Product) and any(sign not in ("", ".") for sign, _ in node.parts):
        return None
    found: list[str] = []
    for part in parts:
        if isinstance(part, Name) and part.name == letter:
            found.append("")
        elif isinstance(part, Transposed) and isinstance(part.base, Name):
            found.append("T")
        elif isinstance(part, Power) and isinstance(part.base, Name) and isinstance(part.exponent, Number):
            found += [""] * int(part.exponent.text) if part.exponent.text == "2" else ["?"]
        elif isinstance(part, Power) and isinstance(part.base, Name) and _is_negative(part.exponent):
            found.append("-1")
        else:
            return None
    return found


def with_properties(statements: Iterable[Statement], defined: Collection[str]) -> list[Statement]:
    """The statements; a property that the words around it tell too is no claim."""
    made = []
    for statement in statements:
        found = property_of(statement, defined) if statement.kind in ("claim", "value") else None
        told = found is not None and found.told and statement.kind == "claim"
        made.append(replace(statement, kind="statement") if told else statement)
    return made


def properties_in(statements: Iterable[Statement], defined: Collection[str]) -> dict[str, Property]:
    """The properties of letters that equations state, by letter; not that of entries that sum to one.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> sorted(properties_in(document_of([Claim(r"\\|w\\|^2 = 1", 1, 1)]).statements, ()))
    ['w']
    """
    found: dict[str, Property] = {}
    for statement in statements:
        told = property_of(statement, defined) if statement.kind in ("claim", "statement") else None
        if told is not None and told.kind != "shares":
            found.setdefault(told.name, told)
    return found
