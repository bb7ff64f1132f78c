"""A claim against the network that the reader named for notes that define none, in that network's own letters."""

from __future__ import annotations

from ...errors import BackproofError
from ...network.definitions import Network
from ...proof.verdict import Verdict
from ...reading.notes.claims import Claim
from ..equality.checks import links_about
from ..finding import Finding, point_of


def findings_about(claim: Claim, networks: tuple[Network, ...], syntax: str = "latex") -> list[Finding]:
    """The findings in one chain about the first of the networks whose letters it has; none where it has no network's.

    >>> from ...network.building import classifier
    >>> claim = Claim(r"\\frac{\\partial L}{\\partial z_k} = y_k - p_k", 1, 1)
    >>> [str(finding.verdict) for finding in findings_about(claim, (classifier(batch=False),))]
    ['REFUTED']
    """
    for network in networks:
        try:
            links = links_about(claim.latex, network, syntax)
        except BackproofError:
            continue  # it is no formula in the letters of this network
        return [_finding(claim, number, words, verdict) for number, (words, verdict) in enumerate(links, 1)]
    return []


def _finding(claim: Claim, link: int, reading: str, verdict: Verdict) -> Finding:
    return Finding(
        claim.line, claim.column, claim.latex, reading, verdict.outcome, verdict.condition, point_of(verdict),
        verdict.reason or verdict.method, "", claim.cell, (), link,
    )  # fmt: skip
