"""A board without a clock of its own boots in 1970: doors and orders go on, TLS can't work and is named for what it is,
nothing leaves; when the clock is set the text leaves by itself and everything gets its time."""

import time
from datetime import datetime

from agent import Agent
from certificates import make_certificates
from local_api import PHONE
from simulated_chip import SimulatedChip, read
from stand_in import StandIn
from wall_clock import is_synchronised, set_clock, synchronise

UNSET = "The board's clock is not set: it shows 1970-01-01 00:1"


def seconds(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


chip = SimulatedChip()
chip.close(3)
ca_file, *tls = make_certificates("/tmp/certificates")
stand_in = StandIn("/tmp/texts", tls=tls)
boot_id = read("/proc/sys/kernel/random/boot_id")
booted = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
# Not zero: a kernel takes no time that lies before its own start.
set_clock(600)

agent = Agent(
    stand_in.url,
    gpio=[f"{{chip: {chip.label}, closed: low, bias: as-is, debounce_ms: 50}}"],
    compartments=[f"{{name: A1, door: {{chip: {chip.label}, line: 3}}}}"], ca_file=ca_file, clock="kernel")
with agent:
    began = time.monotonic()
    agent.wait_for_door("A1", "closed")
    events = agent.follow()
    agent.place_order("4711", ["A1"])
    chip.open(3)
    agent.wait_for_door("A1", "open")
    chip.close(3)
    seen = agent.until(events, "notice-created")
    assert all(event["at"] is None and event["boot_id"] == boot_id and event["boot_ms"] > 0 for event in seen), seen

    agent.wait_for_problem(UNSET)
    health = agent.get("/v1/health")
    print("health:", *(f"{problem['code']}: {problem['message']}" for problem in health["problems"]), sep="\n  ")
    assert health["status"] == "failing" and health["clock"]["state"] == "unsynchronised", health
    assert [problem["code"] for problem in health["problems"]] == ["outbox-failing", "clock-not-set"], health
    notice = agent.get("/v1/outbox")["notices"][0]
    assert notice["state"] == "pending" and UNSET in notice["reason"], notice
    assert notice["created_at"] is None and agent.get("/v1/orders/4711")["placed_at"] is None
    shown = agent.run("outbox", "show", str(notice["id"]))
    print("outbox show:", shown)
    assert UNSET in shown
    tested = agent.run("send-test", "--to", PHONE)
    print("send-test:", tested)
    assert UNSET in tested
    assert UNSET in read(agent.log)

    # An attempt or two; each of them waits up to twice as long as the one before.
    assert stand_in.connections < 10 + (time.monotonic() - began), stand_in.connections
    assert not stand_in.requests, stand_in.requests
    synchronise(booted + time.clock_gettime(time.CLOCK_BOOTTIME))
    set_at = time.monotonic()
    accepted = agent.until(events, "notice-accepted")
    print(f"accepted {time.monotonic() - set_at:.1f} s after the clock was set")
    # No attempt was marked as being under way until there was a connection to send it on.
    assert [event["kind"] for event in accepted].count("notice-sending") == 1, accepted
    assert abs(seconds(accepted[-1]["at"]) - time.time()) < 60, accepted[-1]
    assert len(stand_in.accepted) == 1, stand_in.requests
    order = agent.get("/v1/orders/4711")
    placed = seconds(order["placed_at"])
    assert booted < placed < seconds(order["ready_at"]) < time.time(), order
    assert abs(placed - (booted + seen[0]["boot_ms"] / 1000)) < 5, (order, booted, seen[0])
    agent.wait_for_health()

assert is_synchronised()
with agent:
    # Read from the ledger now, in which these lines were written without a time.
    agent.wait_for_door("A1", "closed")
    assert abs(seconds(agent.get("/v1/orders/4711")["placed_at"]) - placed) < 1
    assert agent.get("/v1/outbox")["notices"][0]["created_at"].startswith(time.strftime("%Y-", time.gmtime()))
    agent.wait_for_health()
assert len(stand_in.requests) == 1, stand_in.requests
