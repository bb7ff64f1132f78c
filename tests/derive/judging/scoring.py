"""How many labels of a folder the checker decides right: ``python -m tests.derive.judging.scoring FOLDER``.

The folder holds documents and ``labels.jsonl``: for every claim its file, line (and cell), TeX and truth: ``T``, ``F``
or ``not-a-claim``; ``definition`` where it defines its left side, ``link`` for the links of a chain.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.judging.finding import Finding

Label = dict[str, Any]
LAYOUT = re.compile(
    r"\\color\{\w+\}|\\\\(?:\[[^\]]*\])?|\\left|\\right|\\[,;:!]|\\q?quad(?![A-Za-z])|&|\s|\\nonumber|[.,;]$"
)
ROWS_OF_A_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Scored:
    """A label and the finding that goes with it, if there is one."""

    label: Label
    finding: Finding | None

    @property
    def outcome(self) -> str:
        """What became of the label: decided right, wrong PROVED, unmatched …

        >>> Scored({"truth": "T"}, None).outcome
        'unmatched'
        """
        if self.finding is None:
            return "unmatched"
        verdict, truth = self.finding.verdict, self.label["truth"]
        if not (verdict == "REFUTED" or verdict.proved or verdict == "ROUNDED"):
            return verdict.lower()
        if truth == "not-a-claim":
            return "REFUTED on not-a-claim" if verdict == "REFUTED" else "passed on not-a-claim"
        if (verdict == "REFUTED") == (truth == "F"):
            return "decided right"
        return "wrong REFUTED" if truth == "T" else "wrong PROVED"


def plain(latex: str) -> str:
    r"""The TeX without layout.

    >>> plain(r"a &= b \\[2pt]")
    'a=b'
    """
    return LAYOUT.sub("", LAYOUT.sub("", latex))


def labels_of(folder: Path) -> dict[str, list[Label]]:
    """The labels of each document, in the order of the text."""
    found: dict[str, list[Label]] = defaultdict(list)
    for line in (folder / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        found[label["file"]].append(label)
    return found


def matched(labels: Sequence[Label], findings: Iterable[Finding]) -> list[Scored]:
    """Each label with the finding in whose TeX it stands, near its line; no finding goes to two labels.

    The findings of a chain share their TeX: there the n-th label takes the n-th, where their numbers agree.
    """
    groups: dict[tuple[int, int, int, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.cell, finding.line, finding.column, finding.latex].append(finding)
    chains = _chains(labels)
    taken: set[int] = set()
    scored = []
    for label, chain in zip(labels, chains, strict=True):
        near = [
            (abs(group[0].line - label["line"]), len(plain(group[0].latex)), number, finding)
            for number, group in enumerate(groups.values())
            if _covers(group[0], label)
            for finding in [_of_link(group, label, chain)]
            if finding is not None and (id(finding) not in taken or (finding.verdict == "REJECTED" and len(chain) > 1))
        ]
        best = min(near, key=lambda entry: entry[:3])[3] if near else None
        taken.add(id(best))
        scored.append(Scored(label, best))
    return scored


def _chains(labels: Sequence[Label]) -> list[list[Label]]:
    chains: list[list[Label]] = []
    for label in labels:
        chains.append(chains[-1] if label.get("link", 1) > 1 else [])
        chains[-1].append(label)
    return chains


def _covers(finding: Finding, label: Label) -> bool:
    rows = finding.latex.count("\n") + ROWS_OF_A_CHAIN * (label.get("link", 1) > 1)
    near = finding.line - 1 <= label["line"] <= finding.line + rows + 1
    return near and finding.cell == label.get("cell", 0) and plain(label["tex"]) in plain(finding.latex)


def _of_link(group: Sequence[Finding], label: Label, chain: Sequence[Label]) -> Finding | None:
    """The finding of this link: by its number, or the one whose right side has the digits of the label."""
    whole = plain(group[0].latex)
    links = [link for link in chain if link is label or (plain(label["tex"]) != whole and plain(link["tex"]) in whole)]
    if len(links) == 1:
        return min(group, key=lambda finding: (finding.verdict != "REFUTED", finding.verdict.proved))
    if len(group) == len(links) or all(finding.verdict == "REJECTED" for finding in group):
        return group[min(next(n for n, link in enumerate(links) if link is label), len(group) - 1)]
    wanted = _last_numbers(label["tex"])
    return next((finding for finding in group if wanted and _last_numbers(finding.reading) == wanted), None)


def _last_numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", re.split(r"=|≈|\\approx", text)[-1])


def score(folder: Path, check: Callable[[Path], Iterable[Finding]]) -> list[Scored]:
    """Every label of the folder with what ``check`` finds in its document."""
    return [scored for name, labels in labels_of(folder).items() for scored in matched(labels, check(folder / name))]


def summary(scored: Sequence[Scored]) -> str:
    """The counts in lines."""
    count = Counter((one.label["truth"], one.outcome) for one in scored)
    total = Counter(one.outcome for one in scored)
    of = Counter(one.label["truth"] for one in scored)
    steps = [one.outcome == "decided right" for one in scored if _is_step(one.label)]
    lines = [
        f"labels                  {len(scored)}: {of['T']} true, {of['F']} false, {of['not-a-claim']} no claims",
        f"decided right           {_share(total['decided right'], of['T'] + of['F'])}",
        f"  steps, no definitions {_share(sum(steps), len(steps))}",
        f"planted errors found    {_share(count['F', 'decided right'], of['F'])}",
    ]
    wrong = ("wrong PROVED", "wrong REFUTED", "REFUTED on not-a-claim")
    lines += [f"{name:24}{total[name]}" for name in wrong]
    for name in ("undecided", "rejected", "unmatched"):
        lines.append(f"{name:24}{total[name]}, {count['not-a-claim', name]} of them no claims")
    return "\n".join(lines)


def _is_step(label: Label) -> bool:
    return label["truth"] in "TF" and not label.get("definition")


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / max(whole, 1):.1f} %)"


def missed(scored: Iterable[Scored]) -> str:
    """Each label that is not decided right, with what was found instead."""
    lines = []
    for one in scored:
        alarm = one.outcome == "REFUTED on not-a-claim"
        if one.outcome == "decided right" or (one.label["truth"] == "not-a-claim" and not alarm):
            continue
        cell = f"{one.label['cell']}:" if "cell" in one.label else ""
        lines.append(f"\n{one.outcome}: {one.label['file']}:{cell}{one.label['line']} [{one.label['truth']}]")
        lines.append(f"  {one.label['tex']}")
        lines.append(f"  {one.finding.diagnosis.partition(chr(10))[0]:.160}" if one.finding else "  nothing was found")
    return "\n".join(lines)


def checked_by(checker: Any) -> Callable[[Path], Iterable[Finding]]:
    """How the command checks one document."""

    def check(path: Path) -> Iterable[Finding]:
        (file,) = checker.check(checker.plan([path]), lambda _place: None).files
        return tuple(file.findings)

    return check


def main() -> None:
    """Score one folder and print it."""
    from derive.judging.process.worker import Worker
    from reports.checking.cache import FindingsCache
    from reports.checking.notes_check import NotesChecker

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true", help="print each label that is not decided right")
    options = parser.parse_args()
    with Worker() as worker:
        scored = score(options.folder, checked_by(NotesChecker(worker, FindingsCache(None))))
    print(summary(scored))
    if options.list:
        print(missed(scored))


if __name__ == "__main__":
    main()
