"""Measures what the README promises; run by ``make bench``. Ratios, never a pass or a fail by the clock.

CPU seconds (user and system) of whole processes; ours and plain Sphinx by turns, the median of the turns.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.bench import samples  # noqa: E402 -- run as a script

TOOLS = str(ROOT / "tools")


def spent(command: list[str], cwd: Path) -> tuple[float, float]:
    """CPU seconds and peak memory (MB) of a command."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "use = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(use.ru_utime + use.ru_stime, use.ru_maxrss / 1024, done.returncode)\n"
    )
    env = {**os.environ, "PYTHONPATH": TOOLS, "PYTHONHASHSEED": "0"}
    out = subprocess.run(
        [sys.executable, "-c", code, *command], cwd=cwd, env=env, capture_output=True, text=True, check=True
    )
    cpu, memory, _code = out.stdout.split()
    return float(cpu), float(memory)


def build(root: Path) -> tuple[float, float]:
    """A clean build."""
    shutil.rmtree(root / "out", ignore_errors=True)
    return again(root)


def again(root: Path) -> tuple[float, float]:
    """A build on top of the last one."""
    return spent([sys.executable, "-m", "sphinx", "-q", "-c", ".", "course", "out"], root)


def html_size(root: Path, count: int) -> float:
    """Bytes of HTML a question: the quiz part of the pages alone."""
    total = 0
    for page in root.glob("out/lesson-*.html"):
        text = page.read_text()
        start = re.search(r'<section id="quiz"', text)
        total += len(text[start.start() if start else 0 : text.rindex("</main>")].encode())
    return total / count


def builds(count: int, pages: int, turns: int, work: Path) -> None:
    """Ours against plain, clean builds."""
    dealt = samples.pages(samples.questions(count), pages)
    ours, plain = work / f"ours-{count}", work / f"plain-{count}"
    samples.write_ours(ours, dealt, TOOLS)
    samples.write_plain(plain, dealt, TOOLS)
    runs = [(build(ours), build(plain)) for _ in range(turns)]
    a = statistics.median(r[0][0] for r in runs)
    b = statistics.median(r[1][0] for r in runs)
    size_a, size_b = html_size(ours, count), html_size(plain, count)
    print(f"build, {count} questions on {len(dealt)} pages")
    print(f"  CPU: ours {a:.2f} s, plain {b:.2f} s, ratio {a / b:.2f}")
    print(f"  memory: ours {max(r[0][1] for r in runs):.0f} MB, plain {max(r[1][1] for r in runs):.0f} MB")
    print(f"  HTML a question: ours {size_a:.0f} B, plain {size_b:.0f} B, ratio {size_a / size_b:.2f}")
    edit(ours)
    check(ours, count)


def edit(root: Path) -> None:
    """Pages written again after one question has been edited."""
    before = {p: p.stat().st_mtime_ns for p in root.glob("out/*.html")}
    bank = root / "quizzes/lesson-1.yaml"
    bank.write_text(bank.read_text().replace("prompt: ", "prompt: Edited, ", 1))
    cpu, _memory = again(root)
    changed = sorted(p.name for p, t in before.items() if p.stat().st_mtime_ns != t)
    own = [name for name in changed if name not in ("search.html", "genindex.html", "404.html")]
    print(f"  after one edit: {', '.join(own)} written again, {cpu:.2f} s CPU")


def check(root: Path, count: int) -> None:
    """The checker on the same course."""
    cpu, memory = spent([sys.executable, "-m", "surplace", "check", "--root", str(root)], root)
    print(f"  surplace check: {cpu:.2f} s CPU, {1000 * cpu / count:.2f} ms a question, {memory:.0f} MB")


def lighthouse() -> None:
    """Scores of Lighthouse for a phone, and the weight of each lesson."""
    from functools import partial
    from http.server import ThreadingHTTPServer

    from surplace.serve import Quiet
    from tests.browser.test_pages import LESSON
    from tests.browser.test_pages import lighthouse as scores

    with tempfile.TemporaryDirectory() as work:
        site = Path(work) / "html"
        spent([sys.executable, "-m", "sphinx", "-q", "-c", ".", "course", str(site)], ROOT)
        styles = sum(compressed(site / "_static" / n) for n in ("surplace.css", "theme.js", "quiz.css", "quiz.js"))
        for page in sorted(site.glob("*/*.html")):
            if 'class="sp-quiz"' in page.read_text():
                print(f"{page.relative_to(site)}: {compressed(page) + styles} bytes compressed, without fonts")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name in ("index.html", LESSON, "progress.html"):
            found = scores(f"http://127.0.0.1:{server.server_port}/{name}", Path(work) / "report.json")
            print(f"Lighthouse, {name}: {', '.join(f'{k} {v:.0f}' for k, v in found.items())}")
        server.shutdown()


def compressed(path: Path) -> int:
    """Bytes after gzip."""
    return len(gzip.compress(path.read_bytes(), 9))


def course() -> None:
    """The checker on the real course."""
    cpus = [spent([sys.executable, "-m", "surplace", "check"], ROOT)[0] for _ in range(5)]
    print(f"surplace check, this course: {statistics.median(cpus):.2f} s CPU")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000", help="numbers of questions, by commas")
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    course()
    lighthouse()
    with tempfile.TemporaryDirectory() as work:
        for count in map(int, options.sizes.split(",")):
            builds(count, 50, options.turns if count <= 1000 else 1, Path(work))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
