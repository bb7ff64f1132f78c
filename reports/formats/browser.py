"""An installed Chromium, which prints pages: where it is, how it is run, and that it never stays."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from derive.errors import MissingTool

VARIABLE = "BACKPROOF_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
APPLICATIONS = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
SECONDS = 120.0
OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def browser_path() -> str:
    """The path of the browser that BACKPROOF_CHROMIUM names, else of the first one that is installed.

    Raises:
        MissingTool: there is none; the message says what was looked for, the hint how to get one.
    """
    named = os.environ.get(VARIABLE, "")
    if named:
        if (found := shutil.which(named)) is None:
            raise MissingTool(
                f"{VARIABLE} names {named!r:.120}, which is not a program", hint="give the path of Chromium or Chrome"
            )
        return found
    path = next((found for name in (*NAMES, *APPLICATIONS) if (found := shutil.which(name))), None)
    if path is None:
        raise MissingTool(
            f"--to pdf needs an installed Chromium or Chrome to print the page: looked for {', '.join(NAMES)}",
            hint=f"install it (on Debian: apt-get install chromium), name it in {VARIABLE}, "
            "or open the page of --to html in any browser and print it",
        )
    return path


def print_page(page: str, seconds: float = SECONDS) -> bytes:
    """Print an HTML page with a profile of its own, without a network; return the PDF.

    Raises:
        MissingTool: there is no browser, or it wrote nothing within ``seconds``.
    """
    path = browser_path()
    with tempfile.TemporaryDirectory(prefix="backproof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "report.html").write_text(page, encoding="utf-8")
        printed = folder / "report.pdf"
        # Chromium's sandbox refuses to start as root, in containers for example; the page is our own.
        options = [*OPTIONS, *(["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else [])]
        options += [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={printed}"]
        try:
            said = _run([path, *options, (folder / "report.html").as_uri()], seconds, folder / "messages")
        finally:
            _remove_socket(folder / "profile")
        content = printed.read_bytes() if printed.is_file() else b""
    if not content.startswith(b"%PDF"):
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "nothing")
        raise MissingTool(f"{path} printed no PDF; its last words: {last:.200}", hint=BY_HAND)
    return content


BY_HAND = f"try {VARIABLE} with another browser, or open the page of --to html and print it"


def _run(command: list[str], seconds: float, messages: Path) -> str:
    """Run the browser, and stop it with all its processes when it hangs; return what it said."""
    with messages.open("wb") as stream:  # a pipe would stay open as long as any process of the browser lives
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stream, start_new_session=True
        )
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise MissingTool(f"{command[0]} did not print the page within {seconds:g} seconds", hint=BY_HAND) from None
        finally:
            _stop(process)
    return messages.read_text(encoding="utf-8", errors="replace")


def _remove_socket(profile: Path) -> None:
    """Remove what a stopped browser leaves outside its profile: a folder with the socket that the profile names."""
    with suppress(OSError):
        socket = (profile / "SingletonSocket").readlink()
        for name in ("SingletonSocket", "SingletonCookie"):
            (socket.parent / name).unlink(missing_ok=True)
        socket.parent.rmdir()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the browser and every process that it started."""
    try:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except ProcessLookupError:
        pass  # all of them have ended
    process.wait()
