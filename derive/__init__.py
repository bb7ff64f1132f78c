"""Symbols: networks in index notation, their gradients as checked steps, and the proofs of both.

>>> import derive
>>> gradient = derive.classifier().gradient("W")
>>> gradient.formula.value
Sum((p[n, k] - y[n, k])*x[n, d], (n, 1, N))/N
>>> [condition.name for condition in gradient.formula.conditions]
['labels sum to one']
"""

import lazy_loader

from .gradient import network_abilities as network_abilities  # a network derives and shows itself: offered to it here

# Loaded on first use, as the stub beside this file says: `backproof --help` waits for none of them.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
