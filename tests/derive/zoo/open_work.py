"""Formulas of the zoo that a stage does not manage yet; each name that leaves this table enters a test."""

OPEN: dict[str, frozenset[str]] = {
    "derived": frozenset({}),
    "reads_well": frozenset(
        {
            "hinge of several classes: ∂E/∂z_nk",
            "hinge of several classes: ∂E/∂W_kd",
            "log cosh: ∂E/∂w_d",
        }
    ),
    "steps_hold_for_every_size": frozenset({}),
    "exact_at_small_sizes": frozenset({}),
    "has_the_numbers_of_the_definitions": frozenset({}),
    "reads_back": frozenset(
        {
            "an unknown loss of the error: ∂E/∂w_d",
            "an unknown activation: ∂E/∂W_hd",
        }
    ),
    "lowered": frozenset({}),
}
