"""A picture as PNG, for what cannot show SVG: pandoc's PDF, and word processors."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

# Dots for each unit of the drawing: 240 to the inch where a unit is a pixel of a page.
ZOOM = 2.5
# Up to here the letters and signs are those of the fonts that matplotlib brings: the same dots on every machine.
LAST_OF_OURS = "\u2bff"
FONTS = ("STIXGeneral", "STIXGeneralItalic", "STIXGeneralBol", "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique")


@lru_cache(maxsize=32)
def as_png(svg: str) -> bytes:
    """Draw the picture; only names in other scripts ask for the fonts of this machine.

    >>> as_png('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"></svg>')[:4]
    b'\\x89PNG'
    """
    import resvg_py
    from matplotlib import get_data_path

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=ZOOM,
            skip_system_fonts=max(svg) <= LAST_OF_OURS,
            font_files=[str(Path(get_data_path(), "fonts", "ttf", f"{name}.ttf")) for name in FONTS],
            serif_family="STIXGeneral",
            font_family="STIXGeneral",
            sans_serif_family="DejaVu Sans",
        )
    )
