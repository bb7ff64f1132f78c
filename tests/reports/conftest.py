"""Reports and pages that many tests look at, built once."""

from __future__ import annotations

import pytest

from reports.mathml import Mathematics
from reports.options import HiddenLayer, NetworkOptions
from reports.page import render_sections
from reports.report import Report
from tests.reports.sample_reports import sample_report


@pytest.fixture(scope="session")
def standard_report() -> Report:
    """The default network, each of its twelve weights written out."""
    return sample_report()


@pytest.fixture(scope="session")
def hidden_report() -> Report:
    """A hidden layer, biases, logarithm to base 10, the sum of the losses, too many weights to write out."""
    options = NetworkOptions(bias=True, log_base="10", reduction="sum", hidden=(HiddenLayer(2, "tanh"),))
    return sample_report(options, written_out=False)


@pytest.fixture(scope="session")
def mathematics() -> Mathematics:
    """What converted the formulas of the sample pages, and which it refused."""
    return Mathematics()


@pytest.fixture(scope="session")
def standard_page(standard_report: Report, mathematics: Mathematics) -> str:
    """The page of the default network."""
    return render_sections(standard_report, mathematics)


@pytest.fixture(scope="session")
def hidden_page(hidden_report: Report, mathematics: Mathematics) -> str:
    """The page of the network with a hidden layer."""
    return render_sections(hidden_report, mathematics)
