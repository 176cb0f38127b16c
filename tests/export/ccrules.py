"""The rules of Common Cartridge 1.1 as a strict reader, since no registry has its schemas.

Written from the content models of the schemas (package ``imscp_v1p2``, QTI ``qtiasiv1p2p1``, web link ``imswl_v1p1``)
and from their Schematron rules; the number of the rule is in the message.
"""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

_FLOW = "((material|flow_mat) )+"
_ORDER = {
    "questestinterop": "(assessment|objectbank) ",
    "assessment": "(qtimetadata )?(rubric )?(presentation_material )?section ",
    "section": "(item )+",
    "item": "(itemmetadata )?(presentation )?(resprocessing )*(itemfeedback )*",
    "itemmetadata": "(qtimetadata )+",
    "qtimetadata": "(qtimetadatafield )+",
    "qtimetadatafield": "fieldlabel fieldentry ",
    "presentation": "(material |response_lid |response_str )+",
    "response_lid": "(material )?(render_choice |render_fib )(material )?",
    "response_str": "(material )?(render_choice |render_fib )(material )?",
    "render_choice": "(material |response_label )*",
    "render_fib": "(material |response_label )*",
    "response_label": "(material |flow_mat )*",
    "resprocessing": "outcomes (respcondition )+",
    "outcomes": "decvar ",
    "respcondition": "conditionvar (setvar )*(displayfeedback )*",
    "conditionvar": "(and |other |varequal |varsubstring )+",
    "and": "(not |varequal )+",
    "not": "(varequal )+",
    "itemfeedback": "((flow_mat|material) |solution |hint )+",
    "flow_mat": _FLOW,
    "material": "(mattext |matref |matbreak )+",
}
"""Children in their order; every other element has none."""

_LEAVES = {"fieldlabel", "fieldentry", "mattext", "decvar", "setvar", "displayfeedback", "varequal", "other"}
_ATTRIBUTES = {
    "assessment": "ident! title!", "section": "ident! title", "item": "ident! title",
    "response_lid": "ident! rcardinality rtiming", "response_str": "ident! rcardinality rtiming",
    "render_choice": "shuffle minnumber maxnumber", "render_fib": "fibtype rows columns maxchars prompt",
    "response_label": "ident! rshuffle labelrefid", "mattext": "texttype charset label uri",
    "decvar": "varname! vartype minvalue maxvalue", "setvar": "varname action", "respcondition": "title continue",
    "varequal": "respident! case", "displayfeedback": "feedbacktype! linkrefid!", "itemfeedback": "ident! title",
    "flow_mat": "class",
}  # fmt: skip
"""Attributes, with ! those that must be there."""

_VALUES = {
    ("setvar", "action"): {"Set"}, ("decvar", "varname"): {"SCORE"}, ("decvar", "vartype"): {"Decimal", "Integer"},
    ("respcondition", "continue"): {"Yes", "No"}, ("varequal", "case"): {"Yes", "No"},
    ("displayfeedback", "feedbacktype"): {"Response", "Solution", "Hint"}, ("render_choice", "shuffle"): {"Yes", "No"},
    ("response_label", "rshuffle"): {"Yes", "No"}, ("response_lid", "rcardinality"): {"Single", "Multiple"},
    ("response_str", "rcardinality"): {"Single"},
    ("render_fib", "fibtype"): {"String", "Integer", "Decimal", "Scientific"},
}  # fmt: skip
_EXAM = {
    "cc_profile": {"cc.exam.v0p1"}, "qmd_assessmenttype": {"Examination"}, "qmd_scoretype": {"Percentage"},
    "cc_maxattempts": {"1", "2", "3", "4", "5", "unlimited"},
}  # fmt: skip
_PROFILES = ("multiple_choice", "multiple_response", "true_false", "fib", "pattern_match", "essay")
_TYPES = {
    "webcontent", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "imsqti_xmlv1p2/imscc_xmlv1p1/question-bank",
    "associatedcontent/imscc_xmlv1p1/learning-application-resource", "imsdt_xmlv1p1", "imswl_xmlv1p1",
    "imsbasiclti_xmlv1p0",
}  # fmt: skip
_NC_NAME = re.compile(r"[A-Za-z_][\w.-]*")


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname


def quiz_faults(data: bytes) -> list[str]:
    """What a quiz has against the schema and the rule sets 1 to 13 of its profile."""
    root = etree.fromstring(data)
    found = []
    for node in root.iter():
        name = _name(node)
        if etree.QName(node).namespace != "http://www.imsglobal.org/xsd/ims_qtiasiv1p2":
            found.append(f"{name}: wrong namespace")
        children = "".join(f"{_name(child)} " for child in node)
        if (name not in _ORDER and name not in _LEAVES) or not re.fullmatch(_ORDER.get(name, ""), children):
            found.append(f"{name}: children {children}")
        known = _ATTRIBUTES.get(name, "").split()
        found += [f"{name}: no {one}" for one in known if one.endswith("!") and one[:-1] not in node.attrib]
        found += [f"{name}: attribute {one}" for one in node.attrib if one not in {k.rstrip("!") for k in known}]
        found += [
            f"{name}: {one}={value}"
            for one, value in node.attrib.items()
            if value not in _VALUES.get((name, str(one)), {value})
        ]
    found += _fields(root.find("{*}assessment/{*}qtimetadata"), _EXAM, "1")
    idents = Counter(item.get("ident") for item in root.iter("{*}item"))
    found += [f"13a: {ident} twice" for ident, count in idents.items() if count > 1]
    return found + [fault for item in root.iter("{*}item") for fault in _item(item)]


