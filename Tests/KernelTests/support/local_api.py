"""The local API of a running locker-agent, and waiting for what it says."""

import http.client
import json
import socket
import time

PHONE = "+12015550199"


class LocalAPI:
    def __init__(self, socket):
        """socket: the path of the daemon's unix socket."""
        self.socket = socket

    def check_alive(self):
        """Fails at once when there is nothing to wait for any more."""

    def call(self, method, path, body=None):
        """Status and answer of one call of the local API."""
        connection = UnixConnection(self.socket)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        answer = json.loads(response.read() or "null")
        connection.close()
        return response.status, answer

    def get(self, path):
        status, answer = self.call("GET", path)
        assert status == 200, (path, status, answer)
        return answer

    def place_order(self, number, compartments, code="0042"):
        status, answer = self.call("PUT", f"/v1/orders/{number}", {
            "customer": {"name": "Ada", "phone": PHONE}, "code": code, "compartments": compartments})
        assert status == 201, (status, answer)

    def door(self, compartment):
        return next(door for door in self.get("/v1/doors")["doors"] if door["compartment"] == compartment)

    def wait_for_door(self, compartment, state, limit=30):
        self.wait(lambda: self.door(compartment)["state"] == state, f"door {compartment} {state}", limit)

    def wait_for_notice(self, number, state, limit=30):
        notice = lambda: self.get(f"/v1/orders/{number}").get("notice") or {}
        self.wait(lambda: notice().get("state") == state, f"notice of {number} {state}", limit)
        return notice()

    def wait_for_problem(self, text, limit=30):
        self.wait(lambda: text in str(self.get("/v1/health")["problems"]), f"problem `{text}` in health", limit)

    def wait_for_health(self, limit=30):
        self.wait(lambda: not self.get("/v1/health")["problems"], "health without a problem", limit)

    def follow(self):
        """The ledger from now on: an iterator over its lines."""
        connection = UnixConnection(self.socket)
        connection.request("GET", "/v1/events")
        response = connection.getresponse()
        assert response.status == 200, response.read()
        lines = (line.decode().strip() for line in response)
        return (json.loads(line.removeprefix("data:")) for line in lines if line.startswith("data:"))

    def until(self, events, kind, order=None):
        """The events up to the next of this kind, and order if one is given."""
        seen = []
        for event in events:
            seen.append(event)
            if event["kind"] == kind and order in (None, event.get("order")):
                return seen
        raise AssertionError(f"the events ended without {kind}: {seen}")

    def is_serving(self):
        try:
            return self.call("GET", "/v1/health")[0] == 200
        except (FileNotFoundError, ConnectionRefusedError):
            return False

    def wait(self, condition, what, limit=30):
        deadline = time.monotonic() + limit
        while not condition():
            self.check_alive()
            assert time.monotonic() < deadline, f"no {what} within {limit} s"
            time.sleep(0.05)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(300)
        self.sock.connect(self.path)
