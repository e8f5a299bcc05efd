#!/usr/bin/env python3
"""A stand-in for Prokeep's messaging endpoint on loopback: checks what it gets, writes it down, answers 202.

    stand_in.py FILE [PORT]     prints the port, appends each request to FILE as a line of JSON, until it is killed
"""

import base64
import email.utils
import json
import ssl
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CREDENTIALS = "gotham:not-a-secret"
MESSAGES = "/rest/v1/messages"


class StandIn:
    def __init__(self, path, port=0, tls=None):
        """tls: the files of certificate and key, for https."""
        self.path = path
        self.requests = []
        self.connections = 0
        self.busy = []
        self._changed = threading.Condition()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                stand_in._answer(self)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def get_request(self):
                stand_in.connections += 1
                return super().get_request()

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/rest/v1"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def accepted(self):
        """The bodies that got a 202."""
        with self._changed:
            return [request["body"] for request in self.requests if request["status"] == 202]

    def wait_for(self, count, limit=60):
        """Waits until so many texts were accepted."""
        deadline = time.monotonic() + limit
        while len(self.accepted) < count:
            with self._changed:
                if not self._changed.wait(max(0, deadline - time.monotonic())) and time.monotonic() >= deadline:
                    raise AssertionError(f"{len(self.requests)} of {count} texts after {limit} s: {self.requests}")
        return self.accepted

    def be_busy(self, seconds):
        """The next request is answered with a 503 that wants to be left alone for so long, as a date (RFC 9110, 10.2.3)."""
        self.busy.append(seconds)

    def _answer(self, handler):
        raw = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        request_id = str(uuid.uuid4())
        status, body, problem = self.judge(handler, raw)
        busy = self.busy.pop(0) if self.busy else None
        if busy is not None:
            status, problem = 503, "busy"
        with self._changed:
            self.requests.append({
                "at": time.time(), "path": handler.path, "status": status, "problem": problem, "body": body,
                "request_id": request_id, "idempotency_key": handler.headers.get("Idempotency-Key"),
            })
            with open(self.path, "a") as file:
                file.write(json.dumps(self.requests[-1]) + "\n")
            self._changed.notify_all()
        answer = json.dumps({"data": {}} if status == 202 else {"error": problem}).encode()
        handler.send_response(status)
        if busy is not None:
            handler.send_header("Retry-After", email.utils.formatdate(time.time() + busy, usegmt=True))
        handler.send_header("x-request-id", request_id)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(answer)))
        handler.end_headers()
        handler.wfile.write(answer)

    @staticmethod
    def judge(handler, raw):
        """The status, the body as it was understood, and what is wrong with it."""
        try:
            body = json.loads(raw)
        except ValueError:
            return 400, raw.decode(errors="replace"), "the body is not JSON"
        expected = "Basic " + base64.b64encode(CREDENTIALS.encode()).decode()
        if handler.path != MESSAGES:
            return 404, body, f"POST goes to {MESSAGES}"
        if handler.headers.get("Authorization") != expected:
            return 401, body, "the Basic credentials are missing or wrong"
        if handler.headers.get_content_type() != "application/json":
            return 400, body, "Content-Type is not application/json"
        if not isinstance(body, dict) or not all(isinstance(body.get(key), str) for key in ("from", "to", "text")):
            return 400, body, "from, to and text must be strings"
        return 202, body, None


if __name__ == "__main__":
    stand_in = StandIn(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print(stand_in.port, flush=True)
    threading.Event().wait()
