"""Schemas that a package registry carries, fetched once and kept in the cache folder of the user."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import pytest

PYSLET = "pyslet==0.7.20170805"
_DTD = "pyslet-0.7.20170805/unittests/data_imsqtiv1p2p1/ims_qtiasiv1p2p1.dtd"


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "surplace-schemas"


def qti_dtd() -> Path:
    """The DTD of QTI 1.2.1 out of the source archive of pyslet; the test is skipped where it is not to be had."""
    target = _cache() / "ims_qtiasiv1p2p1.dtd"
    if not target.exists():
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", folder]
            done = subprocess.run([*command, PYSLET], capture_output=True, text=True, timeout=120, check=False)
            if done.returncode:
                pytest.skip(f"the source archive of {PYSLET} is not to be had: {done.stderr.strip()[-200:]}")
            (archive,) = Path(folder).glob("pyslet-*.tar.gz")
            with tarfile.open(archive) as files:
                member = files.extractfile(_DTD)
                assert member is not None
                data = member.read()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return target
