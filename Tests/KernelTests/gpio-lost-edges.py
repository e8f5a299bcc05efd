"""A burst while the agent stands still: the kernel keeps 16 edges and drops the rest, the level at its end counts."""

import signal
import time

from agent import Agent
from simulated_chip import SimulatedChip
from stand_in import StandIn

chip = SimulatedChip()
chip.close(3)
stand_in = StandIn("/tmp/texts")
with Agent(
    stand_in.url,
    gpio=[f"{{chip: {chip.label}, closed: low, bias: as-is, debounce_ms: 250}}"],
    compartments=[f"{{name: A1, door: {{chip: {chip.label}, line: 3}}}}"],
) as agent:
    agent.wait_for_door("A1", "closed")
    agent.place_order("4711", ["A1"])
    chip.open(3)
    agent.wait_for_door("A1", "open")

    # The 16th edge of the burst goes up: who believed the queue would see an open door.
    agent.process.send_signal(signal.SIGSTOP)
    chip.bounce(3, 0, times=20, pause=0.005)
    agent.process.send_signal(signal.SIGCONT)
    agent.wait_for_door("A1", "closed")
    stand_in.wait_for(1)
    agent.wait_for_notice("4711", "accepted")
    time.sleep(3)
    assert len(stand_in.requests) == 1, stand_in.requests
