"""What each chain is: a definition, a value, a condition, a range, an update, or a claim."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ...expression.nodes import (
    Call,
    Delta,
    Derivative,
    Differential,
    Dots,
    Layer,
    Name,
    Node,
    Number,
    Prime,
    Product,
    Total,
    free_letters,
    names_in,
    walk,
)  # fmt: skip
from ...expression.words import GREEK
from ...notes.claims import Claim
from ...tex.chains import Chain, is_range
from .functions_told import applied_alike, applies, formula_told, function_told, is_in_passing
from .heads import (
    goes_up,
    head_of,
    is_descent,
    is_iteration,
    is_met,
    is_of_a_new_layer,
    is_of_its_parts,
    is_step_before,
    is_step_of_index,
    is_told_by_its_arguments,
    name_of_axes,
    says_of_what,
    tells_the_delta,
    told_of_its_argument,
    total_of_parts,
)
from .recurrences import a_step_before, is_recurrence, kind_of_itself, refers_to_itself, says_it_of_one_layer
from .told_shapes import fit_together

CONSTANTS = ("e", "pi")
INDICES = frozenset("abcdefghijklmnpqrst")
EQUALS = ("=", ":=", "≈")
INTRODUCING = re.compile(
    r"\b(?:[Ff]or|[Ll]et|[Ww]ith|[Tt]ake|[Nn]ow|[Hh]ere|[Ss]uppose|[Uu]se|[Dd]efine)\b[^.$]{0,24}\$*\W*$"
)
SUPPOSING, THEN = re.compile(r"\b(?:if|suppose|let)\b", re.IGNORECASE), re.compile(r"\bthen\b[^.$]{0,12}$")
CHOOSING = re.compile(r"\b(?:[Ff]or|[Ww]ith|[Ii]f|[Ww]hen|[Aa]t|[Tt]aking|[Ss]etting|[Ll]et|[Tt]ake)\b[^.$]{0,12}$")


@dataclass(frozen=True, slots=True)
class Binding:
    """name(parameters)_indices = body, from that place on; ``value`` says that the body is a number or a list.

    ``total`` says that what is meant is a number: the sum of the entries of the body. What nobody writes, because it
    is made ``like`` a sibling, has its name. One that is ``passing``, "for a function y = f(x)", holds in its section.
    """

    name: str
    indices: tuple[Node, ...]
    layer: Layer | None
    parameters: tuple[Name, ...]
    body: Node
    order: int
    section: int
    value: bool = False
    line: int = 0
    total: bool = False
    like: Name | None = None
    passing: bool = False

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of its indices, in order; empty text for a number."""
        return tuple(index.name if isinstance(index, Name) else "" for index in self.indices)


@dataclass(frozen=True, slots=True)
class Statement:
    """One chain with its trees; ``kind`` is what it is, ``binding`` what it binds, ``unread`` why it is unread.

    ``sample`` is the letter of the sample that nobody wrote.
    ``body`` is the side that defines, ``also`` the side before it that is defined by it too: E of L = E = ½ Σ e².
    ``tells`` is the link that says what the function before it is: that behind f(z) of a = f(z) = 1/(1 + e^{−z}).
    ``named`` is the link to a new name for what stands before it: that behind B^T G of ∂L/∂V = B^T G = ζ_1.
    """

    claim: Claim
    chain: Chain
    trees: tuple[Node | None, ...]
    order: int
    kind: str = "claim"
    binding: Binding | None = None
    unread: str = ""
    body: int = 1
    also: Binding | None = None
    sample: str = ""
    tells: int = 0
    named: int = 0

    @property
    def read(self) -> tuple[Node, ...]:
        """The sides that could be read."""
        return tuple([tree for tree in self.trees if tree is not None])


