"""The real `locker-agent run`, to be killed."""

import os
import signal
import socket
import subprocess
import time

# How long a start may take before it counts as failed.
START_LIMIT = 30


class AgentProcess:
    def __init__(self, program, config, socket_path, log, tracer=()):
        """tracer: the beginning of a command that runs the rest of it."""
        self.socket_path = socket_path
        self.log = open(log, "ab")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [*tracer, program, "run", "--config", config], stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=subprocess.STDOUT)

    def serves(self, limit=START_LIMIT):
        """Waits until it answers: the seconds from its start; None when it ended or so many seconds passed before."""
        while self.is_running and time.monotonic() - self.began < limit:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(1)
                try:
                    client.connect(self.socket_path)
                    client.sendall(b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    if client.recv(12) == b"HTTP/1.1 200":
                        return time.monotonic() - self.began
                except OSError:
                    pass  # A socket that the last one left, or none.
            time.sleep(0.005)
        return None

    @property
    def is_running(self):
        return self.process.poll() is None

    def runs_for(self, seconds):
        """Waits so long: whether it still runs."""
        try:
            self.process.wait(max(0, seconds))
        except subprocess.TimeoutExpired:
            return True
        return False

    def kill(self):
        """What it ended with: -9 for the kill, or what came before it."""
        self.process.kill()
        return self._end(10)

    def stop(self, limit=60):
        """As a service manager does; its exit code, None when it did not end."""
        self.process.send_signal(signal.SIGTERM)
        return self._end(limit)

    def _end(self, limit):
        try:
            return self.process.wait(limit)
        except subprocess.TimeoutExpired:
            return None
        finally:
            self.process.kill()
            self.log.close()


def tracer_killing_at(number, call, file):
    """strace, which sends SIGKILL as a thread begins this system call for the nth time: before it has done anything.

    It stands aside (-D), so that the agent is our own child. Without --seccomp-bpf: strace 6.1 then counts wrong."""
    if os.path.exists(file):
        os.unlink(file)
    return ["strace", "-D", "-f", "-qq", "-o", file, "-e", f"trace={call}",
            "-e", f"inject={call}:signal=SIGKILL:when={number}", "-e", "signal=none"]
