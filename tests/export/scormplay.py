"""A learning system of its own: scorm-again (npm) in a window, a package in a frame inside it, and what it was told."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, FrameLocator, Page

from tests.install import NODE_HOME

SCORM_AGAIN = NODE_HOME / "node_modules/scorm-again/dist"
SCRIPTS = {"1.2": "scorm12.min.js", "2004": "scorm2004.min.js"}
HOST = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>LMS</title><link rel="icon" href="data:,">
<script src="SCRIPT"></script><script>
const said = [];
function start(edition, saved, pass) {
  const old = edition === "1.2";
  const api = new (old ? Scorm12API : Scorm2004API)({ autocommit: false, logLevel: 5, mastery_override: false });
  const given = saved ?? {};
  if (pass && old) (given.student_data ??= {}).mastery_score = pass;
  if (pass && !old) given.scaled_passing_score = pass;
  if (saved || pass) api.loadFromJSON(given);
  const names = old ? ["Initialize", "Finish", "GetValue", "SetValue", "Commit"].map((n) => "LMS" + n)
    : ["Initialize", "Terminate", "GetValue", "SetValue", "Commit"];
  const spy = {};
  for (const name of names) spy[name] = (...words) => {
    const answer = api[name](...words);
    said.push([name.replace("LMS", "").replace("Finish", "Terminate"), ...words, String(answer)]);
    return answer;
  };
  window.api = api;
  window[old ? "API" : "API_1484_11"] = spy;
}
function frame(address) {
  const node = document.createElement("iframe");
  node.title = "quiz";
  node.style = "width: 1000px; height: 800px";
  node.src = address;
  document.body.append(node);
}
</script><body></body></html>"""


def unpack(data: bytes, folder: Path) -> Path:
    """A package in a folder, with a learning system beside it."""
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
    for edition, name in SCRIPTS.items():
        shutil.copy2(SCORM_AGAIN / name, folder / name)
        (folder / f"lms-{edition}.html").write_text(HOST.replace("SCRIPT", name), encoding="utf-8")
    return folder


@dataclass(slots=True)
class Lms:
    """One learner's launch of a package that lies at ``base``; ``asked`` are all addresses that were asked for."""

    context: BrowserContext
    base: str
    edition: str
    page: Page
    asked: list[str]
    faults: list[str]

    @classmethod
    def of(cls, context: BrowserContext, base: str, edition: str) -> Lms:
        """A window with the learning system in it."""
        page = context.new_page()
        one = cls(context, base, edition, page, [], [])
        page.on("request", lambda request: one.asked.append(request.url))
        page.on("pageerror", lambda error: one.faults.append(str(error)))
        page.on("console", lambda line: one.faults.append(line.text) if line.type in ("error", "warning") else None)
        return one

    def open(self, name: str, saved: dict[str, Any] | None = None, passing: str = "") -> FrameLocator:
        """Start the API, with what was saved of an earlier attempt, and open a quiz in a frame."""
        self.page.goto(f"{self.base}/lms-{self.edition}.html")
        self.page.evaluate("([edition, saved, pass]) => start(edition, saved, pass)", [self.edition, saved, passing])
        self.page.evaluate("frame", f"{name}.html")
        inside = self.page.frame_locator("iframe")
        inside.locator(".sp-quiz.sp-js").wait_for()
        return inside

    def leave(self) -> dict[str, Any]:
        """Close the quiz as a learning system does, and take what it has of the attempt."""
        self.page.evaluate("document.querySelector('iframe').src = 'about:blank'")
        self.page.wait_for_function("said.some(([name]) => name === 'Terminate')")
        return self.cmi()

    def cmi(self) -> dict[str, Any]:
        """The data model as the learning system has it now."""
        found: dict[str, Any] = self.page.evaluate("JSON.parse(window.api.renderCMIToJSONString()).cmi")
        return found

    def told(self) -> list[list[str]]:
        """Every call of the page: name, words, answer."""
        found: list[list[str]] = self.page.evaluate("said")
        return found

    def refused(self) -> list[list[str]]:
        """Calls that were not answered with true."""
        return [call for call in self.told() if call[0] != "GetValue" and call[-1] != "true"]

    def close(self) -> None:
        """Nothing was asked of another place, and no script failed."""
        self.page.close()
        assert [one for one in self.asked if not one.startswith((self.base, "data:", "about:"))] == []
        assert self.faults == []


def records(cmi: dict[str, Any]) -> list[dict[str, Any]]:
    """The interactions in their order, in the words of SCORM 2004."""
    rows = [cmi["interactions"][key] for key in sorted(cmi["interactions"], key=int)]
    return [
        {
            "id": row["id"],
            "type": row["type"],
            "objective": row["objectives"]["0"]["id"],
            "right": [row["correct_responses"][n]["pattern"] for n in sorted(row["correct_responses"], key=int)],
            "said": row.get("student_response", row.get("learner_response")),
            "result": row["result"].replace("incorrect", "wrong"),
        }
        for row in rows
    ]


def status(cmi: dict[str, Any]) -> str:
    """``incomplete``, ``completed``; in 1.2 also ``passed`` and ``failed``."""
    found: str = cmi["core"]["lesson_status"] if "core" in cmi else cmi["completion_status"]
    return found


def score(cmi: dict[str, Any]) -> str:
    """The score from 0 to 100, empty where none was reported."""
    found: str = cmi.get("core", cmi)["score"]["raw"]
    return found