def classified(statement: Statement, known: list[Binding], steps: Collection[str] = ()) -> Statement:
    """The statement with its kind; ``known`` are the bindings before it, to which its own is added.

    ``steps`` are the letters that count time.

    A second definition in one section is a claim about the first, unless words such as "let" stand before it.
    """
    trees, relations = statement.trees, statement.chain.relations
    if relations[0] not in EQUALS:
        return _assigned(statement, known, steps) if relations[0] == "←" else replace(statement, kind="statement")
    if fit_together(statement.chain) or tells_the_delta(trees):
        return replace(statement, kind="statement")
    first = trees[0]
    place = _defining_side(trees, relations, known)
    if first is None or place is None or (second := formula_told(trees, place)) is None:
        listed = isinstance(first, (Name, Call)) and "list with an ellipsis" in statement.unread
        return replace(statement, kind="statement") if listed else statement
    statement = replace(statement, body=place)
    of_itself = isinstance(first, Call) and any(part == first for part in walk(second))
    if of_itself or is_iteration(first, second) or is_descent(first, second) or is_step_of_index(first, second):
        return replace(statement, kind="update")
    if any(isinstance(part, Dots) for part in walk(second)) and isinstance(first, (Name, Call)):
        return replace(statement, kind="statement")  # it shows what something looks like
    met = is_met(first, second, statement.claim.before, {b.name for b in known if not b.value})
    if met or says_of_what(first, second) or _is_range(statement) or _is_condition(first, second, len(trees)):
        return replace(statement, kind="statement")
    if (before := a_step_before(first, second)) is not None and not _is_defined_here(before[0], statement, known):
        first, second = before
    head = head_of(first)
    if head is None or not is_told_by_its_arguments(first, second):
        return _named_at_the_end(statement, known)
    name, parameters = head
    binding = Binding(
        name.name, name.indices, name.layer, parameters, second, statement.order, statement.claim.section,
        line=statement.claim.line, passing=_is_any_function(second, known) and is_in_passing(statement.claim),
    )  # fmt: skip
    if (last := trees[-1]) is not None and is_numeric(last) and all(isinstance(tree, Name) for tree in trees[:-1]):
        statement = replace(statement, trees=(first, last), chain=_of_ends(statement.chain))
        known += [replace(binding, name=t.name, indices=t.indices, layer=t.layer, body=last, value=True)
                  for t in trees[1:-1] if isinstance(t, Name)]  # fmt: skip
        return _of_numbers(statement, replace(binding, body=last), known)
    if is_numeric(second):
        return _of_numbers(statement, binding, known)
    if refers_to_itself(name, second) and not is_recurrence(name, second):
        return replace(statement, kind=kind_of_itself(name, second, [b.body for b in known if b.name == name.name]))
    if any(_is_of_every_layer(other, binding) for other in known) and not is_introduced(statement):
        return statement
    if goes_up(name, second):
        return statement
    if is_of_its_parts(name, second) and any(b.name == name.name and not (b.indices or b.value) for b in known):
        return replace(statement, kind="statement")  # C = (1/n) Σ_x C_x of the cost that was said for one example
    if isinstance(second, Name) and "(" in second.name and any(other.name == binding.name for other in known):
        named = replace(binding, name=second.name, indices=(), layer=None, parameters=(), body=first)
        known += [] if any(other.name == second.name for other in known) else [named]
        return replace(statement, kind="definition", binding=named)  # f_c = P(y = c | x), where f is defined before
    again = [b for b in known if _same(b, binding, steps) and not _is_any_function(b.body, known, second)]
    if again and not is_introduced(statement):
        return replace(statement, kind="form", binding=binding)
    return _defined(statement, binding, known)


def _assigned(statement: Statement, known: list[Binding], steps: Collection[str]) -> Statement:
    """m ← (1/N) Σ_i x_i of an algorithm, which defines m where nothing else has before; w ← w − η g is an update."""
    first, second = statement.trees[:2]
    head = head_of(first) if first is not None else None
    update = replace(statement, kind="update")
    if head is None or second is None or isinstance(second, Name) or is_numeric(second):
        return update
    if any(name.name == head[0].name for name in names_in(second)) or any(b.name == head[0].name for b in known):
        return update
    equal = replace(statement, chain=replace(statement.chain, relations=("=", *statement.chain.relations[1:])))
    found = classified(equal, known, steps)
    return replace(found, chain=statement.chain) if found.kind == "definition" else update


