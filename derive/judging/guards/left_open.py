"""Why a refutation stays open: a letter that is not bound, a line that was not read, another meaning around."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Node
from ..equality.equalities import Equality, told_by_one_side
from ..links.constant_features import constant_features
from ..links.example_rows import read_as_rows, read_with_rows_of_numbers
from ..links.readings import holds_only_somewhere
from ..links.silent_sums import summed_silently
from ..lowering.inverses import NAME as INVERSE
from ..lowering.samples import ELSEWHERE
from .free_letters import (
    entries_in_norms,
    functions_of_a_name,
    one_of_the_rows,
    unbound_letters,
    whole_beside_entries,
    whole_by_an_entry,
)
from .other_meanings import in_two_ways, meant_otherwise, of_several_ways, tells_of_steps
from .said_twice import made_in_two_ways
from .unread_lines import unread_definitions


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of other lines: whether one ``holds``, and ``differs`` from others; None while that is found."""

    holds: Callable[[Statement], bool]
    differs: Callable[[Statement], bool] | None


def reasons_left_open(
    document: Document, statement: Statement, equality: Equality, sides: tuple[Node, Node], known: Known
) -> list[str]:
    """The reasons, in the order in which they are told; none where everything is bound."""
    several = of_several_ways(document, statement) if known.differs is not None else []
    return [
        *(
            f"nothing in the document says what {name} is"
            for name in unbound_letters(document, statement, equality.unbound, known.holds)
        ),
        *(f"nothing in the document says what {name} is" for name in told_by_one_side(equality)),
        *(
            f"nothing in the document says what {name} is"
            for name in functions_of_a_name(document, equality.network, equality.left, equality.right)
        ),
        *whole_beside_entries(equality.network, equality.left, equality.right),
        *one_of_the_rows(equality.network, sides),
        *whole_by_an_entry(sides[0], equality.left, equality.network),
        *equality.missing,
        *(f"{name} is defined in a later section only" for name in equality.later),
        *in_two_ways(document, statement, equality.network),
        *(f"{t.meaning} is any matrix here" for t in equality.network.given if t.name.startswith(INVERSE)),
        *(f"{t.meaning} may be any function" for t in equality.network.given if t.name.startswith("any_")),
        *(f"no formula says that {words}" for words in equality.assumed if words.endswith(ELSEWHERE)),
        *(["it tells of several steps"] if equality.assumed and tells_of_steps(statement, document) else []),
        *(["the words around it say that it holds somewhere only"] if holds_only_somewhere(statement) else []),
        *unread_definitions(document, statement),
        *entries_in_norms(document, statement),
        *meant_otherwise(document, statement),
        *(f"{name} is defined in several ways" for name in several),
        *(made_in_two_ways(document, statement, known.differs) if known.differs is not None else []),
        *read_as_rows(document, statement, equality),
        *read_with_rows_of_numbers(document, equality),
        *summed_silently(document, sides),
        *constant_features(sides, document.sizes),
    ]
