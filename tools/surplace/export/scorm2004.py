"""SCORM 2004, 4th edition: the packages of ``scorm`` with the names and the sequencing of that edition."""

from __future__ import annotations

from surplace.export.base import Made, Selection
from surplace.export.scorm import Edition, package

SCORM2004 = Edition(
    "2004",
    "2004 4th Edition",
    {
        "xmlns": "http://www.imsglobal.org/xsd/imscp_v1p1",
        "xmlns:adlcp": "http://www.adlnet.org/xsd/adlcp_v1p3",
        "xmlns:imsss": "http://www.imsglobal.org/xsd/imsss",
    },
    "adlcp:scormType",
    sequenced=True,
)


def write(selection: Selection) -> Made:
    """A SCORM 2004 4th edition package."""
    return package(selection, SCORM2004)
