"""The labelled documents, and how they are scored."""

import html
import json
from pathlib import Path

import pytest

from derive.judging.finding import Finding
from derive.proof.verdict import Outcome

from .scoring import Label, labels_of, matched, missed, score, summary

DOCUMENTS = Path(__file__).parent / "documents"


def text_of(label: Label) -> str:
    """The text in which the label's line counts: a document, or a cell of a notebook."""
    text = (DOCUMENTS / label["file"]).read_text("utf-8")
    if label["file"].endswith(".ipynb"):
        return "".join(json.loads(text)["cells"][label["cell"] - 1]["source"])
    return html.unescape(text) if label["file"].endswith(".html") else text


def finding(latex: str, verdict: Outcome, line: int = 1, reading: str = "") -> Finding:
    """A finding at the beginning of a line."""
    return Finding(line, 1, latex, reading, verdict)


def test_every_label_stands_where_it_says() -> None:
    """The TeX of a label begins in its line, and a false one has another TeX that is right and a reason."""
    labels = [label for labels in labels_of(DOCUMENTS).values() for label in labels]
    for label in labels:
        text = text_of(label)
        line = (text + "\n").split("\n", label["line"] - 1)[-1]
        assert 0 <= line.find(label["tex"]) <= line.find("\n"), label
        if label["truth"] == "F":
            assert label["corrected"] not in ("", label["tex"]) and label["why"], label
    assert {label["truth"] for label in labels} == {"T", "F", "not-a-claim"}
    assert sum(label["truth"] == "F" for label in labels) >= 18


def test_some_of_the_documents_have_no_error() -> None:
    """They measure false alarms."""
    truths = {name: {label["truth"] for label in labels} for name, labels in labels_of(DOCUMENTS).items()}
    assert len(truths) == 159
    assert sum("F" not in found for found in truths.values()) == 34


def test_layout_and_lines_nearby_make_no_difference() -> None:
    """A label goes with the finding that holds it; one far away is another one."""
    labels: list[Label] = [{"file": "a.md", "line": 2, "tex": "a &= b \\\\", "truth": "T"}]
    assert matched(labels, [finding("a = b", Outcome.PROVED, 3)])[0].outcome == "decided right"
    assert matched(labels, [finding("a = b", Outcome.REFUTED, 3)])[0].outcome == "wrong REFUTED"
    assert matched(labels, [finding("a = b", Outcome.PROVED, 9)])[0].outcome == "unmatched"


def test_links_of_a_chain_go_with_the_findings_in_their_order() -> None:
    """The second equality of a chain is the second finding with its TeX."""
    labels: list[Label] = [
        {"file": "a.md", "line": 1, "tex": "a = b", "truth": "T", "link": 1},
        {"file": "a.md", "line": 1, "tex": "= c", "truth": "F", "link": 2},
    ]
    both = [finding("a = b = c", Outcome.PROVED), finding("a = b = c", Outcome.REFUTED)]
    assert [one.outcome for one in matched(labels, both)] == ["decided right", "decided right"]
    assert [one.outcome for one in matched(labels, both[::-1])] == ["wrong REFUTED", "wrong PROVED"]


@pytest.mark.parametrize(
    ("verdict", "truth", "outcome"),
    [
        (Outcome.ROUNDED, "T", "decided right"),
        (Outcome.PROVED_WHEN, "F", "wrong PROVED"),
        (Outcome.UNDECIDED, "F", "undecided"),
        (Outcome.REFUTED, "not-a-claim", "REFUTED on not-a-claim"),
        (Outcome.PROVED, "not-a-claim", "passed on not-a-claim"),
    ],
)
def test_what_is_counted_as_what(verdict: Outcome, truth: str, outcome: str) -> None:
    """Right, wrong, an alarm on what is no claim, or open."""
    labels: list[Label] = [{"file": "a.md", "line": 1, "tex": "a = b", "truth": truth}]
    assert matched(labels, [finding("a = b", verdict)])[0].outcome == outcome


def test_the_summary_counts_and_the_list_says_what_was_missed(tmp_path: Path) -> None:
    """One label decided right, one unmatched, one no claim."""
    truths = {"a = b": "T", "c = d": "F", "e = f": "not-a-claim"}
    lines = [json.dumps({"file": "a.md", "line": 1, "tex": tex, "truth": truth}) for tex, truth in truths.items()]
    (tmp_path / "labels.jsonl").write_text("\n".join(lines), encoding="utf-8")
    scored = score(tmp_path, lambda _path: [finding("a = b", Outcome.PROVED)])
    assert "decided right           1 of 2 (50.0 %)" in summary(scored)
    assert "planted errors found    0 of 1 (0.0 %)" in summary(scored)
    assert missed(scored).split("\n")[1:] == ["unmatched: a.md:1 [F]", "  c = d", "  nothing was found"]