def _defined(statement: Statement, binding: Binding, known: list[Binding]) -> Statement:
    """The statement as a definition, with all that it says: a value, another side, the parts of a whole, a function."""
    trees, relations = statement.trees, statement.chain.relations
    known.append(binding)
    last = trees[-1]
    if len(trees) > 2 and last is not None and is_numeric(last) and not any(binding.letters):
        known.append(replace(binding, body=last, value=True))  # z_1 = w_1 x_1 + w_2 x_2 = 0.5
    also = _also(statement, binding, known)
    part = _parts_of(statement, binding)
    known += [part] if part is not None else []
    also = also or part
    here = {other.name for other in known if other.section == binding.section}
    told = function_told(trees[1:3], here) if relations[1:2] == ("=",) else None
    if told is not None:
        function, parameter, body = told
        known.append(replace(binding, name=function, indices=(), layer=None, parameters=(parameter,), body=body))
    return replace(statement, kind="definition", binding=binding, also=also, tells=int(told is not None))


def _named_at_the_end(statement: Statement, known: list[Binding]) -> Statement:
    """∂L/∂V = B^T ∂L/∂C = ζ_1: a new letter behind a formula is a name for it; so is any behind :=, and e_i of a_i."""
    relations = statement.chain.relations
    equal = next((place for place, relation in enumerate(relations) if relation not in ("=", ":=")), len(relations))
    last, body = statement.trees[equal], statement.trees[equal - 1]
    said = equal > 0 and relations[equal - 1] == ":="
    if equal < 2 - said or body is None or not isinstance(last, Name) or last.layer is not None:
        return statement
    own = {index.name for index in last.indices if isinstance(index, Name) and not index.indices}
    plain = own or said or "_" in last.name or last.name in GREEK
    before = [node for binding in known for node in (binding.body, *binding.parameters)]
    sides = [tree for tree in statement.trees[:equal] if tree is not None]
    used = {name for node in (*before, *sides) for name in names_in(node)} - {Name(name) for name in CONSTANTS}
    known_names = {name.name for name in used} | {binding.name for binding in known}
    if not plain or len(own & free_letters(body)) < len(last.indices) or last.name in known_names:
        return statement
    where = (statement.order, statement.claim.section)
    known.append(Binding(last.name, last.indices, None, (), body, *where, line=statement.claim.line))
    return replace(statement, named=equal - 1)


def _defining_side(trees: Sequence[Node | None], relations: Sequence[str], known: list[Binding]) -> int | None:
    """The first side that says what the left is: not one unread, nor a name or a call that nothing defines."""
    rest = [place for place in range(1, len(trees)) if all(r in EQUALS for r in relations[:place])]
    read = [place for place in rest if trees[place] is not None]
    names = {b.name for b in known} | {name_of_axes(b.name, b.indices) for b in known if b.parameters}
    names -= {t.name for t in trees if isinstance(t, Name) and is_of_a_new_layer(t, known)}
    told = [place for place in read if not _is_open(trees[place], names) and not is_numeric(trees[place] or Dots())]
    first = read[0] if read else None
    if [n for n in told if total_of_parts(trees[0], trees[n]) is not None] == [1] and len(told) > 1:
        return told[1]  # R = Σ_i R_i = Σ_i e_i²
    if closed := [n for n in told if told_of_its_argument(trees[0], trees[told[0]], trees[n])]:
        return closed[0]  # A(u) = −log(1 − p) = log(1 + e^u)
    if not told and isinstance(trees[1], Name) and read[:2] == [1, 2] and isinstance(trees[2], Call):
        return 2  # a of ŷ = a = σ(z), and no σ(z)
    return told[0] if told and (first != 1 or _is_open(trees[1], names)) else first if first == 1 else None


