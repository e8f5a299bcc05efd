"""The wall clock jumps ten years ahead and back while a text is held, while Prokeep wants to be left alone, and while
texts wait: nothing leaves earlier, nothing expires, no door is forgotten."""

import time

from agent import Agent
from simulated_chip import SimulatedChip
from stand_in import StandIn
from wall_clock import set_clock, synchronise

TEN_YEARS = 10 * 365 * 86_400
HOLD = 8
BUSY = 8

chip = SimulatedChip()
for line in range(1, 5):
    chip.close(line)
stand_in = StandIn("/tmp/texts")
booted = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)


def right_time():
    return booted + time.clock_gettime(time.CLOCK_BOOTTIME)


def load(line):
    """The order of that compartment becomes ready; returns when its door has closed, at the latest."""
    agent.place_order(f"order-{line}", [f"A{line}"], code=f"000{line}")
    chip.open(line)
    agent.wait_for_door(f"A{line}", "open")
    closed = time.monotonic()
    chip.close(line)
    agent.until(events, "notice-created", f"order-{line}")
    return closed


steps = {
    "ten years ahead": lambda: synchronise(right_time() + TEN_YEARS),
    "ten years back": lambda: synchronise(right_time() - 5 * 365 * 86_400),
    "not synchronised any more": lambda: set_clock(right_time() - 3600),
}
synchronise(right_time())
with Agent(
    stand_in.url,
    gpio=[f"{{chip: {chip.label}, closed: low, bias: as-is, debounce_ms: 50}}"],
    compartments=[f"{{name: A{line}, door: {{chip: {chip.label}, line: {line}}}}}" for line in range(1, 5)],
    clock="kernel", hold_s=HOLD,
) as agent:
    agent.wait_for_door("A4", "closed")
    events = agent.follow()
    for line, (name, step) in enumerate(steps.items(), 1):
        closed = load(line)
        step()
        agent.until(events, "notice-accepted", f"order-{line}")
        held = time.monotonic() - closed
        print(f"{name}: the text was held for {held:.1f} s of {HOLD}")
        # The kernel's stamp of the edge and this one differ by the debounce at most, and that makes the hold longer.
        assert HOLD <= held < HOLD + 15, held

    synchronise(right_time())
    stand_in.be_busy(BUSY)
    load(4)
    agent.until(events, "notice-deferred", "order-4")
    asked = time.monotonic()
    synchronise(right_time() + TEN_YEARS)
    agent.until(events, "notice-accepted", "order-4")
    waited = time.monotonic() - asked
    print(f"ten years ahead: Prokeep was left alone for {waited:.1f} s of {BUSY}")
    # The date has whole seconds.
    assert BUSY - 2 < waited < BUSY + 30, waited
    assert [request["status"] for request in stand_in.requests] == [202, 202, 202, 503, 202], stand_in.requests
    for line in range(1, 5):
        order = agent.get(f"/v1/orders/order-{line}")
        assert order["state"] == "ready" and order["notice"]["state"] == "accepted", order
    assert not agent.get("/v1/health")["problems"], agent.get("/v1/health")
