r"""Functions that only words define: "$f$ is the sigmoid", "the ReLU activation $g$", "$p$ is the softmax of $z$"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...expression.nodes import Call, Known, Name, Node, Prime, walk
from ..statements.bindings import Binding, Statement

LETTER = r"(?:\$|\\\()\s*\\?(?P<letter>[A-Za-z]+)\s*(?:\([^$()]*\))?\s*(?:\$|\\\))"
KINDS = {
    "sigmoid": r"(?:logistic[- ]sigmoid|sigmoid(?:al)?|logistic)",
    "tanh": r"(?:hyperbolic[- ]tangent|tanh|\$\\tanh\$)",
    "relu": r"(?:ReLU|relu|[Rr]ectified[- ][Ll]inear(?:[- ][Uu]nit)?|rectifier)",
    "softplus": r"softplus",
}
NOUN = r"(?:\s+(?:activation|non-?linearity|function|transfer|squashing|\([A-Za-z]+\)))"
IS = r"\s*,?\s*(?:is|be|being|denotes|represents|as|stands\s+for|means)\s+(?:here\s+|just\s+|simply\s+|again\s+)?"
ARTICLE = r"(?:the|a|an|our)\s+(?:(?:usual|standard|well-known|common|element-?wise|non-?linear|familiar)\s+)*"
ENDING = r"(?=\s*(?:[.,;:)]|$|\b(?:and|which|with|so|we|whose|that|applied|acting)\b))"
OPEN = re.compile(
    r"\b(?:not|unlike|if|when|whenever|whether|such as|e\.g\.|for (?:example|instance)|instead|could|can|may|might|any"
    r"|or|either|case|arbitrary|generic|different|other|replac\w+|than|like|similar\w*|another|some)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n\s*\n")


def functions_in_prose(statements: Sequence[Statement], known: Sequence[Binding]) -> list[Binding]:
    r"""The functions that formulas apply, none of them defines, and the words name, each in one way.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> said = ("where $f$ is the logistic function.", "If $f$ is the logistic function")
    >>> documents = [document_of([Claim("a = f(2z)", 1, 1, prose=text)]) for text in said]
    >>> [[(b.name, b.body.function) for b in d.bindings if b.parameters] for d in documents]
    [[('f', 'sigmoid')], []]
    """
    bound = {binding.name for binding in known}
    trees = [tree for statement in statements for tree in statement.read]
    nodes = [node for tree in trees for node in walk(tree)]
    heads = [getattr(node, "function", None) for node in nodes if isinstance(node, Prime) or _is_of_one(node)]
    applied = {head.name for head in heads if isinstance(head, Name) and not head.indices and head.layer is None}
    told: dict[str, dict[str, Statement]] = {}
    for text, statement in {s.claim.prose: s for s in reversed(statements)}.items():
        for letter, kind in named_in(text):
            if letter in applied - bound:
                told.setdefault(letter, {})[kind] = statement
    return [_binding(letter, *kinds.popitem()) for letter, kinds in sorted(told.items()) if len(kinds) == 1]


def _is_of_one(node: Node) -> bool:
    return isinstance(node, Call) and len(node.arguments) == 1


def _binding(letter: str, kind: str, statement: Statement) -> Binding:
    variable = Name("own:u")
    where = statement.order, statement.claim.section
    return Binding(letter, (), None, (variable,), Known(kind, variable), *where, line=statement.claim.line)


def named_in(text: str) -> Iterator[tuple[str, str]]:
    r"""The letters that a text calls a known function, and which.

    >>> list(named_in(r"We use the ReLU activation $g$. Here $\phi(z)$ denotes the hyperbolic tangent."))
    [('g', 'relu'), ('phi', 'tanh')]
    >>> list(named_in(r"$f$ is not the sigmoid. A sigmoid or tanh $h$. $y$ is the sigmoid of $z$."))
    []
    """
    for sentence in SENTENCE.split(text):
        for kind, words in KINDS.items():
            for pattern in (rf"{LETTER}{IS}{ARTICLE}{words}{NOUN}*{ENDING}", rf"\b{ARTICLE}{words}{NOUN}*\s+{LETTER}"):
                for match in re.finditer(pattern, sentence):
                    if not OPEN.search(sentence[: match.end()]):
                        yield match["letter"], kind
