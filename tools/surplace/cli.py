"""The command line: ``surplace check``, ``rules``, ``verify``, ``export`` and ``serve``.

Exit codes of ``check`` and ``verify``: 0 when no error stands, 1 when one does, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from surplace import __version__
from surplace.problem import Problem

_FORMATS = ("text", "json", "github")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; a closed pipe ends it quietly, a file that fails says why."""
    nowhere = os.devnull  # for streams that the caller has closed
    sys.stdout = sys.stdout or open(nowhere, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- open to the end
    sys.stderr = sys.stderr or sys.stdout
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(argv)
        command: Callable[[argparse.Namespace], int] = options.command
        code = command(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _drop_output()
        return 1
    except OSError as error:
        _drop_output()
        sys.stderr.write(f"surplace: {error.filename or 'output'}: {error.strerror or error}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def entry() -> NoReturn:
    """Run as a program: end at once after the last word, without taking the course apart piece by piece."""
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _drop_output() -> None:
    """Send what is still to be written nowhere, so that the interpreter does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="surplace", description="Checks the course, its banks and its sources.")
    parser.add_argument("--version", action="version", version=f"surplace {__version__}")
    commands = parser.add_subparsers(required=True, metavar="check | rules | verify | export | serve")
    check = commands.add_parser("check", help="check every bank, lesson and source")
    check.add_argument("--root", type=Path, default=Path(), help="folder with course/ and quizzes/ (default: here)")
    check.add_argument("--format", choices=_FORMATS, default="text")
    check.set_defaults(command=_check)
    rules = commands.add_parser("rules", help="list every rule with its reason and its source")
    rules.add_argument("--format", choices=("text", "json"), default="text")
    rules.set_defaults(command=_rules)
    verify = commands.add_parser("verify", help="look up every quoted phrase in the source texts")
    verify.add_argument("--texts", type=Path, required=True, help="folder with the texts that sources.yaml names")
    verify.add_argument("--root", type=Path, default=Path())
    verify.add_argument("--date", type=_day, default=None, help="day for new records (default: today)")
    verify.add_argument("--format", choices=_FORMATS, default="text")
    verify.set_defaults(command=_verify)
    from surplace.export.command import add_parser

    add_parser(commands)
    serve = commands.add_parser("serve", help="serve a built site on this machine")
    serve.add_argument("folder", type=Path)
    serve.add_argument("--port", type=int, default=8000)
    serve.set_defaults(command=_serve)
    return parser


def _day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-11-23") from None


def _is_course(root: Path) -> bool:
    """Whether there is a course; says so on the error stream where there is none."""
    missing = [name for name in ("course", "quizzes") if not (root / name).is_dir()]
    if missing:
        sys.stderr.write(f"surplace: {root} has no folder {' and no folder '.join(missing)}: name another --root\n")
    return not missing


def _check(options: argparse.Namespace) -> int:
    if not _is_course(options.root):
        return 2
    from surplace.check import run

    gc.disable()  # a short run: the memory goes back all at once
    return _report(run(options.root), options.format)


def _verify(options: argparse.Namespace) -> int:
    if not _is_course(options.root):
        return 2
    if not options.texts.is_dir():
        sys.stderr.write(f"surplace: {options.texts} is not a folder: name the folder of source texts with --texts\n")
        return 2
    from surplace.evidence import verify_command

    today = options.date or datetime.date.today().isoformat()
    problems, summary = verify_command(options.root, options.texts, today)
    return _report(problems, options.format, summary)


def _rules(options: argparse.Namespace) -> int:
    from surplace.check import RULES

    rows = [
        {
            "rule": rule.id,
            "severity": rule.severity,
            "scope": rule.scope,
            "waivable": rule.waivable,
            "reason": rule.reason,
            "source": rule.source,
        }
        for rule in RULES.values()
    ]
    if options.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    width = max(len(str(row["rule"])) for row in rows)
    for row in rows:
        print(f"{row['rule']:<{width}}  {row['severity']:<7}  {row['reason']}")
        print(f"{'':<{width}}  {'':<7}  Source: {row['source']}")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from surplace.serve import serve

    return serve(options.folder, options.port)


def _report(problems: Sequence[Problem], form: str, summary: str = "") -> int:
    """Print the problems; 1 if one of them is an error."""
    errors = sum(problem.severity == "error" for problem in problems)
    if form == "json":
        print(json.dumps([_as_json(problem) for problem in problems], ensure_ascii=False, indent=1))
    elif form == "github":
        for problem in problems:
            print(_as_command(problem))
    else:
        paint = _paint if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else _plain
        for problem in problems:
            print(paint(problem))
        if summary:
            print(summary)
        print(_count(errors, len(problems) - errors))
    return 1 if errors else 0


def _count(errors: int, warnings: int) -> str:
    words = [
        f"{number} {word}{'s' if number > 1 else ''}"
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    return f"{' and '.join(words)}." if words else "Nothing to mend."


def _as_json(problem: Problem) -> dict[str, str | int]:
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": problem.message,
    }


def _as_command(problem: Problem) -> str:
    """A workflow command of GitHub Actions (documentation: Workflow commands, Setting an error message)."""
    place = problem.place
    path = _escaped(place.path, ":,")
    head = f"{problem.severity} file={path},line={place.line},col={place.column},title={_escaped(problem.rule, ':,')}"
    return f"::{head}::{_escaped(problem.message)}"


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _plain(problem: Problem) -> str:
    kind = "" if problem.severity == "error" else "warning: "
    return f"{problem.place}: {kind}{problem.message} [{problem.rule}]"


def _paint(problem: Problem) -> str:
    kind = "\033[31merror\033[0m" if problem.severity == "error" else "\033[33mwarning\033[0m"
    return f"\033[1m{problem.place}\033[0m {kind} {problem.message} \033[2m[{problem.rule}]\033[0m"
