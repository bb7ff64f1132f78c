"""Make the embedded math font: a subset of Latin Modern Math that keeps its OpenType MATH table.

Run once, by hand, where Debian's package ``fonts-lmodern`` or ``lmodern`` is installed, and commit the result:

    python reports/formats/html/fonts/subset.py latinmodern-math.otf reports/formats/html/fonts/latinmodern-math.woff2

Needs fonttools and brotli. The licence of the font (GUST Font License) lies beside it.
"""

import sys

from fontTools import subset

RANGES = [
    (0x20, 0x7E),  # ASCII
    *((code, code) for code in (0xA0, 0xAC, 0xB1, 0xB7, 0xD7, 0xF7)),
    (0x300, 0x304),  # accents
    (0x305, 0x308),
    (0x332, 0x332),
    (0x338, 0x338),
    (0x391, 0x3F6),  # Greek
    (0x2013, 0x2014),
    (0x2026, 0x2026),
    (0x2032, 0x2034),  # primes
    (0x203E, 0x203E),
    (0x2061, 0x2064),  # invisible operators
    (0x210E, 0x210E),  # italic h
    (0x2113, 0x2113),
    (0x211D, 0x211D),
    (0x2190, 0x2194),
    (0x21A6, 0x21A6),
    (0x21D2, 0x21D4),
    (0x2202, 0x2211),
    (0x2212, 0x2218),
    (0x221A, 0x221E),
    (0x2223, 0x2226),
    (0x2248, 0x2265),
    (0x2295, 0x2299),
    (0x22A4, 0x22A4),
    (0x22C5, 0x22C6),
    (0x22EE, 0x22F1),
    (0x239B, 0x23AE),  # pieces of brackets
    (0x23DC, 0x23E1),  # braces over and under
    (0x1D400, 0x1D467),  # bold, italic, bold italic
    (0x1D6A4, 0x1D6A5),
    (0x1D6E2, 0x1D71B),  # Greek italic
    (0x1D7CE, 0x1D7D7),  # bold digits
]


def main(source: str, target: str) -> None:
    """Subset ``source`` and write ``target`` as woff2."""
    options = subset.Options(flavor="woff2", layout_features=["mkmk", "mark", "dtls", "flac"], notdef_outline=True)
    options.drop_tables += ["FFTM"]
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    subset.save_font(font, target, options)


if __name__ == "__main__":
    main(*sys.argv[1:])
