"""What the second voice says of a derivation: its result against the loss itself, not against its steps."""

from __future__ import annotations

from ..proof.second_voice import Fingerprint, fingerprint
from .derivation import Derivation


def second_voice(derivation: Derivation) -> Fingerprint:
    """Compare a derivation's general formula with the derivative of the loss itself, at random points.

    >>> from .backward import derive_gradient
    >>> from ..network.building import classifier
    >>> second_voice(derive_gradient(classifier(batch=False), "z")).agree
    True
    """
    return fingerprint(derivation.general.left, derivation.general.value, network=derivation.network)
