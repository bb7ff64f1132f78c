"""The slips in the order in which they are tried: the simplest explanations first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .activations import missing_activation_derivative
from .diagonals import diagonal_alone, missing_on_the_diagonal
from .masks import missing_mask
from .terms import missing_factor_of_terms, missing_term, term_too_much, wrong_number_of_a_term
from .undone import (
    Claim,
    Correction,
    missing_bias,
    missing_delta,
    missing_factor,
    missing_number,
    reversed_sign,
    swapped_tensors,
    transposed,
    wrong_argument,
    wrong_index,
    wrong_logarithm_base,
    wrong_number,
    wrong_power,
    wrong_size_factor,
    wrong_sum,
)

SLIPS: tuple[tuple[str, Callable[[Claim], Iterator[Correction]]], ...] = (
    ("sign", reversed_sign),
    ("size factor", wrong_size_factor),
    ("log base", wrong_logarithm_base),
    ("number", wrong_number),
    ("number of a term", wrong_number_of_a_term),
    ("mask", missing_mask),
    ("swapped tensors", swapped_tensors),
    ("transposed indices", transposed),
    ("index", wrong_index),
    ("delta", missing_delta),
    ("diagonal", diagonal_alone),
    ("on the diagonal", missing_on_the_diagonal),
    ("bias", missing_bias),
    ("sum", wrong_sum),
    ("power", wrong_power),
    ("activation derivative", missing_activation_derivative),
    ("number without axes", missing_number),
    ("argument", wrong_argument),
    ("factor", missing_factor),
    ("term", term_too_much),
    ("missing term", missing_term),
    ("factor of terms", missing_factor_of_terms),
)
