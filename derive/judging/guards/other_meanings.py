"""Letters that may mean something else where a claim stands: values beside it, a newer one of the letter, two ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ...network.definitions import Network
from ...reading.document.model import Document
from ...reading.document.shapes.ranks import Ranks
from ...reading.document.statements.bindings import Binding, Statement
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Call, Derivative, Name, Node, Number, Power, Prime, Total, names_in, walk
from ..lowering.steps import is_shifted
from ..numbers.given_data import given_anew
from .let_in_sections import let_in_sections


def meant_otherwise(document: Document, statement: Statement) -> Iterator[str]:
    """Why what a line says is not refuted: other lines say what else its letters may be."""
    yield from (f"values of {name} are stated beside it" for name in stated_beside(document, statement))
    yield from (FAMILY.format(name) for name in of_a_family(document, statement))
    yield from (f"nothing says what each function {name} is" for name in entries_of_functions(document, statement))
    yield from (f"{name} is let be another thing in each section" for name in let_in_sections(document, statement))
    yield from (f"{name} is set equal to another after they stood apart" for name in tied_later(document, statement))
    yield from (f"{name} may be an entry, with its index above" for name in raised_to_an_index(document, statement))
    yield from (f"only numbers say what {name} is" for name in worked_out_from_numbers(document, statement))


def worked_out_from_numbers(document: Document, statement: Statement) -> list[str]:
    r"""The letters that lines of numbers alone give values, a of a = \exp(0.5) = 1.65; of one side z of z = 0.5 too.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ["z = w x", r"a = \exp(0.5) = 1.65", r"\frac{\partial a}{\partial z} = a"]
    >>> document = document_of([Claim(text, n, 1) for n, text in enumerate(lines)])
    >>> worked_out_from_numbers(document, document.statements[2])
    ['a']
    """
    told = document.index.made(_told_by_numbers)
    names = [{name.name for name in names_in(tree)} for tree in statement.read]
    alone = set().union(*names) - (names[0].intersection(*names[1:]) if names else set())
    return sorted((set().union(*names) & told) | (alone & document.index.made(_of_values_alone)))


def _of_values_alone(index: Index) -> frozenset[str]:
    """The letters that have values and nothing else, and that no formula is made of: z_1 of z_1 = 0.5 in a ŷ = w h."""
    formulas = [binding for binding in index.bindings if not binding.value]
    made = {name.name for binding in formulas for name in names_in(binding.body)} | {b.name for b in formulas}
    return frozenset(binding.name for binding in index.bindings if binding.value) - made


def _told_by_numbers(index: Index) -> frozenset[str]:
    """The letters all of whose bindings stand in lines of numbers."""
    numbers = {statement.order for statement in index.statements if statement.kind == "numbers"}
    return frozenset(
        {b.name for b in index.bindings if b.order in numbers}
        - {b.name for b in index.bindings if b.order not in numbers}
    )


def raised_to_an_index(document: Document, statement: Statement) -> list[str]:
    """Vectors with a running letter above, x^j beside x_j: an entry may be meant, and no power.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim(r"s = \\sum_j x_j", 1, 1), Claim("f = x^j", 2, 1), Claim("g = s^j", 3, 1)])
    >>> [raised_to_an_index(document, statement) for statement in document.statements]
    [[], ['x^j'], []]
    """
    powers = (node for tree in statement.read for node in walk(tree) if isinstance(node, Power))
    pairs = ((node.base, node.exponent) for node in powers if isinstance(node.base, Name) and not node.base.indices)
    return [
        f"{base.name}^{above.name}" for base, above in pairs
        if isinstance(above, Name) and above.name in document.roles.running and base.name in document.roles.indexed
    ]  # fmt: skip


def entries_of_functions(document: Document, statement: Statement) -> list[str]:
    r"""The functions that nothing defines and that have an index before their arguments: φ_j(x) is an entry of φ(x).

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = (r"g(\mathbf{s}, u) = \sum_j u_j \phi_j(\mathbf{s})", r"z = \phi(\mathbf{s})")
    >>> document = document_of([Claim(text, place, 1) for place, text in enumerate(lines, 1)])
    >>> [entries_of_functions(document, statement) for statement in document.statements]
    [['phi'], []]
    """
    calls = [node for tree in statement.read for node in walk(tree) if isinstance(node, Call)]
    names = {call.function.name for call in calls if call.function.indices}
    return sorted(name for name in names if not document.defined(name))


def tied_later(document: Document, statement: Statement) -> list[str]:
    """Letters that a later line sets equal, w_1 = w_2: claims of the formula before may mean them apart.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ["z = w_1 x_1 + w_2 x_2", "w_1 = w_2", r"\\frac{\\partial z}{\\partial w_2} = x_2"]
    >>> document = document_of([Claim(line, number, 1) for number, line in enumerate(lines, 1)])
    >>> tied_later(document, document.statements[2])
    ['w_1']
    """
    mine = {name for tree in statement.read for name in names_in(tree)}
    made = [s for s in document.statements[: statement.order] if s.kind == "definition"]
    found = []
    for tie in made:
        first, second = tie.trees[:2]
        if not isinstance(first, Name) or not isinstance(second, Name) or not mine & {first, second}:
            continue
        before = (tree for s in made if s.order < tie.order for tree in s.trees[1:] if tree is not None)
        if any(first in names_in(tree) for tree in before):
            found.append(first.name)
    return found


def is_of_several_units(document: Document, binding: Binding, ranks: Ranks) -> bool:
    """True for z_j^L = …, where the layer of the line that defines z^L is one unit: from here on there are several."""
    letters = [index for index in binding.indices if isinstance(index, Name)]
    mine = [b for b in document.by_name.get(binding.name, ()) if not b.value and b.order < binding.order]
    units = [b for b in mine if b.layer is not None and not b.indices and ranks.known(b.name, b.section) == 0]
    return bool(letters and units) and binding.layer is not None and len(units) == len(mine)


FAMILY = "{} may be another of that letter, defined since"


def stated_beside(document: Document, statement: Statement) -> list[str]:
    """The letters whose values the line of a claim states too: it may be meant for these alone."""
    names = {name.name for tree in statement.read for name in names_in(tree)}
    line = statement.claim.line
    return sorted(n for n in names if any(b.line == line for b in document.values(n, statement.order)))


def in_two_ways(document: Document, statement: Statement, network: Network) -> list[str]:
    """What is said of the letters of a claim that were taken for two things, or may be two."""
    told = [*in_bold_and_not(document, statement), *told_anew(document, statement)]
    return [*given_in_two_ways(network), *told, *of_other_arguments(document, statement)]


def of_other_arguments(document: Document, statement: Statement) -> list[str]:
    """What is said of f(x_i), where f(X) = g(T) and X stands only in what T is made of: it is not put in there.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ("t = 3 x", "f(x) = t^2", "r = f(u)", "r = 9 u^2")
    >>> document = document_of([Claim(text, place, 1) for place, text in enumerate(lines, 1)])
    >>> of_other_arguments(document, document.statements[-1])
    ['f is made of x, which is not put in there']
    """
    reached = _made_of(document, statement.read)
    bodies = [b.body for name in sorted(reached) for b in document.by_name.get(name, ()) if not b.value]
    found: set[str] = set()
    nodes = [node for tree in (*statement.trees, *bodies) if tree is not None for node in walk(tree)]
    for call in [node for node in nodes if isinstance(node, Call)]:
        told = document.by_name.get(call.function.name, ())
        for binding in [b for b in told if b.order <= statement.order] or told:
            own = {name.name for name in names_in(binding.body)}
            for parameter, argument in zip(binding.parameters, call.arguments, strict=False):
                if argument != parameter and parameter.name in _made_of(document, [binding.body]) - own:
                    found.add(f"{binding.name} is made of {parameter.name}, which is not put in there")
    return sorted(found)


def _made_of(document: Document, trees: Iterable[Node]) -> set[str]:
    """The names in some formulas and in what defines them."""
    return document.reached(name.name for tree in trees for name in names_in(tree))


def told_anew(document: Document, statement: Statement) -> list[str]:
    """What is said of letters that a later section defined anew, where the claim comes down to the older definition.

    Also of letters that one line tells in two ways, as b = v if k = c and else b = 0.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ("c = a^2", "L = 3 c", "c = a + 1", r"\\frac{dL}{da} = 3")
    >>> document = document_of([Claim(text, place, 1, section=place // 3) for place, text in enumerate(lines, 1)])
    >>> told_anew(document, document.statements[-1])
    ['c was defined anew since']
    """
    asked = document.asked_at(statement.order)
    waiting = [(name, statement.order) for tree in statement.read for name in names_in(tree)]
    seen: set[int] = set()
    found: set[str] = set()
    twice: set[str] = set()
    while waiting:
        name, order = waiting.pop()
        used = asked.defining(name, order) if name.layer is None else None
        if used is None or used.order in seen:
            continue
        seen.add(used.order)
        others = [b for b in document.by_name.get(name.name, ()) if _is_same_entry(b, used)]
        if any(used.order < b.order < statement.order and b.section != used.section for b in others if not b.value):
            found.add(name.name)
        if any(b.order == used.order + 1 and (b.line, b.section) == (used.line, used.section) for b in others):
            twice.add(name.name)
        waiting += [(inner, used.order) for inner in names_in(used.body)]
    return [
        *(f"{name} was defined anew since" for name in sorted(found)),
        *(f"{name} is told in two ways" for name in sorted(twice)),
    ]


def _is_same_entry(one: Binding, other: Binding) -> bool:
    """True for h_k and h_j of one letter; not for h_1 and h_2."""
    numbers = ([index for index in binding.indices if isinstance(index, Number)] for binding in (one, other))
    return len(one.indices) == len(other.indices) and next(numbers) == next(numbers)


def in_bold_and_not(document: Document, statement: Statement) -> list[str]:
    r"""What is said of small letters of a claim that stand for a number where the document has them in bold too.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim(r"f = \mathbf{a}^T \mathbf{x}", 1, 1), Claim("v = 2 x", 2, 1)])
    >>> in_bold_and_not(document, document.statements[1])
    ['x stands in bold and not in bold']
    """
    alone, twice = document.index.made(_in_bold), document.index.made(_with_two_indices)
    names = {name for tree in statement.read for name in names_in(tree) if name.layer is None}
    plain = {name.name for name in names if not name.bold and not name.indices and name.name in alone}
    vectors = {name.name for name in names if name.bold and not name.indices and name.name in alone & twice}
    return [
        *(f"{name} stands in bold and not in bold" for name in sorted(plain)),
        *(f"{name} stands in bold and with two indices" for name in sorted(vectors)),
    ]


def _in_bold(index: Index) -> frozenset[str]:
    """The small letters that stand in bold and alone, and that nothing defines."""
    made = {binding.name for binding in index.bindings if not binding.indices and not binding.value}
    names = _names(index)
    return frozenset(n.name for n in names if n.bold and not n.indices and n.name[:1].islower() and n.name not in made)


def _with_two_indices(index: Index) -> frozenset[str]:
    """The letters that stand with two indices and not in bold: a_ij may be an entry of A."""
    return frozenset(name.name for name in _names(index) if not name.bold and len(name.indices) > 1)


def _names(index: Index) -> set[Name]:
    return {n for s in index.statements for tree in s.read for n in names_in(tree)}


def given_in_two_ways(network: Network) -> list[str]:
    """What is said of letters that nothing defines and that were taken for two things: x_t and x_{t,1} of one claim.

    >>> given_in_two_ways(Network((), ()))
    []
    """
    given = sorted(network.given, key=lambda tensor: (tensor.meaning, len(tensor.axes)))
    pairs = [(one, other) for one, other in pairwise(given) if one.meaning and one.meaning == other.meaning]
    return [
        f"{one.meaning} stands for something with {len(one.axes)} indices and for something with {len(other.axes)}"
        for one, other in pairs if len(one.axes) != len(other.axes)
    ]  # fmt: skip


def of_a_family(document: Document, statement: Statement) -> list[str]:
    """The functions that are differentiated and written without an index, where one with an index is newer."""
    trees = list(statement.read)
    above = [node.numerator for tree in trees for node in walk(tree) if isinstance(node, Derivative)]
    found = []
    for name in {name for name in above if isinstance(name, Name) and not name.indices and name.layer is None}:
        mine = document.defining(name, statement.order)
        since = mine.order if mine is not None else -1
        if any(since < other.order < statement.order for other in document.index.made(_families).get(name.name, ())):
            found.append(name.name)
    return sorted(found)


def of_others(document: Document, statement: Statement) -> str:
    """Why numbers do not refute a claim: its functions may be others since, or its letters were given anew as data."""
    let = [f"{name} is let be another thing in each section" for name in let_in_sections(document, statement)]
    families = [FAMILY.format(name) for name in of_a_family(document, statement)]
    ways = [f"{name} is defined in several ways" for name in of_several_ways(document, statement)]
    return next(iter((*families, *given_anew(document, statement), *let, *ways)), "")


def tells_of_steps(statement: Statement, document: Document) -> bool:
    """True for h_{t−1}; n_{l−1} at the end of a sum is a size."""
    names = [name for tree in statement.read for name in names_in(tree) if is_shifted(name)]
    letters = [{letter.name for letter in names_in(index)} for name in names for index in name.indices]
    return any(not found & document.roles.layers for found in letters)


def _families(index: Index) -> dict[str, list[Binding]]:
    """The functions f_i and f_1 of each letter f."""
    found: dict[str, list[Binding]] = defaultdict(list)
    for binding in (b for b in index.bindings if b.parameters):
        letter = binding.name.partition("_")[0]
        if binding.indices or binding.name != letter:
            found[letter].append(binding)
    return dict(found)


def of_several_ways(document: Document, statement: Statement) -> list[str]:
    """The functions that a claim reaches and the document defines twice, in other sections or on this very line."""
    heads = document.index.heads
    ways: dict[str, set[int]] = {}
    for head in heads:
        assert isinstance(head.trees[0], Call)
        ways.setdefault(head.trees[0].function.name, set()).add(head.claim.section)
    settled = _told_last(document, statement)
    own = {tree.function.name for tree in statement.trees if isinstance(tree, Call)}
    several = {s.trees[0].function.name for s in heads if isinstance(s.trees[0], Call) and s.kind == "form"} & own
    elsewhere = {
        name for name, sections in ways.items()
        if len(sections) > 1 and statement.claim.section not in sections and name not in settled
    }  # fmt: skip
    wholes = document.index.made(_with_other_letters)
    if wholes:
        several |= wholes & document.reached(name.name for tree in statement.read for name in names_in(tree))
    return sorted(several | (elsewhere & _functions_reached(document, statement) if elsewhere else set()))


def _with_other_letters(index: Index) -> frozenset[str]:
    """The names of all samples at once, y = X w, that are of one sample with a letter more: y = w^T x + b."""
    first: dict[str, set[str]] = {}
    found: set[str] = set()
    for statement in (s for s in index.statements if s.binding is not None and s.kind in ("definition", "form")):
        assert statement.binding is not None
        name, letters = statement.binding.name, _letters_but_indices(statement.binding.body)
        whole = any(letter.isupper() and letter.lower() in first.get(name, ()) for letter in letters)
        if statement.kind == "form" and whole and {letter.lower() for letter in letters} < first[name]:
            found.add(name)
        first.setdefault(name, letters)
    return frozenset(found)


def _letters_but_indices(body: Node) -> set[str]:
    """What a formula is made of: w and x of Σ_{i=1}^n w_i x_i."""
    names = set(names_in(body))
    ends = {node.upper.name for node in walk(body) if isinstance(node, Total) and isinstance(node.upper, Name)}
    return {n.name for n in names} - {i.name for n in names for index in n.indices for i in names_in(index)} - ends


def _told_last(document: Document, statement: Statement) -> set[str]:
    """The functions that a chain of the network itself says after all other lines: f of a = f(z) = 1/(1 + e^{−z})."""
    last: dict[str, tuple[int, bool]] = {}
    lines = [(s.order, s.trees[0], False) for s in document.index.heads]
    lines += [(s.order, s.trees[s.tells], True) for s in document.index.telling]
    for order, call, by_the_way in lines:
        if isinstance(call, Call) and order <= statement.order:
            last[call.function.name] = max(last.get(call.function.name, (-1, False)), (order, by_the_way))
    return {name for name, (_, by_the_way) in last.items() if by_the_way}


def _functions_reached(document: Document, statement: Statement) -> set[str]:
    """The names of the functions in a claim and in what defines its letters."""
    seen: set[str] = set()
    waiting: list[Node] = list(statement.read)
    calls: set[str] = set()
    while waiting:
        node = waiting.pop()
        calls |= {
            part.function.name
            for part in walk(node)
            if isinstance(part, (Call, Prime)) and isinstance(part.function, Name)
        }
        fresh = {name.name for name in names_in(node)} - seen
        seen |= fresh
        waiting += [b.body for name in sorted(fresh) for b in document.by_name.get(name, ())]
    return calls
