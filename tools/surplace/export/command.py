"""``surplace export``: choose, write whole or not at all, and say what a format could not hold.

Exit codes: 0 when the file is written, 1 when the course cannot be read, 2 for wrong usage, 3 when something would be
left out and ``--allow-loss`` was not given; then nothing is written.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from surplace.export import FORMATS, Loss, Selection


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    names = "\n".join(f"  {name:<11} {words}" for name, (_suffix, _module, words) in FORMATS.items())
    parser = commands.add_parser(
        "export",
        help="write quizzes for other systems",
        description=f"Writes quizzes for other systems.\n\nformats:\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="FORMAT", choices=tuple(FORMATS), help="one of the formats above")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--bank", default="", help="one bank, by the name of its file")
    which.add_argument("--lesson", default="", help="one lesson, by its number (4.1)")
    which.add_argument("--module", default="", help="one module, by its number (4)")
    which.add_argument("--all", action="store_true", help="all lessons and both tests (default)")
    parser.add_argument("--form", choices=("A", "B"), default="", help="one of the two parallel forms of each quiz")
    parser.add_argument("--seed", type=_seed, default=0, help="mix the choices anew, the same way for one number")
    parser.add_argument("--site", default="", help="address of the published course, for links back to it")
    parser.add_argument("-o", "--output", required=True, help="file, or folder for a file with a fitting name")
    parser.add_argument("--report", type=Path, help="also write what did not fit, as JSON")
    parser.add_argument("--allow-loss", action="store_true", help="write the file even if something has to be left out")
    parser.add_argument("--root", type=Path, default=Path())
    parser.set_defaults(command=run)


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 999999999")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Export what was asked for."""
    from surplace.export import load_format

    chosen = _chosen(options)
    if isinstance(chosen, int):
        return chosen
    selection, losses = chosen
    try:
        form = load_format(options.name)
    except ModuleNotFoundError as error:
        return _stop(
            f"{options.name} needs the package {error.name}: pip install -c tools/constraints.txt -e .[export]", 1
        )
    made = form.write(selection)
    losses = (*losses, *made.losses)
    if options.report:
        write_whole(options.report, _report(options.name, selection.slug, losses))
    for loss in losses:
        sys.stderr.write(f"{'left out' if loss.left_out else 'mapped'}: {loss}\n")
    gone = [loss for loss in losses if loss.left_out]
    if gone and not options.allow_loss:
        return _stop(f"nothing is written, since {len(gone)} would be left out: add --allow-loss to write the rest", 3)
    target = Path(options.output)
    if target.is_dir() or options.output.endswith(("/", os.sep)):
        target = target / f"{selection.slug}{form.suffix}"
    write_whole(target, made.data)
    count = sum(1 for _ in selection.items())
    print(f"{target}: {count} questions, {len(losses) - len(gone)} mapped, {len(gone)} left out")
    return 0


def _chosen(options: argparse.Namespace) -> tuple[Selection, tuple[Loss, ...]] | int:
    """The selection and what is left out of it already; an exit code, after a line that says why, if there is none."""
    from surplace.check import check
    from surplace.export.select import select
    from surplace.load import load

    missing = [name for name in ("course", "quizzes") if not (options.root / name).is_dir()]
    if missing:
        return _stop(f"{options.root} has no folder {' and no folder '.join(missing)}: name another --root", 2)
    course, found = load(options.root)
    if not course.banks:
        return _stop("no bank could be read: surplace check says why", 1)
    try:
        return select(
            course,
            bank=options.bank,
            lesson=options.lesson,
            module=options.module,
            form=options.form,
            seed=options.seed,
            site=options.site.rstrip("/"),
            problems=(*found, *check(course, whole=False)),
        )
    except KeyError as error:
        return _stop(str(error.args[0]), 2)


def _stop(message: str, code: int) -> int:
    sys.stderr.write(f"surplace: {message}\n")
    return code


def _report(name: str, slug: str, losses: Sequence[Loss]) -> bytes:
    rows = [{"item": x.item, "what": x.what, "how": x.how, "left_out": x.left_out} for x in losses]
    return (
        json.dumps({"format": name, "selection": slug, "losses": rows}, ensure_ascii=False, indent=1) + "\n"
    ).encode()


def write_whole(target: Path, data: bytes) -> None:
    """Write a file whole or not at all: into a temporary file beside it, then by renaming."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
