"""A stand-in for Prokeep with the moods of a bad line, which writes down what it got before it answers."""

import random
import socket
import struct
import threading
import time
import uuid

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from stand_in import StandIn

# How often, and what it does meanwhile.
MOODS = {
    "fair": 12,  # 202
    "slow": 2,  # 202, after a while
    "failing": 2,  # 500, 503 or 408
    "busy": 1,  # 429 with Retry-After
    "silent": 1,  # reads the request and says nothing
    "reset": 2,  # reads the request and resets the connection
    "half": 2,  # 202, and the connection ends among its header fields
    "deaf": 1,  # ends the connection before the request was read
    "down": 2,  # nobody listens
}


class Prokeep:
    """Its mood changes by itself until `calm`."""

    def __init__(self, journal, seed, longest_mood):
        """longest_mood: in seconds."""
        self.journal = journal
        self.chance = random.Random(f"prokeep {seed}")
        self.longest_mood = longest_mood
        self.mood = "fair"
        self.mood_changed = threading.Condition()
        self.is_calm = threading.Event()
        self.server = Server(self, port=0)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/rest/v1"
        self.moods = threading.Thread(target=self._change_moods, daemon=True)
        self.moods.start()

    def calm(self):
        """From now on everything is accepted."""
        self.is_calm.set()
        self.moods.join()

    def end(self):
        self.calm()
        self.server.end()

    def answer(self, handler):
        mood = self.mood
        if mood == "deaf":
            return reset(handler)
        raw = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        status, body, problem = StandIn.judge(handler, raw)
        with self.mood_changed:
            taken, status = self._decide(mood, status)
            pause = self.chance.uniform(0.05, 0.5)
        request_id = str(uuid.uuid4())
        self.journal.write(
            "request", body=body, problem=problem, key=handler.headers.get("Idempotency-Key"), request_id=request_id,
            mood=mood, status=status, taken=taken)
        if mood == "silent":
            with self.mood_changed:
                self.mood_changed.wait_for(lambda: self.mood != mood)
        if mood in ("silent", "reset"):
            return reset(handler)
        if mood == "slow":
            time.sleep(pause)
        self._reply(handler, status, request_id, is_cut=mood == "half")

    def _decide(self, mood, status):
        """Whether the text was taken, and the status."""
        if status != 202:
            return False, status
        if mood == "failing":
            return False, self.chance.choice([500, 503, 408])
        if mood == "busy":
            return False, 429
        # Behind a connection that breaks, nobody knows what was done with the request.
        return mood not in ("silent", "reset") or self.chance.random() < 0.5, 202

    def _reply(self, handler, status, request_id, is_cut):
        handler.send_response(status)
        handler.send_header("x-request-id", request_id)
        if status == 429:
            handler.send_header("Retry-After", self.chance.choice(["0", "1"]))
        if is_cut:
            handler.flush_headers()
            return reset(handler)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", "11")
        handler.end_headers()
        handler.wfile.write(b'{"data":{}}')

    def _change_moods(self):
        while not self.is_calm.is_set():
            self._feel(self.chance.choices(list(MOODS), MOODS.values())[0])
            self.is_calm.wait(self.chance.uniform(0.02, self.longest_mood))
        self._feel("fair")

    def _feel(self, mood):
        before = self.mood
        with self.mood_changed:
            self.mood = mood
            self.mood_changed.notify_all()
        if mood == "down" and before != "down":
            self.server.end()
        if before == "down" and mood != "down":
            self.server = Server(self, self.port)


class Server(ThreadingHTTPServer):
    """Listens on a port until `end`, which breaks the connections there are."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, prokeep, port):
        self.connections = set()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                prokeep.answer(self)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", port), Handler)
        self.thread = threading.Thread(target=self.serve_forever, args=[0.05], daemon=True)
        self.thread.start()

    def end(self):
        self.shutdown()
        self.thread.join()
        self.server_close()
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # It has ended by itself.

    def process_request(self, request, client_address):
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        # No FIN first: a connection that is to be reset is reset.
        self.connections.discard(request)
        self.close_request(request)

    def handle_error(self, request, client_address):
        """Whoever asked was killed."""


def reset(handler):
    """RST instead of FIN: what is still on its way is lost."""
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
