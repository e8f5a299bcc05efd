"""The chip is unplugged with a door open and comes back under another number with the door closed."""

from agent import Agent
from simulated_chip import SimulatedChip
from stand_in import StandIn

chip = SimulatedChip()
other = SimulatedChip(lines=4, device="other", plugged_in=False)
chip.close(3)
label = chip.label
stand_in = StandIn("/tmp/texts")
with Agent(
    stand_in.url,
    gpio=[f"{{chip: {label}, closed: low, bias: as-is, debounce_ms: 50}}"],
    compartments=[f"{{name: A1, door: {{chip: {label}, line: 3}}}}", f"{{name: A2, door: {{chip: {label}, line: 4}}}}"],
) as agent:
    agent.wait_for_door("A1", "closed")
    agent.place_order("4711", ["A1"])
    chip.open(3)
    agent.wait_for_door("A1", "open")
    was = chip.name

    chip.unplug()
    agent.wait_for_door("A1", "unknown")
    agent.wait_for_door("A2", "unknown")
    agent.wait_for_problem(label)
    assert not stand_in.requests, stand_in.requests

    other.plug_in()
    chip.plug_in()
    assert chip.label == label and chip.name != was, (chip.label, chip.name)
    chip.close(3)
    agent.wait_for_door("A1", "closed")
    agent.wait_for_health()
    # Open when it was last seen and closed now: the close that nobody saw.
    stand_in.wait_for(1)
    agent.wait_for_notice("4711", "accepted")
    assert len(stand_in.requests) == 1, stand_in.requests
