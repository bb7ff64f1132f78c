"""The document: its statements, and what each letter means at each place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from ..expression.nodes import Derivative, Known, Name, Node, Number, names_in, walk
from ..notes.claims import Claim
from ..tex.chains import Chain, chains_of
from ..tex.index_letters import IndexLetters, index_letters
from ..tex.labels_of_parameters import with_labels_in_letters
from ..tex.layer_names import names_of_layers, of_sides
from ..tex.names_of_two_letters import names_of_two_letters, with_names_of_two_letters, words_of_slopes
from ..tex.nested_indices import with_entries_beside
from ..tex.products_in_bold import with_products_in_bold
from .layers.layer_scripts import layer_scripts
from .layers.layers_below import layers_below
from .layers.units_by_letter import UnitsByLetter, units_by_letter
from .reached import reached_by_definitions
from .samples.batches import Batches, with_batches
from .samples.dropped_samples import Dropped, dropped_in
from .samples.labelled import labelled_in, with_labels
from .samples.one_hot_capitals import with_entries_of_classes
from .samples.one_sample import samples_in
from .samples.parts import whole_and_parts, with_own_parameters
from .samples.patterns import pattern_letters, with_patterns
from .samples.silent_arguments import silent_arguments
from .samples.two_ranks import two_ranks
from .scripts.ellipses import over_all
from .scripts.entries_of_functions import with_entries
from .scripts.given_names import with_own_letters
from .scripts.letter_e import with_own_letter
from .scripts.letters_of_tables import with_letters_of_tables
from .scripts.listed import letters_with_entries, lists_its_entries
from .scripts.roles import Roles, roles_of
from .scripts.steps_above import with_steps
from .sides import trees_of, understood_by_section
from .statements.bindings import CONSTANTS, EQUALS, Binding, Statement, classified, is_chosen, is_introduced
from .statements.finer_forms import with_finer_forms
from .statements.fitting import fits, is_whole_of, of_that_rank
from .statements.going_on import going_on
from .statements.heads import with_diagonal
from .statements.index import Index
from .statements.labels_put_in import with_what_stands_below
from .statements.marked_alike import marked_alike
from .statements.named_parts import with_parts_named
from .statements.plugged import formulas_of_numbers, named_in_prose, with_formulas_of_arguments
from .statements.ranges_behind import with_ranges_apart
from .statements.scoped import visible
from .statements.siblings import Siblings, families_in, spelled_out
from .told.adjoints import with_adjoints
from .told.as_told import as_told
from .told.braces import heads_of_braces, with_terms_of_braces
from .told.data_vectors import is_data_since
from .told.functions_by_name import with_functions_by_name
from .told.functions_in_prose import functions_in_prose
from .told.given import (
    bounds_in,
    domains_in,
    introduced_in,
    labels_in,
    mentions_in,
    no_constants_in,
    sizes_in,
    with_cases_behind,
)  # fmt: skip
from .told.implied import (
    differentiated_arguments,
    domains_of_logarithms,
    inverted_letters,
    letters_differentiated_by,
    observed_letters,
    solved_letters,
)  # fmt: skip
from .told.named_slopes import with_named_slopes
from .told.properties import with_properties
from .told.put_in import is_written_out, values_put_in
from .told.shortened import shortened
from .told.slopes_of_any import with_slopes_of_any
from .told.slopes_written_out import by_slopes

MOST_STATEMENTS = 20_000


@dataclass(frozen=True)
class Document:
    """A file of notes as it is understood: statements in order, bindings, roles, sizes.

    ``unbounded`` are the sizes that are the last value of no sum: N of 1/N Σ_n alone. ``dropped`` says which letters
    stand without the index of their sample somewhere, ``put_back`` which of them have it again everywhere.
    ``units`` are the layers that letters of units tell, for what is read in the document's letters later.
    ``by_factors`` says that a logarithm of a product is taken factor by factor, but of no letter that is ``whole``.
    """

    statements: tuple[Statement, ...]
    bindings: tuple[Binding, ...]
    roles: Roles
    sizes: frozenset[str]
    by_name: dict[str, tuple[Binding, ...]] = field(repr=False, compare=False, default_factory=dict)
    domains: dict[str, str] = field(repr=False, compare=False, default_factory=dict)
    introduced: dict[str, int] = field(repr=False, compare=False, default_factory=dict)
    mentioning: dict[str, list[Binding]] = field(repr=False, compare=False, default_factory=dict)
    labels: frozenset[str] = frozenset()
    asked: int = -1
    unbounded: frozenset[str] = frozenset()
    letters: IndexLetters = field(repr=False, compare=False, default_factory=IndexLetters)
    units: UnitsByLetter = field(repr=False, compare=False, default_factory=UnitsByLetter)
    no_constants: frozenset[str] = frozenset()
    dropped: Dropped | None = None
    batches: Batches | None = None
    put_back: frozenset[str] = frozenset()
    by_factors: bool = False
    whole: frozenset[str] = frozenset()
    index: Index = field(repr=False, compare=False, default_factory=lambda: Index((), ()))

    def __post_init__(self) -> None:
        if not self.index.is_of(self.statements, self.bindings):
            object.__setattr__(self, "index", Index(self.statements, self.bindings))

    def defining(self, name: Name, order: int, layer: int | None = None, letter: str = "") -> Binding | None:
        """The definition of a name at a place: the last before it, else before the claim that asks, else behind it."""
        mine = [b for b in self.by_name.get(name.name, ()) if not b.value and (b.layer is None) == (name.layer is None)]
        mine = [b for b in mine if fits(b, name) and (not b.passing or b.section == self._section(order))]
        mine = visible(self.index, [b for b in mine if not is_data_since(self.index, b, order)], order, self.asked)
        if name.indices:  # y_n is none of the function y(x), where it is defined too
            mine = [b for b in mine if not b.parameters or b.indices] or mine
        if name.layer is not None:
            layered = [(b, b.layer.letter) for b in mine if b.layer is not None]
            exact, of_any = [b for b, at in layered if at == str(layer)], [b for b, at in layered if not at.isdigit()]
            # A claim of any layer l asks for what lines say of any, not for those of numbered layers.
            numbered = name.layer.letter.isdigit() or self.asked not in self.index.of_any_layer
            mine = (exact or of_any) if numbered else (of_any or exact)
        before = [b for b in mine if b.order <= order and not is_whole_of(b, name, order)]
        ours = [b for b in before if b.section == self._section(order) and (name.bold or name.indices)]
        before = of_that_rank(ours or before, name)  # y_k of its section is meant, not the number y of another one
        if before and (near := self._of_its_rank_here(mine, name, order, before[-1])) is not None:
            return near
        if before:
            return before[-1] if before[-1].section == self._section(order) else self._beside(mine, order) or before[-1]
        reaching = [b for b in of_that_rank(mine, name) if self._reaches_back(b, order)]
        told = [b for b in reaching if b.order <= self.asked]
        after = [b for b in reaching if self.introduced.get(name.name, b.section) >= b.section]
        here = {self._section(order), self._section(max(self.asked, 0))}
        after = [b for b in after if b.section in here or not is_introduced(self.statements[b.order])]
        return told[-1] if told else after[0] if after else None

    def _of_its_rank_here(self, mine: Sequence[Binding], name: Name, order: int, last: Binding) -> Binding | None:
        """y = W h + b of the section of the claim, where a line that needs y has y_t = … of another one before it."""
        if len(last.indices) == len(name.indices) or last.section == self._section(order):
            return None
        told = [b for b in mine if order < b.order <= self.asked and len(b.indices) == len(name.indices)]
        return next((b for b in told[::-1] if b.section == self._section(self.asked)), None)

    def _beside(self, mine: Sequence[Binding], order: int) -> Binding | None:
        """The first definition behind a line in its own section: L = Σ_t L_t, with L_t = …"""
        behind = [b for b in mine if order < b.order <= self.asked and b.section == self._section(order)]
        line = self.statements[order].claim.line if order < len(self.statements) else 0
        return next((b for b in behind if b.line == line or not is_introduced(self.statements[b.order])), None)

    def asked_at(self, order: int) -> Document:
        """The document as it stands at a claim: what was defined since holds in the lines before it too."""
        here = replace(self, asked=order)
        told = self.index.made(shortened).get(self._section(order), ())
        return here.with_bindings([binding for binding in told if binding.order < order]) if told else here

    def _section(self, order: int) -> int:
        return self.statements[order].claim.section if order < len(self.statements) else 0

    def _reaches_back(self, binding: Binding, order: int) -> bool:
        """True where a definition holds before its line too: in its own section, or where all is one story.

        A later section that defines μ and, anew, the loss that had μ in it, tells another story.
        """
        if binding.section == self._section(order):
            return True
        told = self.index.names_of(binding.section)
        earlier = [other for other in self.mentioning.get(binding.name, ()) if other.section < binding.section]
        anew = (o for o in earlier if o.name in told and not self._is_of_others(o, binding.section))
        return not binding.parameters and next(anew, None) is None

    def _is_of_others(self, binding: Binding, section: int) -> bool:
        """True for the cross-entropy H(p, q) in a section that defines H(q) alone."""
        there = [b for b in self.by_name.get(binding.name, ()) if b.section == section and not b.value]
        return bool(there) and all(len(b.parameters) != len(binding.parameters) for b in there)

    def reached(self, names: Iterable[str]) -> set[str]:
        """The names, and all that their definitions come down to.

        >>> document = document_of([Claim("L = a - t", 1, 1), Claim("a = f w", 2, 1)])
        >>> sorted(document.reached(["L"])), sorted(document.reached(["a"]))
        (['L', 'a', 'f', 't', 'w'], ['a', 'f', 'w'])
        """
        return reached_by_definitions(names, self.by_name)

    def values(self, name: str, order: int) -> list[Binding]:
        """What is stated of the values of a letter before a place, in order."""
        return [b for b in self.by_name.get(name, ()) if b.value and b.order < order]

    def with_forms(self, orders: Collection[int], kind: str = "form") -> Document:
        """The document in which these definitions are claims about earlier ones, or of another kind."""
        again = set(orders)
        bindings = tuple(b for b in self.bindings if b.order not in again)
        statements = tuple(replace(s, kind=kind) if s.order in again else s for s in self.statements)
        by_name = {name: tuple(b for b in bound if b.order not in again) for name, bound in self.by_name.items()}
        return replace(self, statements=statements, bindings=bindings, by_name=by_name)

    def views(
        self, statement: Statement, rank: Callable[[str, int], int] = lambda _name, _section: 0
    ) -> Iterator[tuple[Document, str, Statement | None]]:
        """The document as a claim may mean it: with a letter at the value that its sentence names, by another form.

        For "with λ = 0 the slope is …" λ is 0; of F, which was written anew with s in it, ∂F/∂s is that of this form.
        With each goes the condition in words, or the line with the form. ``rank`` is that of a letter in a section.
        """
        for given in filter(None, (list(self._stated_beside(statement)), list(values_put_in(self, statement)))):
            words = ", ".join(f"{b.name} = {getattr(b.body, 'text', '…')}" for b in given)
            yield self.with_bindings(given), words, None
        yield from self._logistic(statement)
        for name in self._of_other_data(statement, rank):
            yield self.without(name), f"the entries of {name} are given", None
        yield from self._as_implied(statement)
        derivatives = [n for tree in statement.read for n in walk(tree) if isinstance(n, Derivative)]
        for form in self.index.forms(statement.claim.section, statement.order) if derivatives else ():
            assert form.binding is not None
            inside = {name.name for name in names_in(form.binding.body)}
            if any(
                isinstance(node.numerator, Name)
                and node.numerator.name == form.binding.name
                and any(isinstance(below, Name) and below.name in inside for below in node.denominators)
                for node in derivatives
            ):
                yield self.with_bindings([form.binding]), "", form

    def _as_implied(self, statement: Statement) -> Iterator[tuple[Document, str, Statement | None]]:
        """The document in which what has a logarithm is positive, and in which arguments may have any value."""
        named = [*differentiated_arguments(statement, self.by_name), *solved_letters(statement, self.by_name)]
        for name in named:
            yield self.without(name), "", None
        if observed := observed_letters(statement, self.by_name):
            without = reduce(Document.without, (*named, *observed), self)
            yield without, " and ".join(f"{name} is given" for name in observed), None
        told = domains_of_logarithms(statement, self.by_name)
        if told is not None:
            whole = letters_differentiated_by(statement)  # −log q hangs on q, whatever q is made of
            yield replace(self, domains={**told, **self.domains}, by_factors=True, whole=whole), "", None
        for name, binding in inverted_letters(statement, self.statements, self.by_name):
            yield self.without(name).with_bindings([binding]), "", self.statements[binding.order]

    def _of_other_data(self, statement: Statement, rank: Callable[[str, int], int]) -> list[str]:
        """The letters with an index in what a claim reaches that another section defines without one.

        After y = m x + b for a line, y_i of Σ_i (y_i − …)² are data; g_k of a vector g = tanh(r) is an entry of it.
        """
        reached = {name for tree in statement.read for name in names_in(tree)}
        for name in list(reached):
            reached |= {inner for b in self.by_name.get(name.name, ()) for inner in names_in(b.body)}
        found = set()
        for letter in {name.name for name in reached if name.indices}:
            mine = [b for b in self.by_name.get(letter, ()) if not b.value and b.layer is None]
            mine = [b for b in mine if b.order <= statement.order] or mine
            plain = not any(b.indices or b.parameters for b in mine)
            vectors = any(rank(letter, b.section) for b in mine)
            elsewhere = not vectors and all(b.section != statement.claim.section for b in mine)
            of_vectors = any(rank(name.name, b.section) for b in mine for name in names_in(b.body))
            numbers = not of_vectors and all(_is_of_numbers(b.body) for b in mine)
            listed = any(lists_its_entries(b.name, b.body) for b in mine)
            if mine and plain and not listed and (elsewhere or numbers):
                found.add(letter)
        return sorted(found)

    def without(self, name: str) -> Document:
        """The document in which a letter is given, though not where it has a layer."""
        return replace(self, by_name=self.by_name | {name: tuple(b for b in self.by_name.get(name, ()) if b.layer)})

    def _logistic(self, statement: Statement) -> Iterator[tuple[Document, str, Statement | None]]:
        """g is the logistic function where the words of the document have a sigmoid unit and no formula of g."""
        if not self.index.has_sigmoid_units(until=statement.order):
            return
        for name in sorted(self.index.calls - set(self.by_name)):
            u = Name("u")
            binding = Binding(name, (), None, (u,), Known("sigmoid", u), statement.order, statement.claim.section)
            yield self.with_bindings([binding]), f"{name} is the logistic function", None

    def _stated_beside(self, statement: Statement) -> Iterator[Binding]:
        """The values of given letters that words such as "for" introduce on the line of a claim."""
        for other in self.statements[max(statement.order - 2, 0) : statement.order + 2]:
            near = other.claim.line == statement.claim.line and other.claim.cell == statement.claim.cell
            if not near or other.binding is None or not is_chosen(other):
                continue
            written_out = is_written_out(self, statement, other.binding)
            if not other.binding.indices and not self.defined(other.binding.name) and not written_out:
                yield replace(other.binding, value=False)

    def with_bindings(self, bindings: Collection[Binding]) -> Document:
        """The document in which these hold too, each from its place on."""
        by_name = dict(self.by_name)
        for binding in bindings:
            by_name[binding.name] = tuple(sorted((*by_name.get(binding.name, ()), binding), key=lambda b: b.order))
        return replace(self, by_name=by_name)

    def defined(self, name: str) -> bool:
        """True where an equation defines the name anywhere."""
        return any(not b.value for b in self.by_name.get(name, ()))


def _is_of_numbers(body: Node) -> bool:
    """True for σ(z) and w_1 x_1 + b: no letter in bold, none with a letter as its index."""
    names = [name for name in names_in(body) if name.name not in CONSTANTS]
    return not any(name.bold or any(not isinstance(index, Number) for index in name.indices) for name in names)


def document_of(claims: Iterable[Claim], *, put_back: bool = False, bracketed: bool = False) -> Document:
    r"""Understand a document from its claims, in their order.

    With ``put_back`` a sample has its index where it was dropped too; ``bracketed``, as ``Roles`` has it.

    >>> document = document_of([Claim(r"z = w x", 1, 1), Claim(r"\frac{dz}{dx} = w", 2, 1)])
    >>> [statement.kind for statement in document.statements]
    ['definition', 'claim']
    """
    read = with_products_in_bold(going_on(with_ranges_apart((c, chain) for c in claims for chain in _chains(c))))
    double = names_of_two_letters(chain for _, chain in read) | words_of_slopes(chain for _, chain in read)
    read = [(claim, with_names_of_two_letters(chain, double)) for claim, chain in read]
    letters = index_letters(chain for _, chain in read)
    read = with_labels_in_letters(with_entries_beside((claim, letters.of_chain(chain)) for claim, chain in read))
    apart = names_of_layers(chain for _, chain in read)
    read = [(claim, of_sides(chain, apart)) for claim, chain in read]
    known, statements, at = list[Binding](), list[Statement](), [claim.section for claim, _ in read]
    raw = with_own_letters(with_letters_of_tables(with_entries([trees_of(c) for _, c in read[:MOST_STATEMENTS]], at)))
    scripts = layer_scripts([trees for trees, _ in raw])
    raw = [([tree and scripts.of(tree) for tree in trees], unread) for trees, unread in raw]
    silent = silent_arguments([trees for trees, _ in raw])
    raw = [(silent.out_of(trees), unread) for trees, unread in raw]
    raw, units_of = _with_units(raw)
    labelled = labelled_in([trees for trees, _ in raw])
    raw = [([tree and with_labels(tree, labelled) for tree in trees], unread) for trees, unread in raw]
    layers = layers_below([trees for trees, _ in raw])
    raw = with_own_letter([([tree and layers.of(tree) for tree in trees], unread) for trees, unread in raw])
    roles = with_steps(roles_of([*(trees for trees, _ in raw), *heads_of_braces(claim for claim, _ in read)]), raw)
    roles = replace(roles, indexed=roles.indexed | letters_with_entries(trees for trees, _ in raw), bracketed=bracketed)
    equal = [chain.relations[0] in EQUALS for _, chain in read]
    read_as = with_entries_of_classes(as_told(understood_by_section(raw, read, roles), read), read)
    sides = [side for (made, _), same in zip(read_as, equal, strict=False) for side in ([made] if same else zip(made))]
    written = [made for made, _ in read_as]
    batches, read_as = with_batches(read_as, roles.samples)
    alone = batches is None and samples_in(written) is None
    dropped = dropped_in(sides, roles.samples) if alone else None
    if put_back and dropped is not None:
        read_as = [(dropped.put_back(made), reason) for made, reason in read_as]
    ranked = two_ranks([made for made, _ in read_as], at[: len(read_as)])
    read_as = [(tuple(over_all(ranked.of(made))), reason) for made, reason in read_as]
    samples = samples_in([made for made, _ in read_as])
    of_samples = [samples.of_any(made) if samples is not None else made for made, _ in read_as]
    letter = samples.letter if samples is not None else dropped.letter if put_back and dropped is not None else ""
    names = [name for made in of_samples for tree in made if tree is not None for name in names_in(tree)]
    units, matrices = families_in(names), {name.name for name in names if len(set(name.indices)) > 1}
    lines = zip(read, raw, read_as, of_samples, written, strict=False)
    for order, ((claim, chain), (_, unread), (_, reason), made, plain) in enumerate(lines):
        trees = tuple(tree and with_what_stands_below(spelled_out(tree, units), known) for tree in made)
        trees = with_diagonal(with_own_parameters(trees, roles, known, claim.section), claim.prose, matrices)
        line = Statement(claim, chain, trees, order, unread=unread or reason, sample=letter if made != plain else "")
        statements.append(classified(line, known, roles.steps))
    statements, known = with_functions_by_name(*with_named_slopes(with_cases_behind(statements), known, roles))
    statements, known = with_adjoints(*with_slopes_of_any(statements, known), roles)
    known = with_formulas_of_arguments(statements, [*known, *formulas_of_numbers(statements, known)])
    known += [*named_in_prose(statements, known), *functions_in_prose(statements, known), *by_slopes(statements, known)]
    statements, known = with_finer_forms(statements, with_terms_of_braces(statements, known, roles))
    known = [*(parts := with_parts_named(statements, known)), *marked_alike(statements, parts)]
    known = sorted([*known, *Siblings(statements, known).found()], key=lambda binding: binding.order)
    sizes = sizes_in(statements, _by_name(known))
    statements = with_properties(statements, {binding.name for binding in known if not binding.value})
    known = [*whole_and_parts(statements, known, roles.samples, sizes), *known]
    return Document(
        tuple(statements), tuple(known), roles, sizes, _by_name(known), domains_in(statements),
        introduced_in(statements), mentions_in(known), labels_in(statements), units=units_of,
        unbounded=sizes - bounds_in(statements), letters=letters, no_constants=no_constants_in(statements),
        dropped=dropped, batches=batches, put_back=dropped.names if put_back and dropped is not None else frozenset(),
    )  # fmt: skip


def _with_units(raw: list[tuple[list[Node | None], str]]) -> tuple[list[tuple[list[Node | None], str]], UnitsByLetter]:
    """The sides with the layers that letters of units tell, and with what counts patterns below; and these letters."""
    patterns = pattern_letters([trees for trees, _ in raw])
    units = units_by_letter([trees for trees, _ in raw], patterns)
    made = [([tree and with_patterns(units.of(tree), patterns) for tree in trees], unread) for trees, unread in raw]
    return made, units


def _by_name(known: Iterable[Binding]) -> dict[str, tuple[Binding, ...]]:
    by_name: dict[str, tuple[Binding, ...]] = {}
    for binding in known:
        by_name[binding.name] = (*by_name.get(binding.name, ()), binding)
    return by_name


def _chains(claim: Claim) -> list[Chain]:
    return chains_of(claim.latex, {macro.name: macro for macro in claim.macros})[:1]
