"""The real `locker-agent run`, with a configuration of its own, asked through its local API."""

import os
import signal
import subprocess
import tempfile

from local_api import LocalAPI
from stand_in import CREDENTIALS

FROM = "+12015550123"


class Agent(LocalAPI):
    """Runs until the `with` block ends; its folder is on the guest's own memory disk, not on the shared folder."""

    def __init__(self, url, gpio, compartments, **settings):
        """gpio and compartments: the rows of these two lists of the configuration; settings: as `configuration` has them."""
        self.folder = tempfile.mkdtemp(prefix="agent-", dir="/tmp")
        super().__init__(f"{self.folder}/api.sock")
        self.config = f"{self.folder}/config.yaml"
        self.log = f"{self.folder}/log"
        credentials = f"{self.folder}/prokeep"
        with open(credentials, "w", opener=private) as file:
            file.write(CREDENTIALS + "\n")
        with open(self.config, "w") as file:
            file.write(configuration(
                url, gpio, compartments, credentials=credentials, store=f"{self.folder}/agent.sqlite",
                socket=self.socket, **settings))

    def __enter__(self):
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [os.environ["LOCKER_AGENT"], "run", "--config", self.config],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        self.wait(self.is_serving, "the local API")
        return self

    def __exit__(self, failure, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(30)
        finally:
            self.process.kill()
            if failure:
                print(f"--- {self.log}\n{open(self.log).read()}")
        assert failure or status == 0, f"locker-agent ended with {status}: {open(self.log).read()}"

    def run(self, *command):
        """What a command of locker-agent prints, whatever its exit code."""
        ended = subprocess.run(
            [os.environ["LOCKER_AGENT"], *command, "--config", self.config], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return ended.stdout

    def check_alive(self):
        assert self.process.poll() is None, f"locker-agent ended with {self.process.returncode}"


def private(path, flags):
    return os.open(path, flags, 0o600)


def configuration(
        url, gpio=(), compartments=(), *, credentials, store, socket, serial=(), ca_file=None, clock="trusted", hold_s=0):
    """The text of a configuration; gpio, serial and compartments are the rows of these lists."""
    rows = lambda name, items: f"{name}:\n" + "".join(f"  - {item}\n" for item in items) if items else ""
    return f"""\
bank:
  id: gotham-1
  distributor: Gotham Electrical
  location: 1515 Wayne Ave, Gotham, NJ 973
  time_zone: America/New_York
prokeep:
  url: {url}
  from: "{FROM}"
  credentials_file: {credentials}
  mode: live
{f"  ca_file: {ca_file}" if ca_file else ""}
notices:
  ready: {{template: parcelpending}}
timing: {{hold_s: {hold_s}}}
clock: {clock}
store: {store}
api: {{socket: {socket}}}
{rows("gpio", gpio)}{rows("serial", serial)}{rows("compartments", compartments)}"""