def _parts_of(statement: Statement, binding: Binding) -> Binding | None:
    """R_i of R = Σ_i R_i = Σ_i e_i²: what the same sum adds up."""
    before, body = statement.trees[statement.body - 1], binding.body
    total = total_of_parts(statement.trees[0], before) if statement.body == 2 else None
    factors = before.parts[:-1] if isinstance(before, Product) else ()
    mine = body.parts[:-1] if isinstance(body, Product) else ()
    whole = body.parts[-1][1] if isinstance(body, Product) else body
    if total is None or not isinstance(whole, Total) or whole.indices[:1] != total.indices or factors != mine:
        return None
    rest = whole.body if len(whole.indices) == 1 else replace(whole, indices=whole.indices[1:], lower=None, upper=None)
    assert isinstance(total.body, Name)
    return replace(binding, indices=total.body.indices, body=rest, parameters=())


def _is_any_function(body: Node, known: list[Binding], later: Node | None = None) -> bool:
    """True for h(t), where nothing says what h is: a ``later`` formula says it, if it is not of the same h too."""
    names = {binding.name for binding in known}
    return isinstance(body, Call) and body.function.name not in names and not applied_alike(body, later, names)


def _is_open(node: Node | None, names: Collection[str]) -> bool:
    """True for a name that nothing defines, and for a call of letters or of several arguments that nothing defines."""
    if isinstance(node, Call):
        letters = all(isinstance(argument, Name) for argument in node.arguments)
        name = name_of_axes(node.function.name, node.function.indices) if node.function.indices else node.function.name
        return name not in names and (len(node.arguments) > 1 or letters)
    if not isinstance(node, Name) or node.indices or node.layer is None or node.layer.letter.isdigit():
        return isinstance(node, Name) and not node.indices and node.name not in names
    return _is_last(node)


def _is_last(name: Name | Binding) -> bool:
    """True for a^L, whose own function y = a^L = softmax(z^L) tells."""
    return name.layer is not None and name.layer.letter.isupper() and not name.layer.shift


def _also(statement: Statement, binding: Binding, known: list[Binding]) -> Binding | None:
    """What another side is: f(x, y) of z = f(x, y) = x y, E of L = E = ½ Σ e², f of h = softmax(a) = f."""
    other = statement.trees[1] if statement.body > 1 else statement.trees[-1] if len(statement.trees) == 3 else None
    head = head_of(other) if other is not None and (statement.body > 1 or _is_open(other, ())) else None
    defined = statement.body == 1 and head is not None and any(b.name == head[0].name for b in known)
    defined |= isinstance(binding.body, Name) and any(p.indices or p.layer for p in (head[1] if head else ()))
    if head is None or defined or refers_to_itself(head[0], binding.body) or applies(binding.body, head[0].name):
        return None
    also = replace(binding, name=head[0].name, indices=head[0].indices, layer=head[0].layer, parameters=head[1])
    if (told := function_told((other, binding.body), (), ())) is not None:
        also = replace(also, parameters=(told[1],), body=told[2])  # f of f(z_j^l) = …, whatever the argument is
    if any(_same(other, also) and not (_is_last(also) and other.layer != also.layer) for other in known):
        return None
    known.append(also)
    return also


def is_numeric(node: Node) -> bool:
    """True where there is no letter but e and π; σ(1) is a number too, whatever σ is.

    >>> is_numeric(Number("2")), is_numeric(Name("x")), is_numeric(Call(Name("sigma"), (Number("1"),)))
    (True, False, True)
    """
    if any(isinstance(part, (Derivative, Delta, Prime, Differential)) for part in walk(node)):
        return False
    applied = {id(part.function) for part in walk(node) if isinstance(part, Call)}
    return all(name.name in CONSTANTS and not name.indices for name in names_in(node) if id(name) not in applied)


def _is_range(statement: Statement) -> bool:
    """i = 1, …, n."""
    conditions = statement.chain.conditions
    return (
        bool(conditions)
        and any(map(is_range, conditions))
        and isinstance(statement.trees[0], Name)
        and (isinstance(statement.trees[1], Number) or is_step_before(statement.trees[1], statement.trees[0].name))
    )