def _fields(node: etree._Element | None, allowed: dict[str, set[str]], rule: str) -> list[str]:
    if node is None:
        return [f"{rule}: no metadata"]
    rows = [(one.findtext("{*}fieldlabel") or "", one.findtext("{*}fieldentry") or "") for one in node]
    found = [f"{rule}: {label}={entry}" for label, entry in rows if entry not in allowed.get(label, set())]
    return found + [f"{rule}: {label} twice" for label, n in Counter(label for label, _ in rows).items() if n > 1]


def _item(item: etree._Element) -> list[str]:
    allowed = {
        "cc_profile": {f"cc.{one}.v0p1" for one in _PROFILES},
        "cc_weighting": {str(n) for n in range(1, 100)},
        "qmd_computerscored": {"No", "Yes"},
    }
    found = _fields(item.find("{*}itemmetadata/{*}qtimetadata"), allowed, "2")
    entries = [one.text or "" for one in item.iter("{*}fieldentry")]
    profile = next((entry.split(".")[1] for entry in entries if entry.startswith("cc.")), "")
    lids, strs = list(item.iterfind("{*}presentation/{*}response_lid")), list(item.iter("{*}response_str"))
    labels = [one.get("ident") for one in item.iter("{*}response_label")]
    equals = list(item.iter("{*}varequal"))
    if profile in ("multiple_choice", "multiple_response", "true_false"):
        cardinality = "Multiple" if profile == "multiple_response" else "Single"
        fits = {
            "multiple_choice": len(labels) > 2,
            "multiple_response": len(labels) > 1,
            "true_false": len(labels) == 2,
        }
        found += [] if [one.get("rcardinality") for one in lids] == [cardinality] else ["3a 4a 5a: cardinality"]
        found += [] if not strs and not list(item.iter("{*}render_fib")) else ["3b 4b 5b: a blank"]
        found += [] if fits[profile] else [f"3d 4d 5d: {len(labels)} choices"]
        found += [f"9a: {one.text} is no choice" for one in equals if one.text not in labels]
        found += [] if len(set(labels)) == len(labels) else ["choices with one identifier"]
    else:
        found += [] if not lids and len(strs) == 1 else ["6a 7a 8a: a choice"]
    if profile == "essay":
        found += [] if not equals and "No" in entries else ["8c 8f: an essay is marked"]
    elif {one.get("respident") for one in equals} != {one.get("ident") for one in (*lids, *strs)}:
        found.append("3e 4e 5e 6c: respident")
    shown = {one.get("linkrefid") for one in item.iter("{*}displayfeedback")}
    told = [one.get("ident") for one in item.iter("{*}itemfeedback")]
    found += [f"12c 12d: {one}" for one in shown.symmetric_difference(told)]
    return found + [f"feedback {one} twice" for one, n in Counter(told).items() if n > 1]


def package_faults(files: dict[str, bytes]) -> list[str]:
    """What a manifest has against the schema of the package, its rules 2, 3, 5, 9 and 10, and Moodle's reading."""
    data = files["imsmanifest.xml"]
    root = etree.fromstring(data)
    space = 'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"'
    found = [] if space.encode() in data[:1024] else ["Moodle does not know it: cc_detect_format looks in 1024 bytes"]
    found += [] if [_name(one) for one in root] == ["metadata", "organizations", "resources"] else ["parts"]
    found += [] if root.findtext("{*}metadata/{*}schema") == "IMS Common Cartridge" else ["schema"]
    found += [] if root.findtext("{*}metadata/{*}schemaversion") == "1.1.0" else ["schemaversion"]
    lom = root.find("{*}metadata/{http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest}lom")
    found += [] if lom is not None else ["no lom"]
    organization = root.find("{*}organizations/{*}organization")
    held = organization is not None and organization.get("structure") == "rooted-hierarchy" and len(organization) == 1
    found += [] if held else ["organization"]
    for item in root.iterfind("{*}organizations/{*}organization/{*}item//{*}item"):
        names = "".join(f"{_name(child)} " for child in item)
        found += [] if re.fullmatch("title (item )*", names) else [f"item: {names}"]
        found += ["8b: a learning object holds items"] if item.get("identifierref") and "item" in names else []
    idents = [str(one.get("identifier")) for one in root.iter() if one.get("identifier")]
    found += [f"identifier {one}" for one, n in Counter(idents).items() if n > 1 or not _NC_NAME.fullmatch(one)]
    known = {one.get("identifier") for one in root.iter("{*}resource")}
    found += [f"no {one}" for item in root.iter("{*}item") if (one := item.get("identifierref")) not in {None, *known}]
    listed = [fault for resource in root.iter("{*}resource") for fault in _resource(resource)]
    hrefs = Counter(str(one.get("href")) for one in root.iter("{*}file"))
    return found + listed + [f"file {one}" for one in hrefs.keys() ^ (files.keys() - {"imsmanifest.xml"})]


def _resource(node: etree._Element) -> list[str]:
    kind, href, files = node.get("type"), node.get("href"), [one.get("href") for one in node.iterfind("{*}file")]
    found = [] if kind in _TYPES and len(files) == 1 else [f"resource {kind} with {len(files)} files"]
    if kind == "webcontent":
        return found + ([] if [href] == files else ["5g 10b: href"])
    return found + ([] if href is None else [f"2c 3c: {href}"])


def link_faults(data: bytes) -> list[str]:
    """What a web link has against its schema, and against what Moodle copies into XML as it stands."""
    root = etree.fromstring(data)
    found = [] if root.tag == "{http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1}webLink" else [str(root.tag)]
    found += [] if [_name(one) for one in root] == ["title", "url"] else ["children"]
    address = str(root[1].get("href"))
    return found + ([] if re.fullmatch(r"https?://[^\s&<>\"{}]+", address) else [f"address {address}"])
