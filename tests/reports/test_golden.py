"""Golden reports: rendered samples, compared byte for byte, rewritten only when asked for by name.

BACKPROOF_UPDATE_GOLDEN=1 python -m pytest tests/reports/test_golden.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from reports.markdown import render_markdown
from reports.report import Report

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
UPDATE = os.environ.get("BACKPROOF_UPDATE_GOLDEN") == "1"
DRAWN_HERE = ("network.svg", "network-with-numbers.svg", "network-with-gradients.svg")

IN_A_FRESH_PROCESS = """
from hashlib import sha256
from reports.markdown import render_markdown
from reports.page import render_html
from tests.reports.sample_reports import sample_report
report = sample_report()
markdown, pictures = render_markdown(report)
print(*(sha256(part).hexdigest() for part in (render_html(report).encode(), markdown.encode(), *pictures.values())))
"""


def compare(name: str, content: bytes) -> None:
    """Compare with the golden file of that name, or rewrite it when that was asked for."""
    path = GOLDEN / name
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    hint = f"{name} changed: look at the difference; BACKPROOF_UPDATE_GOLDEN=1 rewrites the golden files"
    assert path.is_file() and path.read_bytes() == content, hint


@pytest.mark.parametrize("name", ["standard", "hidden"])
def test_markdown_is_as_it_was(name: str, request: pytest.FixtureRequest) -> None:
    """The whole lesson with its drawings; plots are left out, they change with matplotlib's version."""
    report: Report = request.getfixturevalue(f"{name}_report")
    markdown, pictures = render_markdown(report)
    compare(f"{name}/report.md", markdown.encode())
    for drawing in DRAWN_HERE:
        compare(f"{name}/{drawing}", pictures[drawing])


def test_a_changed_report_is_noticed(standard_report: Report) -> None:
    """One other character fails the comparison."""
    if UPDATE:
        pytest.skip("golden files are being rewritten")
    markdown, _ = render_markdown(standard_report)
    with pytest.raises(AssertionError, match=r"standard/report\.md changed"):
        compare("standard/report.md", markdown.replace("0.9112", "0.9113").encode())


def test_another_process_gives_the_same_bytes(standard_report: Report, standard_page: str, tmp_path: Path) -> None:
    """Another hash seed, another working folder: page, Markdown and every picture are byte for byte the same."""
    markdown, pictures = render_markdown(standard_report)
    ours = [sha256(part).hexdigest() for part in (standard_page.encode(), markdown.encode(), *pictures.values())]
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join([root, *sys.path[1:]])}
    command = [sys.executable, "-c", IN_A_FRESH_PROCESS]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ours
