"""What is differentiated and by what; a loss that nothing defines is the usual one, or any function."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

import sympy as sp

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import (
    Call,
    Derivative,
    Known,
    Name,
    Node,
    Power,
    Product,
    Terms,
    Total,
    Transposed,
    names_in,
    walk,
)
from ...reading.expression.printing import shown
from .any_calls import any_number
from .applied_parts import is_only_applied
from .arrays import Array, Stuck
from .conventions import CONVENTIONS
from .items import Item, as_item
from .named_functions import spelled_out
from .names import Names
from .parameters_below import called_with_what_is_below, made_of_what_is_below, parameters_below
from .scope import Scope


class Losses(Names):
    """The top and the bottom of derivatives."""

    def _given(self, node: Name, layer: int | None, scope: Scope) -> Item:
        item = super()._given(node, layer, scope)
        below = self.document.index.made(parameters_below)
        return made_of_what_is_below(self, item, node, layer, scope) if node.name in below else item

    def called(self, node: Call, scope: Scope) -> Array:
        """A function of its arguments, and of what stands below it where the document differentiates by that."""
        return called_with_what_is_below(self, node, scope) or super().called(node, scope)

    def numerator(self, node: Node, denominators: tuple[Node, ...], scope: Scope) -> Array:
        """What is differentiated; a loss that nothing defines is any function of what is made of the denominators."""
        below = self.document.index.made(parameters_below)
        head = node.function if isinstance(node, Call) else node
        if isinstance(head, Name) and head.name in below and not self.is_bound(head, scope):
            return self.array(node, scope)
        if (
            isinstance(node, Name)
            and not node.indices
            and not self.is_bound(node, scope)
            and node.name not in self.document.roles.functions
        ):
            return self.any_loss(node, scope, denominators)
        if isinstance(node, Name) and node.name in self.document.roles.functions and not self.is_bound(node, scope):
            return self._of_its_call(node, scope, denominators)
        if isinstance(node, Call) and len(node.arguments) == 1 and self.function(node.function, scope) is None:
            known = self.is_bound(node.function, scope) or spelled_out(node, self.document) is not None
            known |= node.function.name in CONVENTIONS and not node.function.indices
            argument = self.array(node.arguments[0], scope) if not known else Array(sp.S.Zero)
            if argument.rank:
                return any_number(node, [argument], self, scope)
        return self.array(node, scope)

    def _of_its_call(self, node: Name, scope: Scope, denominators: tuple[Node, ...]) -> Array:
        """∂f/∂x of f(x, y): what the nearest call says f is applied to; of ∂C/∂z beside C(W) it says nothing.

        Raises:
            Stuck: f stands nowhere with letters for its arguments.
        """
        calls = [
            (s.order, part) for s in self.document.statements for tree in s.read
            for part in walk(tree)
            if isinstance(part, Call) and part.function == node and all(isinstance(a, Name) for a in part.arguments)
        ]  # fmt: skip
        before = [call for order, call in calls if order <= self.document.asked or order <= scope.order]
        if not calls:
            raise Stuck(f"{node.name} stands without its argument")
        call = before[-1] if before else calls[0][1]
        below = {part.name for part in denominators if isinstance(part, Name)}
        if not below & self.document.reached(name.name for part in call.arguments for name in names_in(part)):
            return self.any_loss(node, scope, denominators)
        arguments = [self.array(argument, scope) for argument in call.arguments]
        if len(arguments) == 1 and not arguments[0].rank:
            return self.array(call, scope)
        return any_number(call, arguments, self, scope)

    def any_loss(self, node: Name, scope: Scope, denominators: tuple[Node, ...]) -> Array:
        """Σ G a over the last definitions, G free: what holds for it holds for every loss, to the first order."""
        usual = self._cross_entropy(node, scope)
        if usual is not None:
            return usual
        below = {self._whole_of(part.name) for part in denominators if isinstance(part, Name)}
        ends = self._ends_above(node, scope, below)
        if not ends:
            raise Stuck(f"nothing says what {node.name} is")
        key: Hashable = ("any loss", node.name)
        if key in self.items.found and not below <= self.losses_of[node.name]:
            raise Stuck(f"{node.name} is a function of one thing here and of another there")
        self.losses_of.setdefault(node.name, self._made_of(ends))
        if key not in self.items.found:
            total: sp.Expr = sp.S.Zero
            for binding in ends:
                found = self.of_binding(binding, self._top(binding, scope), scope)
                array = self.arithmetic.fresh(self.whole(found, scope))
                slope = self.items.add(
                    ("slope", node.name, binding.order),
                    Item(
                        self.items.name(f"G_{binding.name}", None),
                        array.axes,
                        shown=f"slope of {node.name} by {binding.name}",
                    ),
                )
                total += self.arithmetic.summed(replace(array, entry=array.entry * slope.element(array.indices)))
            self.assumed.add(f"{node.name} is any function of {', '.join(map(_said, ends))}")
            value = Array(total)
            self.items.add(key, as_item(self.items.name(node.name, None), value, node.name, scope.around))
        return self.whole(self.items.found[key], scope)

    def _whole_of(self, name: str) -> str:
        """W of w, where w_{ij} are the entries of W though nobody writes it."""
        bound = self.document.by_name.get(name, ())
        wholes = [b.body.name for b in bound if b.order < 0 and isinstance(b.body, Name) and b.body.indices]
        return wholes[0] if wholes and len(wholes) == len(bound) else name

    def _cross_entropy(self, node: Name, scope: Scope) -> Array | None:
        """−Σ y log p, where the document has a softmax p and subtracts labels from it; None where it has not."""
        for binding in reversed([b for b in self.document.bindings if not b.value and is_softmax(b.body)]):
            label = next(iter(subtracted_from(self.document, binding.name)), None)
            if label is None:
                continue
            key: Hashable = ("any loss", node.name)
            if key not in self.items.found:
                found = self.of_binding(binding, scope.layer(binding.layer), scope)
                shares = self.arithmetic.fresh(self.whole(found, scope))
                labels = self.whole(self._given(Name(label), None, scope), scope)
                entry = self.arithmetic.aligned(shares, labels) * sp.log(shares.entry)
                self.assumed.add(f"{node.name} is the cross-entropy of {binding.name} and {label}")
                value = Array(-self.arithmetic.summed(replace(shares, entry=entry)))
                name = self.items.name(node.name, None)
                self.items.add(key, as_item(name, value, node.name, scope.around))
            return self.whole(self.items.found[key], scope)
        return None

    def _ends_above(self, node: Name, scope: Scope, below: set[str]) -> list[Binding]:
        """The end of this section so far, of all of it, or of the one before it, that is made of the denominators.

        Of several that which is made of the most by which the document differentiates the loss.
        """
        here = self._ends(node, scope)
        slopes = self.document.index.slopes.get(node.name, ())
        wanted = {part.name for slope in slopes for part in slope.denominators if isinstance(part, Name)}
        earlier = sorted({b.section for b in self.document.bindings if b.section < scope.section}, reverse=True)
        later = self._ends(node, replace(scope, order=len(self.document.statements)))
        for ends in (here, later, *(self._ends(node, replace(scope, section=section)) for section in earlier)):
            made = [(self._made_of([end]), end) for end in reversed(ends)]
            if fitting := [(len(wanted & letters), end) for letters, end in made if below <= letters]:
                return [max(fitting, key=lambda pair: pair[0])[1]]
        return here[-1:]

    def _made_of(self, ends: list[Binding]) -> set[str]:
        return self.document.reached([*(b.name for b in ends), *(n.name for b in ends for n in names_in(b.body))])

    def _ends(self, node: Name, scope: Scope) -> list[Binding]:
        """The definitions in this section that go into no other; of layers, those of any section before.

        What says something of the slopes of the loss, such as δ = ∂C/∂z, is no part of it, nor what is made of that.
        """
        tables = self.document.index.made(_tables)
        if node.name not in tables:
            tables[node.name] = _without_slopes(self.document.bindings, node.name)
        known = tables[node.name]
        mine = [b for b in known if b.section == scope.section]
        mine = mine or [b for b in known if b.layer is not None and b.section < scope.section]
        latest = {_numbered(b): b for b in mine if b.order <= scope.order} or {_numbered(b): b for b in mine}
        inside = {_numbered(name) for b in latest.values() for name in names_in(b.body) if _of_same_layer(b, name)}
        return [b for b in latest.values() if _numbered(b) not in inside]

    def _top(self, binding: Binding, scope: Scope) -> int | None:
        """The layer that a loss hangs on: the last one, where layers have letters; of steps the latest in the claim."""
        if binding.layer is not None and binding.layer.letter in self.document.roles.steps:
            return (scope.layer(binding.layer) or 0) - binding.layer.shift + self.latest
        lettered = binding.layer is not None and not binding.layer.letter.isdigit()
        return max(scope.layers.values(), default=2) if lettered else scope.layer(binding.layer)

    def denominator(self, node: Node, scope: Scope) -> Array:
        """By what is differentiated: a name with or without indices."""
        node = node.base if isinstance(node, Transposed) else node
        node = node.function if isinstance(node, Call) else node
        if isinstance(node, (Product, Terms)) and is_only_applied(node, self.document.bindings):
            array = self.inner(self.array(node, scope), scope, shown(node))
        elif not isinstance(node, Name) or node.name in scope.parameters:
            raise Stuck("a derivative by what is no letter")
        else:
            array = self.named(node, scope)
        if not isinstance(array.entry, (sp.Symbol, sp.Indexed)) or array.entry.is_integer:
            raise Stuck(f"a derivative by {shown(node)}")
        return array


def _tables(index: Index) -> dict[str, list[Binding]]:
    """By the loss, the definitions that say nothing of its slopes: filled when they are asked for."""
    return {}


def _without_slopes(bindings: Iterable[Binding], loss: str) -> list[Binding]:
    """The definitions without those of slopes of a loss, and of what is made of these."""
    known = [(b, {n.name for n in names_in(b.body)}) for b in bindings if not b.value and not b.parameters]
    direct = {id(b) for b, _ in known if _is_slope(b, loss)}
    slopes = {b.name for b, _ in known if id(b) in direct}
    more = slopes
    while more:
        more = {b.name for b, names in known if more & names} - slopes
        slopes |= more
    return [b for b, names in known if id(b) not in direct and not slopes & names]


def _is_slope(binding: Binding, loss: str) -> bool:
    names = {name.name for name in names_in(binding.body)}
    return loss in names or any(isinstance(part, Derivative) for part in walk(binding.body))


def _numbered(letter: Binding | Name) -> tuple[str, str]:
    """A letter with the number of its layer: z^{(1)} and z^{(2)} are two, z^l of any layer is one."""
    layer = letter.layer
    return letter.name, layer.letter if layer is not None and layer.letter.isdigit() else ""


def _said(end: Binding) -> str:
    name, number = _numbered(end)
    return f"{name}[{number}]" if number else name


def _of_same_layer(binding: Binding, name: Name) -> bool:
    """z^l in a^l, not a^{l−1} in z^l."""
    return binding.layer is None or name.layer is None or name.layer.shift == binding.layer.shift


def is_softmax(body: Node) -> bool:
    """True for softmax(z), and for e^z over a sum of such.

    >>> from ...reading.expression.nodes import Known
    >>> is_softmax(Known("softmax", Name("z")))
    True
    """
    if isinstance(body, Known):
        return body.function == "softmax"
    if not isinstance(body, Product) or [sign for sign, _ in body.parts] != ["", "/"]:
        return False
    (_, above), (_, below) = body.parts
    return _is_exponential(above) and isinstance(below, Total) and _is_exponential(below.body)


def _is_exponential(node: Node) -> bool:
    if isinstance(node, Known):
        return node.function == "exp"
    return isinstance(node, Power) and isinstance(node.base, Name) and node.base.name == "e"


def subtracted_from(document: Document, name: str) -> list[str]:
    """The letters that nothing defines and that are subtracted from this one: labels.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> subtracted_from(document_of([Claim("d = p_i - y_i", 1, 1)]), "p")
    ['y']
    """
    found: list[str] = []
    for tree in (tree for s in document.statements for tree in s.read):
        for node in walk(tree):
            if isinstance(node, Terms) and len(node.terms) == 2:
                (_, first), (sign, second) = node.terms
                if isinstance(first, Name) and isinstance(second, Name) and first.name == name and sign < 0:
                    found.append(second.name)
    return [letter for letter in dict.fromkeys(found) if not document.defined(letter)]
