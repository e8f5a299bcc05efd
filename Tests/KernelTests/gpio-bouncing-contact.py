"""A contact that bounces, an order behind it: one text, and the ledger says why."""

import time

from agent import FROM, Agent
from local_api import PHONE
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
    ledger = agent.follow()
    agent.place_order("4711", ["A1"])
    chip.bounce(3, 1)
    agent.wait_for_door("A1", "open")
    # So fast that the kernel sees only some of the edges.
    chip.bounce(3, 0, times=200)
    text = stand_in.wait_for(1)[0]
    notice = agent.wait_for_notice("4711", "accepted")

    assert text["from"] == FROM and text["to"] == PHONE, text
    assert text["text"].startswith(
        "You have an order ready at Gotham Electrical, 1515 Wayne Ave, Gotham, NJ 973!"), text
    assert "Pickup Code is: 0042" in text["text"], text
    assert notice["request_id"] == stand_in.requests[0]["request_id"], notice

    # The ledger says why: each step once, from which input, down to Prokeep's answer.
    lines = [next(ledger)]
    while lines[-1]["kind"] != "notice-accepted":
        lines.append(next(ledger))
    kinds = [line["kind"] for line in lines]
    for kind in ["order-assigned", "door-opened", "load-started", "door-closed", "load-taken", "order-ready",
                 "notice-created", "notice-sending", "notice-accepted"]:
        assert kinds.count(kind) == 1, (kind, kinds)
    closed = lines[kinds.index("door-closed")]
    assert closed["compartment"] == "A1" and closed["source"] == f"input:{chip.label} line 3", closed
    assert notice["request_id"] in lines[-1]["why"], lines[-1]
    assert not any("0042" in line["why"] for line in lines), lines

    # A glitch shorter than the debounce is nothing, and a text that left stays alone.
    chip.open(3)
    chip.close(3)
    time.sleep(3)
    assert agent.get("/v1/orders/4711")["state"] == "ready"
    assert len(stand_in.requests) == 1, stand_in.requests
