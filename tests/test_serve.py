"""The server for this machine."""

from __future__ import annotations

import gzip
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from surplace.serve import Quiet, serve


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A small site being served."""
    (tmp_path / "index.html").write_text("<p>Hello</p>")
    (tmp_path / "404.html").write_text("<p>Not here</p>")
    (tmp_path / "a.woff2").write_bytes(b"font")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_texts_go_compressed_where_they_may(address: str) -> None:
    """A browser that takes gzip gets it, another the text itself; both the same words."""
    small = urllib.request.Request(f"{address}/?x=1", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(small) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.read()) == b"<p>Hello</p>"
    with urllib.request.urlopen(f"{address}/index.html") as answer:
        assert answer.headers["Content-Encoding"] is None
        assert answer.read() == b"<p>Hello</p>"


def test_fonts_go_as_they_are(address: str) -> None:
    """What is compressed already is not compressed again."""
    request = urllib.request.Request(f"{address}/a.woff2", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        assert answer.read() == b"font"


def test_what_is_not_there_gets_the_page_of_the_site(address: str) -> None:
    """A wrong address answers 404 with the site's own words."""
    with pytest.raises(urllib.error.HTTPError) as fault:
        urllib.request.urlopen(f"{address}/none.html")

    assert fault.value.code == 404
    assert fault.value.read() == b"<p>Not here</p>"


def test_a_port_in_use_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A port that is taken, and a folder without a site, are answered with a remedy and exit 1."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("x")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code = serve(site, taken.getsockname()[1])
    busy = capsys.readouterr().err

    assert code == 1
    assert "make serve PORT=" in busy
    assert busy.count("\n") == 1
    assert serve(tmp_path, 0) == 1
    assert "make site" in capsys.readouterr().err
