"""What a mail server, a web server and a relay are told, each on a socket of this machine."""

from __future__ import annotations

import http.server
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class MailSink(socketserver.StreamRequestHandler):
    """Speaks so much SMTP as a mail needs. ``server.mails`` are (from, to, text); ``server.busy``:
    it takes none now.
    """

    def handle(self) -> None:
        server: Any = self.server
        self._say("220 sink")
        sender, people = "", []
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb.startswith("MAIL FROM:"):
                if server.busy:
                    self._say("451 busy")
                    continue
                sender = line[10:].strip("<> ").partition(">")[0]
            elif verb.startswith("RCPT TO:"):
                people.append(line[8:].strip("<> "))
            elif verb == "DATA":
                self._say("354 go on")
                text = b""
                while (piece := self.rfile.readline()) != b".\r\n":
                    text += piece
                server.mails.append((sender, tuple(people), text.decode()))
            elif verb == "QUIT":
                self._say("221 bye")
                return
            self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class HookSink(http.server.BaseHTTPRequestHandler):
    """``server.posts`` are (headers, body); ``server.answers`` the next statuses, then 204."""

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.posts.append((dict(self.headers), body))
        self.send_response(server.answers.pop(0) if server.answers else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class RelaySink(socketserver.BaseRequestHandler):
    """``server.came`` is every byte."""

    def handle(self) -> None:
        server: Any = self.server
        while data := self.request.recv(100):
            server.came += data
        self.request.sendall(b"OK")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def listening(handler: type[socketserver.BaseRequestHandler]) -> Iterator[Any]:
    """The server, with its ``port`` and what it was told."""
    server: Any = _Server(("127.0.0.1", 0), handler)
    server.port = server.server_address[1]
    server.mails, server.posts, server.answers, server.came = [], [], [], b""
    server.busy = False
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