def _is_condition(first: Node, second: Node, sides: int) -> bool:
    """i = j: two letters of indices, or k = K: the last of them."""
    letters = [n.name for n in (first, second) if isinstance(n, Name) and not (n.indices or n.layer or n.bold)]
    if sides != 2 or len(letters) != 2 or not (letters[0] in INDICES or letters[0] == "ell"):
        return False
    return letters[1] in INDICES or letters[1].lower() == letters[0].replace("ell", "l")


def _of_ends(chain: Chain) -> Chain:
    """a = b = 1 as a = 1."""
    return replace(chain, sides=(chain.sides[0], chain.sides[-1]), relations=chain.relations[-1:])


def _of_numbers(statement: Statement, binding: Binding, known: list[Binding]) -> Statement:
    """x = 0.5 states a value; o = 0.8 · 1.5 + 0.1 = 1.3 states that of its end."""
    last = statement.trees[-1]
    stated = replace(binding, body=last if last is not None and is_numeric(last) else binding.body, value=True)
    known.append(stated)
    return replace(statement, kind="value" if len(statement.trees) == 2 else "numbers", binding=stated)


def _is_defined_here(name: Name, statement: Statement, known: list[Binding]) -> bool:
    """True where the section has said before what the letter is, for all of its indices."""
    mine = [b for b in known if b.name == name.name and b.section == statement.claim.section and not b.value]
    return any("" not in b.letters for b in mine)


def _same(other: Binding, new: Binding, steps: Collection[str] = ()) -> bool:
    """True where both bind the same thing in the same section; that of a layer, but not of a step of time, in any."""
    timed = new.layer is not None and new.layer.letter in steps
    if other.name == new.name and _of_any_layer(other.layer) and _of_any_layer(new.layer) and not timed:
        return not says_it_of_one_layer(other.layer, other.body, new.layer, new.body)
    if len(other.parameters) != len(new.parameters) and other.parameters and new.parameters:
        return False  # H(p) and H(p, q) are two functions
    if other.value or other.name != new.name or other.section != new.section or len(other.indices) != len(new.indices):
        return False
    if (other.layer is None) != (new.layer is None) or not _layers_meet(other.layer, new.layer):
        return False
    numbers = [index for index in other.indices if isinstance(index, Number)]
    return numbers == [index for index in new.indices if isinstance(index, Number)]


def _is_of_every_layer(other: Binding, new: Binding) -> bool:
    """δ^l = ∂C/∂z^l says what δ^3 is too: what is written of it later is a claim."""
    numbered = new.layer is not None and new.layer.letter.isdigit()
    alike = numbered and other.name == new.name and _of_any_layer(other.layer)
    return alike and any(isinstance(node, Derivative) for node in walk(other.body))


def _of_any_layer(layer: Layer | None) -> bool:
    return layer is not None and not layer.letter.isdigit()


def _layers_meet(first: Layer | None, second: Layer | None) -> bool:
    if first is None or second is None:
        return True
    return first.letter.isdigit() == second.letter.isdigit() and (not first.letter.isdigit() or first == second)


def is_introduced(statement: Statement) -> bool:
    """True where a word such as "let" stands right before the formula.

    >>> is_introduced(Statement(Claim("a = b", 1, 1, before="Now let"), Chain((), (), (), 0, 0), (), 0))
    True
    """
    return bool(INTRODUCING.search(statement.claim.before))


def is_chosen(statement: Statement) -> bool:
    """True for the value in "for a = 0.7", or "if …, then a = 0.7", which is exact and no claim.

    >>> is_chosen(Statement(Claim("a = 0.7", 1, 1, before="For "), Chain((), (), (), 0, 0), (), 0, "value"))
    True
    """
    before, words = statement.claim.before, statement.claim.prose
    supposed = THEN.search(before) is not None and SUPPOSING.search(words) is not None
    return statement.kind == "value" and (supposed or CHOOSING.search(before) is not None)
