"""SCORM packages: one learning object (SCO) a quiz, played with our own page and script.

``write`` makes SCORM 1.2 (Content Aggregation Model, section 2.3; the run-time part is in ``scorm-api.js``);
``scorm2004`` makes the 4th edition of SCORM 2004 from the same code. The manifest lies in the root of the zip and lists
every file; the attribute is ``adlcp:scormtype`` in 1.2 and ``adlcp:scormType`` in 2004, and the case matters. The
manifest has no mastery score: where a teacher sets one in the learning system, the script goes by that.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never
from xml.etree import ElementTree as ET

from surplace import model
from surplace.export import quizpage
from surplace.export.base import Losses, Made, Part, Selection
from surplace.model import Item

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_NO_NAME = re.compile(r"[^A-Za-z0-9-]")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Edition:
    """What differs between the two: names of spaces and attributes, and whether the parts are sequenced."""

    scorm: str
    version: str
    spaces: Mapping[str, str]
    scormtype: str
    sequenced: bool


SCORM12 = Edition(
    "1.2",
    "1.2",
    {
        "xmlns": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
        "xmlns:adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
    },
    "adlcp:scormtype",
    sequenced=False,
)


def write(selection: Selection) -> Made:
    """A SCORM 1.2 package."""
    return package(selection, SCORM12)


def package(selection: Selection, edition: Edition) -> Made:
    """The pages, what they share, and the manifest, in one zip; a part without items has no page."""
    parts = [part for part in selection.parts if part.items]
    shared = quizpage.assets()
    pages = {f"{name_of(part)}.html": quizpage.page(part, selection, edition.scorm).encode() for part in parts}
    manifest = _manifest(selection, parts, sorted(shared), edition)
    losses = Losses()
    for _part, item in selection.items():
        _note(item, edition, losses)
    return Made(zipped({"imsmanifest.xml": manifest, **pages, **shared}), losses.done())


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of some files, sorted by path and dated 1 January 1980, so that it is the same each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def name_of(part: Part) -> str:
    """The name of a part's page, which is a name in XML as well (NCName) and part of an address."""
    return _NO_NAME.sub(lambda found: f"_{ord(found[0]):x}_", part.bank.stem)


def _note(item: Item, edition: Edition, losses: Losses) -> None:
    """What the report to the learning system says in another shape; the page itself has everything."""
    match item:
        case model.TwoTier():
            losses.mapped(item.id, "two parts", "reported as one choice record with the letters of both parts")
        case model.Open() if edition.scorm == "1.2":
            losses.mapped(item.id, "a long answer", "reported as fill-in, its first 255 characters")
        case model.Open():
            losses.mapped(item.id, "a long answer", "reported as long-fill-in, its first 4,000 characters")
        case model.Order():
            losses.mapped(item.id, "steps with the same number", "reported as one sequence that is not the right one")
        case model.Single() | model.Multiple() | model.TrueFalse() | model.Match() | model.Numeric() | model.Short():
            pass
        case _:
            assert_never(item)


def _manifest(selection: Selection, parts: list[Part], shared: list[str], edition: Edition) -> bytes:
    """``imsmanifest.xml``: one item and one resource a part, and one resource of what they share."""
    name = _NO_NAME.sub("_", selection.slug)
    top = ET.Element("manifest", {"identifier": f"surplace-{name}", "version": "1", **edition.spaces})
    metadata = ET.SubElement(top, "metadata")
    ET.SubElement(metadata, "schema").text = "ADL SCORM"
    ET.SubElement(metadata, "schemaversion").text = edition.version
    organizations = ET.SubElement(top, "organizations", default="course")
    course = ET.SubElement(organizations, "organization", identifier="course")
    _title(course, selection.title)
    resources = ET.SubElement(top, "resources")
    for part in parts:
        stem = name_of(part)
        item = ET.SubElement(course, "item", identifier=f"quiz-{stem}", identifierref=f"page-{stem}")
        _title(item, part.title)
        _sequencing(item, edition, {"deliveryControls": ("completionSetByContent", "objectiveSetByContent")})
        page = _resource(resources, f"page-{stem}", "sco", edition)
        page.set("href", f"{stem}.html")
        ET.SubElement(page, "file", href=f"{stem}.html")
        ET.SubElement(page, "dependency", identifierref="shared")
    _sequencing(course, edition, {"controlMode": ("choice", "flow")})
    assets = _resource(resources, "shared", "asset", edition)
    for path in shared:
        ET.SubElement(assets, "file", href=path)
    ET.indent(top, " ")
    return bytes(ET.tostring(top, encoding="utf-8", xml_declaration=True)) + b"\n"


def _resource(resources: ET.Element, name: str, kind: str, edition: Edition) -> ET.Element:
    return ET.SubElement(resources, "resource", {"identifier": name, "type": "webcontent", edition.scormtype: kind})


def _title(parent: ET.Element, text: str) -> None:
    """A title on one line, of 200 characters at most (SCORM 1.2, section 2.3.2.5.2.3.1)."""
    ET.SubElement(parent, "title").text = " ".join(_NO_XML.sub("", text).split())[:200]


def _sequencing(parent: ET.Element, edition: Edition, flags: Mapping[str, tuple[str, ...]]) -> None:
    """Rules of SCORM 2004 (Sequencing and Navigation, section 3): all quizzes open, status as the pages report it."""
    if edition.sequenced:
        rules = ET.SubElement(parent, "imsss:sequencing")
        for name, switches in flags.items():
            ET.SubElement(rules, f"imsss:{name}", dict.fromkeys(switches, "true"))
