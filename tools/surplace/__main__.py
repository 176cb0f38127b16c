"""``python -m surplace``."""

from surplace.cli import entry

entry()
