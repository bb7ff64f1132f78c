"""Reports, pages and a browser that many tests look at or with, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from reports.formats.html.mathml import Mathematics
from reports.formats.html.page import render_sections
from reports.options.options import HiddenLayer, NetworkOptions
from reports.report import Report
from tests.reports.sample_reports import sample_report

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)


@pytest.fixture(scope="session")
def standard_report() -> Report:
    """The default network, each of its twelve weights written out."""
    return sample_report()


@pytest.fixture(scope="session")
def base_two_report() -> Report:
    """A bias, and the logarithm to base 2 in the loss of the dataset as in that of the worked example."""
    return sample_report(NetworkOptions(bias=True, log_base="2"))


@pytest.fixture(scope="session")
def hidden_report() -> Report:
    """A hidden layer, biases, logarithm to base 10, the sum of the losses, too many weights to write out."""
    options = NetworkOptions(bias=True, log_base="10", reduction="sum", hidden=(HiddenLayer(2, "tanh"),))
    return sample_report(options, written_out=False)


@pytest.fixture(scope="session")
def logistic_report() -> Report:
    """One output that says yes or no."""
    return sample_report(NetworkOptions(bias=True, loss="sigmoid"), written_out=False)


@pytest.fixture(scope="session")
def regression_report() -> Report:
    """One output that is a measured number."""
    return sample_report(NetworkOptions(loss="squared", l2="0.1"), written_out=False)


@pytest.fixture(scope="session")
def mathematics() -> Mathematics:
    """What converted the formulas of the sample pages, and which it refused."""
    return Mathematics()


@pytest.fixture(scope="session")
def standard_page(standard_report: Report, mathematics: Mathematics) -> str:
    """The page of the default network."""
    return render_sections(standard_report, mathematics)


@pytest.fixture(scope="session")
def base_two_page(base_two_report: Report, mathematics: Mathematics) -> str:
    """The page of the network with a bias."""
    return render_sections(base_two_report, mathematics)


@pytest.fixture(scope="session")
def hidden_page(hidden_report: Report, mathematics: Mathematics) -> str:
    """The page of the network with a hidden layer."""
    return render_sections(hidden_report, mathematics)


@pytest.fixture(scope="session")
def logistic_page(logistic_report: Report, mathematics: Mathematics) -> str:
    """The page of the network with one output."""
    return render_sections(logistic_report, mathematics)


@pytest.fixture(scope="session")
def regression_page(regression_report: Report, mathematics: Mathematics) -> str:
    """The page of the regression."""
    return render_sections(regression_report, mathematics)


@pytest.fixture(scope="session")
def browser(require_program: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One Chromium for all tests, with a profile of its own."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = require_program("chromium", "chromium-browser", "google-chrome")
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(require_program("chromedriver", "chromium.chromedriver"))
    driver = webdriver.Chrome(options, service)
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser: Any, standard_page: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """How a test opens a page from disk, at a width and in a colour scheme."""
    folder = tmp_path_factory.mktemp("page")

    def open_page(width: int = 1440, scheme: str = "light", page: str = standard_page, medium: str = "screen") -> Any:
        path = folder / "report.html"
        path.write_text(page, encoding="utf-8")
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium, "features": features})
        browser.execute_script("try { localStorage.clear() } catch { }")  # what another page has kept
        browser.get_log("browser"), browser.get_log("performance")
        browser.get(path.as_uri())
        browser.execute_async_script("document.fonts.ready.then(() => arguments[0]())")
        return browser

    return open_page
