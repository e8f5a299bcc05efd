"""Inside the machine whose power is cut: one round on the disk that the last one left.

    guest.py PROGRAM SEED ROUND cut|settle     in the folder shared with the host, which has the journal
"""

import os
import shutil
import subprocess
import sys

import journal
import remains
from agent_process import AgentProcess
from bank import BOXES, write_configuration
from contacts import Contacts
from local_api import LocalAPI
from people import People
from prokeep import Prokeep

DISK, MOUNT = "/dev/vda", "/data"
SOCKET = "/run/survival/api.sock"
STORE = f"{MOUNT}/store/agent.sqlite"
# Programs run some ten times slower in here than outside.
START_LIMIT = 60
SETTLE_LIMIT = 240


def main(program, seed, number, ending):
    lines = journal.read("journal")
    record = journal.Journal("journal")
    mount(lines, record)
    copy = remains.copy(STORE, "/tmp/copy")
    if number > 0:
        record.write("found", integrity=remains.integrity(copy))
    record.write("mounted", round=number)

    prokeep = Prokeep(record, f"{seed} {number}", longest_mood=1.5)
    contacts = Contacts(BOXES)
    people = People(LocalAPI(SOCKET), contacts, record, f"{seed} {number}", f"p{seed}", pause=0.005)
    people.resume(lines)
    os.makedirs(os.path.dirname(SOCKET), mode=0o750)
    config = write_configuration(
        "/tmp", url=prokeep.url, store=STORE, socket=SOCKET, doors=contacts.doors, hold=0)
    agent = AgentProcess(program, config, SOCKET, "agent.log")
    after = agent.serves(START_LIMIT)
    if after is None:
        record.write("died", how="while starting", status=agent.kill())
        return 1
    record.write("serving", after=round(after, 3), is_traced=False)
    if ending == "cut":
        while agent.is_running:
            people.work()
        record.write("died", how="while running", status=agent.kill())
        return 1
    prokeep.calm()
    people.work_until_done(SETTLE_LIMIT)
    status = agent.stop()
    if status != 0:
        record.write("died", how="while stopping", status=status)
    copy = remains.copy(STORE, "/tmp/copy")
    record.write("stopped", integrity=remains.integrity(copy))
    shutil.copyfile(copy, "agent.sqlite")
    subprocess.run(["umount", MOUNT], check=True)
    return 0


def mount(lines, record):
    if not any(line["kind"] == "formatted" for line in lines):
        subprocess.run(["mkfs.ext4", "-q", "-F", DISK], check=True)
        subprocess.run(["sync"], check=True)
        record.write("formatted")
    os.makedirs(MOUNT, exist_ok=True)
    subprocess.run(["mount", "-t", "ext4", DISK, MOUNT], check=True)
    os.makedirs(os.path.dirname(STORE), mode=0o700, exist_ok=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]))
