r"""What a brace below or above a term calls it: of ``\underbrace{(y_n - t_n)^2}_{e_n}`` the term is e_n."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...expression.nodes import Name, Node, Number, free_letters, mapped, names_in
from ...expression.parser import parsed
from ...expression.stream import Unread
from ...notes.claims import Claim
from ...tex.chains import is_relation
from ...tex.layout import cleaned
from ...tex.macros import expanded
from ...tex.tokens import Tokens, argument, scanned, without_braces
from ..scripts.roles import Roles
from ..scripts.understood import understood
from ..statements.bindings import Binding, Statement

BRACES = ("underbrace", "overbrace")
LONGEST_NAME = 12  # tokens: what is longer tells of the term and is no name of it


def terms_of_braces(claim: Claim) -> list[tuple[Tokens, Tokens]]:
    r"""The names that braces give in a formula, each with its term.

    >>> from ...tex.tokens import text_of
    >>> [tuple(map(text_of, pair)) for pair in terms_of_braces(Claim(r"E = \sum_n \underbrace{a_n^2}_{e_n}", 1, 1))]
    [('e_n', 'a_n^2')]
    """
    if not any(brace in claim.latex for brace in BRACES):
        return []
    tokens = expanded(scanned(claim.latex), {macro.name: macro for macro in claim.macros})
    found = []
    for place, token in enumerate(tokens):
        if token.is_command(*BRACES):
            term, after = argument(tokens, place + 1)
            if after < len(tokens) and tokens[after].is_mark("_^"):
                name = without_braces(cleaned(argument(tokens, after + 1)[0]))
                found.append((name, without_braces(cleaned(term))))
    return [(name, term) for name, term in found if _may_be_a_name(name) and not any(map(is_relation, term))]


def _may_be_a_name(tokens: Tokens) -> bool:
    words = any(token.kind == "word" and " " in token.text for token in tokens)
    return 0 < len(tokens) <= LONGEST_NAME and not words and not any(map(is_relation, tokens))


def with_terms_of_braces(statements: Iterable[Statement], known: Sequence[Binding], roles: Roles) -> list[Binding]:
    r"""The definitions, with those that braces give to letters which no equation defines, and made of these letters.

    >>> from ..model import document_of
    >>> claims = [Claim(r"E = \sum_n \underbrace{a_n^2}_{e_n}", 1, 1), Claim(r"e_n = 2", 2, 1)]
    >>> [(b.name, b.letters) for b in document_of(claims).bindings if b.name == "e" and not b.value]
    [('e', ('n',))]
    """
    defined = {(b.name, len(b.indices)) for b in known if not b.value}
    found: list[Binding] = []
    for statement in statements:
        for name, term in terms_of_braces(statement.claim):
            pair = _understood(name, roles), _understood(term, roles)
            head, body = pair
            if not isinstance(head, Name) or body is None or (head.name, len(head.indices)) in defined:
                continue
            if (
                _is_plain(head)
                and free_letters(head) <= free_letters(body)
                and head.name not in {inner.name for inner in names_in(body)}
            ):
                found.append(_binding(head, body, statement))
                defined.add((head.name, len(head.indices)))
    by_order = {order: [b for b in found if b.order == order] for order in {b.order for b in found}}
    return [replace(b, body=_with_names(b, by_order.get(b.order, ()))) for b in (*known, *found)]


def _with_names(binding: Binding, named: Sequence[Binding]) -> Node:
    """The body of a definition with the names of its terms; that of a name itself with those inside it."""
    terms = {b.body: Name(b.name, b.indices, b.layer) for b in named if b.name != binding.name}

    def changed(node: Node) -> Node:
        return terms.get(node) or mapped(node, changed)

    own = any(b.body == binding.body for b in named)
    return (mapped(binding.body, changed) if own else changed(binding.body)) if terms else binding.body


def _understood(tokens: Tokens, roles: Roles) -> Node | None:
    try:
        return understood(parsed(tokens), roles)
    except Unread:
        return None


def _is_plain(name: Name) -> bool:
    """True for a letter with indices that are letters of their own, or numbers."""
    letters = [index.name for index in name.indices if isinstance(index, Name) and not index.indices]
    numbers = sum(isinstance(index, Number) for index in name.indices)
    return len(letters) + numbers == len(name.indices) and len(set(letters)) == len(letters)


def _binding(head: Name, body: Node, statement: Statement) -> Binding:
    claim = statement.claim
    made = Binding(head.name, head.indices, head.layer, (), body, statement.order, claim.section)
    return replace(made, line=claim.line)


def heads_of_braces(claims: Iterable[Claim]) -> Iterator[list[Node | None]]:
    """The names and terms of braces as chains, which say too how letters are used."""
    for claim in claims:
        for pair in terms_of_braces(claim):
            trees: list[Node | None] = []
            for tokens in pair:
                try:
                    trees.append(parsed(tokens))
                except Unread:
                    trees.append(None)
            yield trees
