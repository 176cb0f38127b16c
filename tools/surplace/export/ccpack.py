"""What a Common Cartridge 1.1 has around its quizzes: the manifest, a page for each lesson, and web links.

A resource is a page (``webcontent``), a quiz or a web link; each stands in the folder of its lesson
(``ccv1p1_imscp_v1p2_v1p0.xsd`` and its Schematron rules 2, 3, 5 and 10).
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from surplace import cite
from surplace.export import qti12, texts
from surplace.export.base import Losses, Part, Selection
from surplace.model import Citation, Lesson, Source, answers

NAMESPACE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_ABOUT = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
_LINK = "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1"
_QUIZ = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"

JOINER = "\u2060"
"""WORD JOINER: nothing to be seen, but a ``<`` or ``&`` with it after it begins neither a tag nor an entity."""

_TAG = re.compile(r"(<[^>]*>)")
_BEGINS = re.compile(r"<(?=[A-Za-z/!?])|&(?=[#\w])")
_BEGINS_HTML = re.compile(r"&lt;(?=[A-Za-z/!?])|&amp;(?=[#\w])")
_IN_ADDRESS = {"&quot;": "%22", "&#x27;": "%27", "&lt;": "%3C", "&gt;": "%3E"}
_AS_ENTITY = re.compile(r"(&amp;#?\w+);")


def guarded(text: str) -> str:
    """Plain text that stays the same if a reader takes it for HTML, as Moodle does with titles."""
    return _BEGINS.sub(lambda found: found[0] + JOINER, text)


def guarded_html(html: str) -> str:
    """HTML that says the same if its entities are decoded once too often, as Moodle does (``safexml``)."""
    return "".join(_in_tag(part) if part.startswith("<") else _in_text(part) for part in _TAG.split(html))


def _in_text(html: str) -> str:
    return _BEGINS_HTML.sub(lambda found: found[0] + JOINER, html)


def _in_tag(tag: str) -> str:
    for entity, code in _IN_ADDRESS.items():
        tag = tag.replace(entity, code)
    return _AS_ENTITY.sub(r"\1%3B", tag)


class Package:
    """The manifest as it grows. Each method that adds a resource returns its file."""

    def __init__(self, selection: Selection, losses: Losses) -> None:
        self.selection, self.losses = selection, losses
        self.root = ET.Element(
            "manifest",
            {"xmlns": NAMESPACE, "xmlns:lomimscc": _ABOUT, "identifier": f"surplace-{selection.slug}"},
        )
        self._about()
        organization = {"identifier": "organization", "structure": "rooted-hierarchy"}
        held = qti12.add(qti12.add(self.root, "organizations"), "organization", organization)
        self.top = qti12.add(held, "item", {"identifier": "top"})
        self.resources = qti12.add(self.root, "resources")

    def _about(self) -> None:
        about = qti12.add(self.root, "metadata")
        qti12.add(about, "schema", text="IMS Common Cartridge")
        qti12.add(about, "schemaversion", text="1.1.0")
        general = qti12.add(qti12.add(about, "lomimscc:lom"), "lomimscc:general")
        for tag, text in (
            ("title", guarded(self.selection.title)),
            ("description", "Lessons and quizzes of Sur Place, an open course on refugee law."),
        ):
            qti12.add(qti12.add(general, f"lomimscc:{tag}"), "lomimscc:string", {"language": "en"}, text)

    def folder(self, part: Part) -> ET.Element:
        """A folder for a lesson or a test."""
        title = guarded(part.title)
        if title != part.title:
            self.losses.mapped(part.bank.stem, "a literal < or & in the title", "an unseen joiner after it, for Moodle")
        return self._entry(self.top, f"folder-{part.bank.stem}", title)

    def lesson(self, folder: ET.Element, lesson: Lesson) -> dict[str, bytes]:
        """The page of a lesson and, if the address of the course is known, a link to the lesson there."""
        how = "a page with its question, objectives, plain versions and sources; the text stays on the course site"
        self.losses.mapped(lesson.id, "the full text of the lesson", how)
        stem = lesson.page.stem
        path = f"lessons/{stem}.html"
        self._entry(folder, f"entry-lesson-{stem}", guarded(lesson.title), f"lesson-{stem}")
        self._resource(f"lesson-{stem}", "webcontent", path, direct=True)
        files = {path: _page(lesson, self.selection).encode()}
        if self.selection.site:
            files |= self._link(
                folder, f"link-{stem}", "The lesson on the course site", _address(lesson, self.selection)
            )
        return files

    def quiz(self, folder: ET.Element, name: str, title: str, data: bytes) -> dict[str, bytes]:
        """A quiz."""
        path = f"quizzes/{name}.xml"
        self._entry(folder, f"entry-{name}", guarded(title), name)
        self._resource(name, _QUIZ, path)
        return {path: data}

    def links(self) -> dict[str, bytes]:
        """A folder with a web link to each cited source that has an address.

        Moodle copies the address into XML as it is (``entity11.resource.class.php``), so one with ``&`` in it would
        break the import of the whole cartridge: such a source gets a page with the link.
        """
        folder = self._entry(self.top, "folder-sources", "Sources")
        files: dict[str, bytes] = {}
        for source in _cited(self.selection):
            ident, title = f"source-{source.key}", cite.short(source)
            if "&" in source.url:
                how = "a page with the link, since Moodle refuses a web link with & in its address"
                self.losses.mapped(source.key, "the web link of a source", how)
                path = f"sources/{source.key}.html"
                self._entry(folder, f"entry-{ident}", guarded(title), ident)
                self._resource(ident, "webcontent", path, direct=True)
                files[path] = _document(title, f"<p>{_reference(source)}</p>").encode()
            elif source.url:
                files |= self._link(folder, ident, title, source.url)
        return files

    def manifest(self) -> bytes:
        """The manifest with all that was added, without folders that stayed empty."""
        for folder in [folder for folder in self.top if len(folder) == 1]:
            self.top.remove(folder)
        return qti12.document(self.root)

    def _entry(self, parent: ET.Element, ident: str, title: str, resource: str = "") -> ET.Element:
        made = qti12.add(parent, "item", {"identifier": ident} | ({"identifierref": resource} if resource else {}))
        qti12.add(made, "title", text=title)
        return made

    def _resource(self, ident: str, kind: str, path: str, direct: bool = False) -> None:
        made = qti12.add(self.resources, "resource", {"identifier": ident, "type": kind})
        if direct:
            made.set("href", path)
        qti12.add(made, "file", {"href": path})

    def _link(self, folder: ET.Element, ident: str, title: str, address: str) -> dict[str, bytes]:
        path = f"links/{ident}.xml"
        self._entry(folder, f"entry-{ident}", guarded(title), ident)
        self._resource(ident, "imswl_xmlv1p1", path)
        root = ET.Element("webLink", {"xmlns": _LINK})
        qti12.add(root, "title", text=" ".join(guarded(title).split()))
        safe = urllib.parse.quote(address, safe="%/:?#[]@!$'()*+,;=~")
        qti12.add(root, "url", {"href": safe, "target": "_blank"})
        return {path: qti12.document(root)}


def _cited(selection: Selection) -> Iterable[Source]:
    """The sources of the chosen lessons and items, in the order in which they are first cited."""
    cites: list[Citation] = []
    for part in selection.parts:
        cites += part.lesson.page.cites if part.lesson else ()
        for item in part.items:
            cites += [found for answer in answers(item) for found in answer.cites]
            cites += [found for position in item.positions for found in position.cites]
    keys = dict.fromkeys(found.key for found in cites)
    return [source for key in keys if (source := selection.source(key))]


def _address(lesson: Lesson, selection: Selection) -> str:
    return f"{selection.site}/{lesson.page.docname}.html"


def _page(lesson: Lesson, selection: Selection) -> str:
    """A lesson as a page: what it asks and teaches, its plain versions and its sources."""
    page, sources = lesson.page, selection.course.sources
    parts = [f"<h1>{texts.escape(f'{lesson.id} {lesson.title}')}</h1>"]
    if page.content and page.content.text:
        parts.append(f"<p><em>Content note: {texts.inline(page.content.text)}</em></p>")
    parts.append(f"<p><strong>{texts.inline(lesson.question)}</strong></p>")
    if selection.site:
        parts.append(f'<p><a href="{texts.escape(_address(lesson, selection))}">Read the whole lesson</a></p>')
    goals = "".join(f"<li>{o.id}: {texts.escape(o.verb)} {texts.inline(o.text)}</li>" for o in lesson.objectives)
    parts.append(f"<h2>After this lesson you can</h2><ul>{goals}</ul>" if goals else "")
    for number, plain in enumerate(page.plain):
        heading = "<h2>In plain language</h2>" if number == 0 else ""
        restated = texts.sources_html(plain.cites, sources)
        parts.append(f"{heading}<div>{texts.html(plain.text)}<p><small>{restated}</small></p></div>")
    parts.append(_sources(page.cites, selection))
    return _document(lesson.title, "\n".join(part for part in parts if part))


def _document(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n'
        f"<title>{guarded_html(texts.escape(title))}</title>\n</head>\n<body>\n{guarded_html(body)}\n</body>\n</html>\n"
    )


def _reference(source: Source) -> str:
    """The name of a source, which links to its address, and its full reference."""
    name = texts.escape(cite.short(source))
    linked = f'<a href="{texts.escape(source.url)}">{name}</a>' if source.url else name
    return f"{linked}: {texts.escape(cite.reference(source))}"


def _sources(cites: Iterable[Citation], selection: Selection) -> str:
    """Each cited source once, with its full reference, its address and the places that are cited."""
    places: dict[str, dict[str, None]] = {}
    for found in cites:
        places.setdefault(found.key, {})[found.locator.text] = None
    rows = [
        f"<li>{_reference(source)} {texts.escape('; '.join(where))}</li>"
        for key, where in places.items()
        if (source := selection.source(key))
    ]
    return f"<h2>Sources</h2><ul>{''.join(rows)}</ul>" if rows else ""
