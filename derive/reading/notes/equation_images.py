"""The TeX in the addresses of equation services, as older posts have it: ``…codecogs.com/svg.image?%5Cfrac…``."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

MOST_ADDRESS = 12_000
SERVICES: tuple[tuple[re.Pattern[str], bool], ...] = (
    (re.compile(r"codecogs\.com/(?:svg|png|gif|pdf|eq)[a-z.]*\?(.*)", re.DOTALL), False),
    (re.compile(r"chart\.googleapis\.com/chart\?(?:.*&)?chl=([^&]*)", re.DOTALL), True),
    (re.compile(r"render\.githubusercontent\.com/render/math\?(?:.*&)?math=([^&]*)", re.DOTALL), True),
    (re.compile(r"wp\.com/latex\.php\?(?:.*&)?latex=([^&]*)", re.DOTALL), True),
    (re.compile(r"(?:i\.upmath\.me|tex\.s2cms\.ru)/(?:svg|png)/(.*)", re.DOTALL), False),
    (re.compile(r"math\.now\.sh/?\?(?:.*&)?(?:from|inline)=([^&]*)", re.DOTALL), True),
    (re.compile(r"zhihu\.com/equation\?(?:.*&)?tex=([^&]*)", re.DOTALL), True),
    (re.compile(r"quicklatex\.com/.*[?&]formula=([^&]*)", re.DOTALL), True),
)
STYLE = re.compile(
    r"^(?:\\(?:dpi|bg|fg)\s*\{[^{}]*\}|\\(?:inline|small|tiny|large|Large|huge|fn_\w+|displaystyle|bg_\w+|fg_\w+)(?![A-Za-z])|\s)+"
)


def latex_of_address(address: str) -> str | None:
    r"""Return the TeX that the address of an equation service carries; None for any other address.

    >>> latex_of_address("https://latex.codecogs.com/svg.image?%5Cfrac%7B1%7D%7BN%7D")
    '\\frac{1}{N}'
    """
    if len(address) > MOST_ADDRESS:
        return None
    for pattern, form_encoded in SERVICES:
        found = pattern.search(address)
        if found:
            decoded = unquote_plus(found[1]) if form_encoded else unquote(found[1])
            return STYLE.sub("", decoded.replace("&space;", " ")).strip() or None
    return None
