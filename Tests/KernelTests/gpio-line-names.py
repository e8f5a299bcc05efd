"""Doors by the names of their lines, on a chip by its path; pull-up and a level of their own for closed."""

from agent import Agent
from simulated_chip import SimulatedChip
from stand_in import StandIn

chip = SimulatedChip(lines=16, names={7: "DOOR-A1", 9: "DOOR-A2"})
with Agent(
    StandIn("/tmp/texts").url,
    gpio=[f"{{chip: {chip.path}, closed: high, bias: pull-up, debounce_ms: 250}}"],
    compartments=[
        f"{{name: A1, door: {{chip: {chip.path}, line: DOOR-A1}}}}",
        f"{{name: A2, door: {{chip: {chip.path}, line: DOOR-A2}}}}"],
) as agent:
    # The pull-up that was asked for is what makes these lines high.
    agent.wait_for_door("A1", "closed")
    agent.wait_for_door("A2", "closed")
    chip.bounce(9, 0)
    agent.wait_for_door("A2", "open")
    door = agent.door("A2")
    assert door["raw"] == 0 and door["input"] == f"{chip.path} line DOOR-A2", door
    assert agent.door("A1")["state"] == "closed"
