"""What a name stands for: a running letter, a size, a parameter, a definition, or something given."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

import sympy as sp

from ...algebra.indices import substitute
from ...errors import UsageError
from ...network.axes import size_symbol
from ...network.functions import FUNCTIONS, function_named, plain_name
from ...network.occurring import free_symbols_in
from ...network.unknown_functions import unknown_function
from ...reading.document.model import Document
from ...reading.document.samples.one_sample import is_column
from ...reading.document.shapes.ranks import Ranks
from ...reading.document.statements.bindings import Binding
from ...reading.document.statements.heads import parameter_of, parameters_in
from ...reading.expression.nodes import Call, Derivative, Name, Node, Number, Terms, Whole, walk
from ...reading.expression.printing import SIGNS
from .any_calls import any_number, is_of_what_it_is_made_of
from .applied_parts import with_a_name
from .arrays import Arithmetic, Array, Circular, Stuck
from .axes import AxisClasses, examples_axis
from .biases import beside_the_entries
from .conventions import CONVENTIONS, OF_IDENTITY
from .items import Item, Items, as_item
from .layer_numbers import USUAL, of_other_layers, reaches
from .named_functions import functions_in_force, spelled_out
from .samples import ELSEWHERE, OF_EACH, is_made_of_its_parameters, of_one_sample
from .scope import Scope, index_letter
from .steps import before, is_shifted


@dataclass
class Names(ABC):
    """The document, the axes and the tensors reached so far.

    ``assumed`` gathers what nothing in the document says; ``unbound`` the letters that no definition mentions.
    """

    document: Document
    ranks: Ranks
    classes: AxisClasses
    base: int = 1
    rows: bool = False
    entrywise: bool = False
    over_examples: int = -1  # the place of the claim whose Σ without an index is over the examples, one of which stands
    lowest: int = 0  # the layer up to which everything is given
    hidden: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # letters of each example, their sum, its size
    numbers: Mapping[str, int] = field(default_factory=lambda: USUAL)  # those of the letters that count layers
    latest: int = 0  # how many steps further than t the claim goes
    recursive: set[str] = field(default_factory=set)  # names that are made of what they were a step before
    parted: bool = False  # whether a formula below a ∂ has a name
    losses_of: dict[str, set[str]] = field(default_factory=dict)  # what a loss that nothing defines is made of
    items: Items = field(init=False)
    arithmetic: Arithmetic = field(init=False)
    assumed: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    bindings_used: set[int] = field(default_factory=set)
    beside_the_diagonal: list[sp.Expr] = field(default_factory=list)  # what is 0 where ⊙ a slope is entry by entry

    def __post_init__(self) -> None:
        self.items = Items(self.classes)
        self.arithmetic = Arithmetic(self.classes, self.rows, self.entrywise)

    @abstractmethod
    def array(self, node: Node, scope: Scope) -> Array:
        """The array that a tree stands for."""

    @abstractmethod
    def scalar(self, node: Node, scope: Scope) -> sp.Expr:
        """The entry of a formula without axes."""

    # indices

    def bound_letter(self, letter: str, scope: Scope) -> sp.Symbol:
        """The symbol of a letter that a sum binds: its own, or a fresh one where that is taken."""
        taken = {symbol.name for symbol, _ in (*scope.running.values(), *scope.open.values())}
        plain = letter if letter.isascii() and letter.isidentifier() else "r"
        if plain in taken or plain in self.document.sizes:
            return self.arithmetic.index()
        return index_letter(plain)

    def running(self, letter: str, scope: Scope) -> tuple[sp.Symbol, int]:
        """The symbol and the axis of a letter that runs; one that nothing binds is open from here on."""
        found = scope.runs(letter)
        if found is None:
            plain = "".join(c if c.isalnum() else "_" for c in letter).strip("_")
            name = f"{plain}_" if letter in self.document.sizes else plain
            found = (index_letter(name), self.classes.fresh())
            scope.open[letter] = found
        return found

    def place(self, node: Node, axis: int, scope: Scope) -> sp.Expr:
        """An index: a number, a letter, the label of a sample, or a letter and a number."""
        if isinstance(node, Number):
            number = int(node.text) + 1 - self.base if node.text.isdigit() else 0
            if number < 1:
                raise Stuck(f"the index {node.text} is not read")
            self.classes.at_least(axis, number)
            return sp.Integer(number)
        if isinstance(node, Name):
            return self._letter_place(node, axis, scope)
        if isinstance(node, Terms):
            own = sum(not isinstance(part, Number) for _, part in node.terms) > 1  # the axes of i and k in x_{i+k−1}
            parts = [s * self._shift(part, self.classes.fresh() if own else axis, scope) for s, part in node.terms]
            running = any(isinstance(part, Name) and self._runs(part, scope) for part in walk(node))
            return sp.Add(*parts, 0 if running else 1 - self.base)  # k − 1, or K − 1
        raise Stuck("an index of another kind")

    def _runs(self, name: Name, scope: Scope) -> bool:
        return bool(name.indices) or scope.runs(name.name) is not None or name.name not in self.document.sizes

    def _shift(self, node: Node, axis: int, scope: Scope) -> sp.Expr:
        if isinstance(node, Number) and node.text.isdigit():
            return sp.Integer(node.text)
        return self.place(node, axis, scope)

    def _letter_place(self, node: Name, axis: int, scope: Scope) -> sp.Expr:
        if node.indices:  # y_i of f_{y_i}: the class of the sample, any of them
            for index in node.indices:
                if isinstance(index, Name):
                    self.running(index.name, scope)
            letters = "_".join(
                index.name if isinstance(index, Name) else getattr(index, "text", "") for index in node.indices
            )
            symbol, own = self.running(f"{node.name}_{letters}", scope)
        elif scope.runs(node.name) is None and node.name in self.document.sizes:
            self.classes.letter(axis, node.name)
            return size_symbol(node.name)
        else:
            symbol, own = self.running(node.name, scope)
        self.classes.unify(axis, own)
        return symbol

    # names

    def is_bound(self, node: Name, scope: Scope) -> bool:
        """True where the document says what the name is."""
        given = node.name in scope.parameters or node.name in self.document.no_constants
        return given or self.document.defining(node, scope.order, scope.layer(node.layer)) is not None

    def named(self, node: Name, scope: Scope) -> Array:
        """What a name stands for, with its indices."""
        if node.name in scope.parameters and node.layer is None:
            return self._entries(scope.parameters[node.name], node, scope)
        if not node.indices and node.layer is None:
            runs = scope.running.get(node.name) or scope.running.get(SIGNS.get(node.name, ""))  # Σ_τ f(τ)
            if runs is not None:
                return Array(runs[0] + self.base - 1)  # a place counts from 1, the number k of it as the notes do
            constant = {"e": sp.E, "pi": sp.pi}.get(node.name) if not node.bold else None
            if constant is not None and not self.is_bound(node, scope):
                return Array(constant)
            if node.name in self.document.sizes:
                return Array(size_symbol(node.name))
            if node.name == "I" and not self.is_bound(node, scope):
                return self.arithmetic.identity()
        said = OF_IDENTITY.get((node.name, len(node.indices)))
        if said is not None and not self.is_bound(node, scope) and self.document.index.made(said):
            return self._entries(self.arithmetic.identity(), node, scope)
        layer = scope.layer(node.layer)
        node = beside_the_entries(node, self.base, lambda: self.document.defining(node, scope.order, layer))
        if len(node.indices) == 2 and node.layer is None and (one := self._of_sample(node, scope)) is not None:
            return self._entries(self.whole(one, scope), node, scope)
        shifted = is_shifted(node)
        try:
            item = self.item(node, scope) if not (shifted and node.name in self.recursive) else None
        except Circular:
            if not shifted:
                raise
            item = None
        if item is None:
            rank = max(self.ranks.of(node.name, scope.section), len(node.indices))
            self.recursive.add(node.name)
            item, node = before(node, rank, self.items)
        whole = self.whole(item, scope)
        if len(node.indices) == 1 and not whole.rank and (one := self._of_sample(node, scope)) is not None:
            whole = self.whole(one, scope)
        return self._entries(whole, self._without_numbers(node, scope), scope)

    def _without_numbers(self, node: Name, scope: Scope) -> Name:
        """C_0 of the equation for C_0 itself: no entry of anything."""
        binding = self.document.defining(node, scope.order, scope.layer(node.layer))
        mine = binding.indices if binding is not None else ()
        if len(mine) != len(node.indices) or not any(isinstance(index, Number) for index in mine):
            return node
        pairs = zip(node.indices, mine, strict=True)
        return replace(node, indices=tuple(index for index, own in pairs if not isinstance(own, Number)))

    def inner(self, array: Array, scope: Scope, shown: str = "") -> Array:
        """What a function is applied to, with a name of its own where it sums: the sum then stands nowhere twice.

        So has what is ``shown`` below a ∂, as w x + b is.
        """
        self.parted |= bool(shown)
        return with_a_name(self, array, scope, shown)

    def whole(self, item: Item | Array, scope: Scope) -> Array:
        """All of a tensor, with fresh indices; its open letters are those of the place where it stands."""
        if isinstance(item, Array):
            return item
        own = len(item.axes) - len(item.open)
        indices = tuple(self.arithmetic.index() for _ in range(own))
        letters = zip(item.open, item.axes[own:], strict=True)
        opened = tuple(self._opened(letter, axis, scope) for letter, axis in letters)
        return Array(item.element((*indices, *opened)), indices, item.axes[:own], item.turned)

    def _opened(self, letter: str, axis: int, scope: Scope) -> sp.Symbol:
        symbol, own = self.running(letter, scope)
        self.classes.unify(axis, own)
        return symbol

    def _entries(self, array: Array, node: Name, scope: Scope) -> Array:
        """The entries, or the rows, that the indices pick."""
        if len(node.indices) > array.rank:
            raise Stuck(f"{node.name} has too many indices")
        written = (*node.indices, *(Whole(),) * (array.rank - len(node.indices)))
        written = written[::-1] if array.rank == 2 and is_column(node, self.document.index) else written
        kept = [place for place, index in enumerate(written) if isinstance(index, Whole)]
        places = [
            array.indices[place] if isinstance(index, Whole) else self.place(index, array.axes[place], scope)
            for place, index in enumerate(written)
        ]
        fixed = {place for place, index in zip(places, written, strict=True) if not isinstance(index, Whole)}
        if fixed & (free_symbols_in(array.entry) - set(array.indices)):
            raise Stuck(f"an index of {node.name} stands for two things")
        rest = tuple(array.indices[place] for place in kept)
        axes = tuple(array.axes[place] for place in kept)
        return Array(array.at(places), rest, axes, array.turned and bool(rest))

    def item(self, node: Name, scope: Scope) -> Item | Array:
        """The tensor of a name: that of its definition, or one that is given."""
        layer = scope.layer(node.layer)
        binding = self.document.defining(node, scope.order, layer)
        if binding is not None and layer is not None and not reaches(self.document, binding, layer, self.lowest):
            binding = of_other_layers(self.document, binding, layer, self.lowest)
        if binding is None:
            return self._given(node, layer, scope)
        return self.of_binding(binding, layer, scope)

    def _of_sample(self, node: Name, scope: Scope) -> Item | Array | None:
        """The definition of one of many samples, where that of any has no axis for it."""
        binding = self.document.defining(node, scope.order)
        if binding is None or len(node.indices) != len(binding.indices) + 1:  # scores_{ik} is an entry of all scores
            return None
        made = of_one_sample(self.document, binding, node.indices[0])
        self.assumed |= {f"{OF_EACH} {node.name}"} if made is not None else set()
        return self.of_binding(made, None, scope) if made is not None else None

    def _given(self, node: Name, layer: int | None, scope: Scope) -> Item:
        rank = max(self.ranks.of(node.name, scope.section), len(node.indices))
        key: Hashable = ("given", node.name, layer, rank)
        self.used.add(node.name)
        if key in self.items.found:
            return self.items.found[key]
        axes = tuple(self.classes.of((key, place)) for place in range(rank))
        if rank and node.name in self.document.put_back:
            self.classes.unify(axes[0], self.classes.of("samples"))
        name = self.items.name(node.name, layer)
        opened = (self.hidden[node.name][0],) if node.name in self.hidden else ()
        axes = (*axes, *(examples_axis(self.classes, self.hidden, letter) for letter in opened))
        told = self.ranks.told_rows
        turned = node.name in (told.columns if self.rows else told.rows)
        return self.items.add(key, Item(name, axes, opened, shown=node.name, turned=turned))

    def of_binding(self, binding: Binding, layer: int | None, scope: Scope) -> Item | Array:
        """The tensor that a definition defines; a formula of derivatives stands for itself."""
        key: Hashable = ("defined", binding.order, binding.name, layer, len(binding.indices))
        self.bindings_used.add(binding.order)
        if key in self.items.found:
            return self.items.found[key]
        if key in self.items.making:
            raise Circular(binding.name, self.items.circle(key))
        self.items.making[key] = binding.order
        try:
            array, opened = self._body(binding, layer, scope, key)
        finally:
            self.items.making.pop(key, None)
        if any(isinstance(part, Derivative) for part in walk(binding.body)):
            here = {symbol: self._opened(letter, axis, scope) for letter, (symbol, axis) in opened.items()}
            return replace(array, entry=substitute(array.entry, here))
        name = self.items.name(binding.name, layer)
        return self.items.add(key, as_item(name, array, binding.name, opened))

    def _body(
        self, binding: Binding, layer: int | None, scope: Scope, key: Hashable
    ) -> tuple[Array, dict[str, tuple[sp.Symbol, int]]]:
        """The value of a definition, and the letters that it leaves open."""
        running = {}
        for place, letter in enumerate(binding.letters):
            if letter:
                symbol = index_letter(f"{letter}_" if letter in self.document.sizes else letter)
                running[letter] = (symbol, self.classes.of((key, place)))
                if not place and binding.name in self.document.put_back:
                    self.classes.unify(running[letter][1], self.classes.of("samples"))
        layers = dict(scope.layers if binding.layer is not None else self.numbers)
        if binding.layer is not None and not binding.layer.letter.isdigit() and layer is not None:
            layers[binding.layer.letter] = layer - binding.layer.shift
        section = binding.section if binding.order >= 0 else scope.section  # X_i = x_i, which nobody writes
        inner = Scope(binding.order, section, running, {}, layers, {})
        self.arithmetic.units, before = binding.total, self.arithmetic.units
        array = self.array(binding.body, inner)
        self.arithmetic.units = before
        if binding.total and array.rank:
            array = Array(self.arithmetic.summed(array))
        own = tuple(running[letter] for letter in binding.letters if letter)
        indices, axes = tuple(symbol for symbol, _ in own), tuple(axis for _, axis in own)
        return Array(array.entry, (*indices, *array.indices), (*axes, *array.axes), array.turned), inner.open

    # functions

    def called(self, node: Call, scope: Scope) -> Array:
        """A function of its arguments; J(θ) of its own parameters is J."""
        if (given := scope.given(parameter_of(node))) is not None:
            return given
        binding = self.function(node.function, scope, len(node.arguments))
        if binding is not None and self._of_own_parameters(binding, node, scope):
            found = self.of_binding(binding, scope.layer(node.function.layer), scope)
            array = self.whole(found, scope)
            return self._entries(array, node.function, scope)
        plain = self.document.defining(node.function, scope.order) if binding is None else None
        if plain is not None and is_of_what_it_is_made_of(self.document, plain, node):
            return self.named(node.function, scope)
        if binding is None and plain is None and (formula := spelled_out(node, self.document)) is not None:
            self.assumed.add(f"{node.function.name} is what its name says")
            return self.array(formula, scope)
        arguments = [self.inner(self.array(argument, scope), scope) for argument in node.arguments]
        if binding is not None:
            return self._entries(self._inlined(binding, arguments, scope), replace(node.function, indices=()), scope)
        if len(arguments) != 1:
            if plain is not None:
                return self.named(node.function, scope)
            return any_number(node, arguments, self, scope)
        return self.applied(node.function, arguments[0], scope)

    def function(self, name: Name, scope: Scope, arguments: int = 0) -> Binding | None:
        """The definition of a function, with its parameters; of several the one with so many."""
        mine = functions_in_force(self.document, name.name, scope.order)
        mine = [b for b in mine if len(b.parameters) == arguments] or mine
        before = [b for b in mine if b.order <= scope.order] or [b for b in mine if b.order <= self.document.asked]
        return before[-1] if before else mine[0] if mine else None

    def _of_own_parameters(self, binding: Binding, node: Call, scope: Scope) -> bool:
        names = tuple(a and replace(a, bold=False) for a in map(parameter_of, node.arguments))
        same = names == tuple(replace(p, bold=False) for p in binding.parameters)
        return same and not any(p.name in (*scope.parameters, *scope.running) for p in binding.parameters)

    def _inlined(self, binding: Binding, arguments: list[Array], scope: Scope) -> Array:
        self.bindings_used.add(binding.order)
        if len(arguments) != len(binding.parameters):
            raise Stuck(f"{binding.name} has another number of arguments")
        letters = parameters_in(binding.body)
        elsewhere = [p.name for p in binding.parameters if p.name not in letters]
        if elsewhere and any(self.document.defined(name) for name in letters):
            raise Stuck(f"how {binding.name} hangs on {elsewhere[0]} is said in other lines")  # f(X) = g(T), T = β X
        vector = [argument for argument in arguments if argument.rank]
        scalar_body = all(self.ranks.of(p.name, binding.section) == 0 for p in binding.parameters)
        if vector and scalar_body and len(arguments) == 1:
            variable = sp.Dummy("u", real=True)
            inside = self._inlined(binding, [Array(variable)], scope)
            return self.arithmetic.entry_by_entry(lambda entry: inside.entry.xreplace({variable: entry}), arguments[0])
        if is_made_of_its_parameters(self.document, binding):
            self.assumed.add(f"{binding.name} {ELSEWHERE}")
        parameters = {p.name: argument for p, argument in zip(binding.parameters, arguments, strict=True)}
        inner = replace(scope, order=binding.order, section=binding.section, parameters=parameters)
        depth_key: Hashable = ("inlined", binding.order)
        if depth_key in self.items.making:
            raise Circular(binding.name, self.items.circle(depth_key))
        self.items.making[depth_key] = binding.order
        try:
            return self.array(binding.body, inner)
        finally:
            self.items.making.pop(depth_key, None)

    def applied(self, function: Name, argument: Array, scope: Scope) -> Array:
        """A function of one argument: as it is defined, as its name says, or any function."""
        binding = self.function(function, scope)
        if binding is not None:
            return self._inlined(binding, [argument], scope)
        if (known := CONVENTIONS.get(function.name)) is not None:
            self.assumed.add(known[1])
            return self.arithmetic.entry_by_entry(known[0], argument)
        if (word := plain_name(function.name)) in FUNCTIONS:
            return self.arithmetic.entry_by_entry(function_named(word), argument)
        try:
            head = unknown_function("".join(c for c in function.name if c.isalnum()) or "f")
        except UsageError:
            raise Stuck(f"nothing says what {function.name} is") from None
        return self.arithmetic.entry_by_entry(head, argument)
