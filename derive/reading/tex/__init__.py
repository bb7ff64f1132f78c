"""TeX as the author wrote it: tokens with their places, macros expanded, wrappers off, rows and chains."""

from .chains import Chain, chains_of
from .macros import Macro, macros_in
from .tokens import Token, scanned

__all__ = ["Chain", "Macro", "Token", "chains_of", "macros_in", "scanned"]
