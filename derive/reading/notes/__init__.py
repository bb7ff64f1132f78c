"""Notes as people have them: the formulas in Markdown, LaTeX, HTML and notebooks, each with its place."""

from .claims import Claim, claims_of
from .files import formulas_in_text, read_notes
from .found import FoundFormula

__all__ = ["Claim", "FoundFormula", "claims_of", "formulas_in_text", "read_notes"]
