"""Numbers are tested in 64 bits, what is lowered too: lowering itself leaves JAX as its user set it."""

from numeric import precision as precision
