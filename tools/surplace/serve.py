"""A server for a built site, for this machine alone."""

from __future__ import annotations

import gzip
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TEXT = (".html", ".css", ".js", ".json", ".svg", ".txt")
"""Files that are sent compressed, as every host of static sites does."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, shows the site's own page for what is not there, and keeps no log."""

    def do_GET(self) -> None:
        """A text goes compressed to a browser that takes it so (RFC 9110, 8.4.1.3); all else as it is."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.split("?")[0].endswith("/") else path
        if path.suffix not in TEXT or not path.is_file() or "gzip" not in self.headers.get("Accept-Encoding", ""):
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name is the base class's
        """Say nothing: the terminal keeps the address in view."""

    def end_headers(self) -> None:
        """Pages under work must not be cached."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's 404 page, if it has one."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve(folder: Path, port: int) -> int:
    """Serve until Ctrl-C; returns an exit code (1 when it cannot start)."""
    if not (folder / "index.html").is_file():
        sys.stderr.write(f"{folder}: no site here; build it first with: make site\n")
        return 1
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
    except (OSError, OverflowError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        sys.stderr.write(f"port {port} cannot be used ({reason}); choose another: make serve PORT=8001\n")
        return 1
    with server:
        sys.stdout.write(f"Sur Place is at http://127.0.0.1:{server.server_port}/  (Ctrl-C to stop)\n")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
    return 0
