"""Another program has one of the lines: it is named, the other doors work, and the line is taken once it is free."""

import os
import subprocess
import time

from agent import Agent
from simulated_chip import SimulatedChip, read
from stand_in import StandIn

chip = SimulatedChip()
tools = os.environ["GPIOD_TOOLS"]
holder = subprocess.Popen(
    [f"{tools}/bin/gpiomon", chip.name, "3"],
    env={"LD_LIBRARY_PATH": f"{tools}/lib/x86_64-linux-gnu"}, stdout=subprocess.DEVNULL)

while "gpiomon" not in read("/sys/kernel/debug/gpio"):
    assert holder.poll() is None, "gpiomon ended"
    time.sleep(0.05)

with Agent(
    StandIn("/tmp/texts").url,
    gpio=[f"{{chip: {chip.label}, closed: low, bias: pull-up, debounce_ms: 50}}"],
    compartments=[
        f"{{name: A1, door: {{chip: {chip.label}, line: 3}}}}", f"{{name: A2, door: {{chip: {chip.label}, line: 4}}}}"],
) as agent:
    agent.wait_for_door("A2", "open")
    agent.wait_for_door("A1", "unknown")
    agent.wait_for_problem(f"gpiomon (process {holder.pid})")
    chip.close(4)
    agent.wait_for_door("A2", "closed")

    holder.terminate()
    holder.wait()
    agent.wait_for_door("A1", "open")
    agent.wait_for_health()
