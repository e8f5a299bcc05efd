"""Judges one bank's history: did every text that was owed go out, none that was not, none twice without a reason?

Pure: in goes the journal, line by line, and what was in the store in the end. It knows the promise and nothing of how
the agent keeps it:

- An order that was acknowledged is there ever after, and an acknowledged command stays done.
- An order once seen ready, and neither ended nor changed since by somebody's command, has its text taken by Prokeep.
- Each request is the text of an order that was put, to that customer, from this bank, after its doors were closed.
- Each text that Prokeep took is in the ledger: as accepted, or as an attempt whose end nobody could see. Only the
  latter allows another attempt for the same notice.
- Each attempt was in the ledger before its first byte left.

Kinds of lines: `order` (drawn up), `ask` and `told` (a call and its answer), `done` (a step of an order's plan), `saw`
(an order as the API shows it), `missing`, `door`, `request`, `serving`, `crash`, `died`, `stuck`, `stopped`.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import attempts
import bank

# Commands that take a text back which was not sent.
ENDS = {"cancel": "cancelled", "collect": "collected", "remove": "removed"}
WITHDRAWING = {*ENDS, "unload", "change", "again", "place"}
SETTLED = ("accepted", "withdrawn", "expired", "dead", "suppressed")


@dataclass
class Verdict:
    objections: list = field(default_factory=list)
    # Sentences: the notice, and the line of the ledger that shows why it went out again.
    duplicates: list = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    kills: Counter = field(default_factory=Counter)
    recoveries: list = field(default_factory=list)


@dataclass
class Order:
    bay: list
    bodies: list = field(default_factory=list)
    is_acknowledged: bool = False
    is_ended: str | None = None
    # Boxes that were opened, and those that were closed after it, since the order was put.
    opened: set = field(default_factory=set)
    closed: set = field(default_factory=set)
    # Texts that an acknowledged command took back.
    overtaken: set = field(default_factory=set)
    asked: list = field(default_factory=list)
    # Cycle -> the states of its notice, as they were seen.
    seen: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """A text that Prokeep took."""
    place: int
    request_id: str
    key: str | None
    is_late: bool


def judge(lines, remains):
    """remains: what was in the store in the end; None without an end or a sound store, which the journal says."""
    return _Judge(lines, remains).verdict


class _Judge:
    def __init__(self, lines, remains):
        self.verdict = Verdict()
        self.orders = {}
        self.texts = {}
        self.keys = {}
        self.requests = Counter()
        self.taken = defaultdict(list)
        self.taken_ids = set()
        for place, line in enumerate(lines):
            reader = getattr(self, f"_{line['kind']}", None)
            if reader:
                reader(line, place)
        self.verdict.counts["acknowledged"] = sum(order.is_acknowledged for order in self.orders.values())
        if remains:
            self._compare(remains)

    def _object(self, kind, sentence):
        self.verdict.counts[kind] += 1
        self.verdict.objections.append(f"{kind}: {sentence}")

    # The journal

    def _order(self, line, place):
        self.orders[line["order"]] = Order(line["body"]["compartments"])

    def _ask(self, line, place):
        order, what = self.orders[line["order"]], line["what"]
        order.asked.append((what, line.get("cycle", 0)))
        if "body" in line:
            self._put(line["order"], order, line["body"])
        if what == "again":
            order.is_ended = None

    def _put(self, number, order, body):
        if body not in order.bodies:
            order.bodies.append(body)
        self.texts[bank.text(number, body)] = (number, body["customer"]["phone"])

    def _told(self, line, place):
        order, what, status = self.orders[line["order"]], line["what"], line["status"]
        if status in (200, 201):
            if what == "place":
                order.is_acknowledged = True
            if what == "change":
                order.overtaken |= {bank.text(line["order"], body) for body in order.bodies[:-1]}
            if what in ENDS:
                order.is_ended = ENDS[what]
        elif not line["comes_again"] and not (status == 409 and what in ("change", "repeat")):
            self._object("refused", f"{what} of order {line['order']}: {status}, {line['problem']}")

    def _missing(self, line, place):
        self._object("lost", f"order {line['order']}, which was acknowledged: {line['status']}, {line['problem']}")

    def _door(self, line, place):
        for order in self.orders.values():
            if line["box"] in order.bay and order.bodies and not order.is_ended:
                if line["is_open"]:
                    order.opened.add(line["box"])
                elif line["box"] in order.opened:
                    order.closed.add(line["box"])

    def _saw(self, line, place):
        number, cycle, state = line["order"], line["cycle"], line["notice_state"]
        order = self.orders[number]
        if order.seen and cycle < max(order.seen):
            self._object("lost", f"order {number} was seen in cycle {max(order.seen)} and later in cycle {cycle}")
        if line["notice"] is None or line["state"] in ("assigned", "loading"):
            return
        before = order.seen.get(cycle)
        if before == "accepted" and state != "accepted":
            self._object("lost", f"the text of order {number} was seen accepted and later {state}")
        order.seen[cycle] = state
        if state == "accepted" and line["request_id"] not in self.taken_ids:
            self._object("lost", f"the text of order {number} was seen accepted, and Prokeep does not have it")

    def _request(self, line, place):
        body = line["body"] if isinstance(line["body"], dict) else {}
        text = body.get("text")
        if text not in self.texts:
            return self._object("invented", f"nobody put an order with the text {text!r}")
        number, phone = self.texts[text]
        order = self.orders[number]
        if body != {"from": bank.FROM, "to": phone, "text": text} or line["problem"]:
            self._object("invented", f"the text of order {number} went out as {body}, {line['problem']}")
        if order.closed != set(order.bay):
            self._object("invented", f"the text of order {number} left before the order was loaded and closed")
        # A structured-field string: in quotes (RFC 8941, 3.3.3).
        key = line["key"] and line["key"].strip('"')
        if key and self.keys.setdefault(key, text) != text:
            self._object("invented", f"the key {key} was used for two different texts")
        self.requests[number] += 1
        self.verdict.counts["requests"] += 1
        is_late = order.is_ended is not None or text in order.overtaken
        if line["taken"]:
            self.taken_ids.add(line["request_id"])
            self.taken[number].append(Taken(place, line["request_id"], key, is_late))
            self.verdict.counts["texts"] += 1

    def _serving(self, line, place):
        if not line["is_traced"]:
            self.verdict.recoveries.append(line["after"])

    def _crash(self, line, place):
        self.verdict.kills[line["how"]] += 1
        self._stopped(line, place)

    def _found(self, line, place):
        if line["integrity"] != "ok":
            self._object("damaged", f"the store after a power cut: {line['integrity']}")

    def _stopped(self, line, place):
        if line["integrity"] != "ok":
            self._object("damaged", f"the store after a crash ({line.get('how', 'stop')}): {line['integrity']}")

    def _died(self, line, place):
        self._object("died", f"the agent ended by itself ({line['how']}): exit code {line['status']}")

    def _stuck(self, line, place):
        self._object("lost", f"order {line['order']} waits for ever for `{line['step']}`: {line['seen']}")

    # The store

    def _compare(self, remains):
        for line in remains.ledger:
            if line.kind == "store-salvaged":
                self._object("damaged", line.why)
        self._compare_orders(remains.orders)
        self._compare_notices(remains)
        keys = {notice.id: notice.key for notice in remains.notices}
        by_order = defaultdict(list)
        for attempt in attempts.read(remains.ledger):
            by_order[attempt.order].append(attempt)
            self.verdict.counts["ambiguous"] += attempt.evidence is not None
        for number, count in self.requests.items():
            if count > len(by_order[number]):
                made = len(by_order[number])
                self._object("invented", f"{count} requests for order {number}, and {made} attempts in the ledger")
        for number, texts in self.taken.items():
            self._explain(number, texts, by_order[number], keys)

    def _compare_orders(self, states):
        for number, order in self.orders.items():
            state = states.get(number)
            if order.is_acknowledged and state is None:
                self._object("lost", f"order {number}, which was acknowledged, is not in the store")
            if order.is_ended and state != order.is_ended:
                self._object("lost", f"order {number} was acknowledged as {order.is_ended} and is {state}")
        for number in states.keys() - self.orders.keys():
            self._object("invented", f"order {number} is in the store, and nobody put it")

    def _compare_notices(self, remains):
        created = sum(line.kind == "notice-created" for line in remains.ledger)
        self.verdict.counts.update({"received": created})
        self.verdict.counts.update(notice.state for notice in remains.notices)
        if created != len(remains.notices):
            self._object("lost", f"{created} notices were created, and {len(remains.notices)} are in the outbox")
        by_cycle = {}
        for notice in remains.notices:
            by_cycle[notice.order, notice.cycle] = notice
            order = self.orders.get(notice.order)
            if order is None:
                continue
            if notice.state == "accepted":
                if notice.request_id not in self.taken_ids:
                    self._object("lost", f"notice {notice.id} is accepted, and Prokeep does not have it")
            elif notice.state != "withdrawn":
                self._object("lost", f"notice {notice.id} of order {notice.order} is {notice.state}")
            elif not any(what in WITHDRAWING and cycle >= notice.cycle - 1 for what, cycle in order.asked[1:]):
                self._object("lost", f"notice {notice.id} of order {notice.order} was withdrawn without a reason")
        for key, count in Counter(notice.key for notice in remains.notices).items():
            if count > 1:
                self._object("invented", f"the key {key} belongs to {count} notices")
        for number, order in self.orders.items():
            for cycle, state in order.seen.items():
                notice = by_cycle.get((number, cycle))
                if notice is None:
                    self._object("lost", f"order {number} was seen ready in cycle {cycle}, which is not in the store")
                elif state == "accepted" and notice.state != "accepted":
                    self._object("lost", f"notice {notice.id} was seen accepted and is {notice.state}")

    def _explain(self, number, texts, made, keys):
        """Each text needs an attempt of its own: the one that saw it accepted, or one whose end nobody could see.

        Texts and attempts are in the order of time. So the attempt behind those of earlier texts is the likely one; where
        the attempts of two notices crossed, any other will do."""
        seen = {attempt.request_id: attempt for attempt in made}
        unseen = [attempt for attempt in made if attempt.evidence]
        by_notice = defaultdict(list)
        latest = -1
        for text in texts:
            attempt = seen.get(text.request_id)
            if attempt is None:
                possible = [each for each in unseen if text.key in (None, keys.get(each.notice))]
                attempt = next((each for each in possible if made.index(each) > latest), possible[0] if possible else None)
                if attempt is None:
                    self._object("unexplained", f"order {number}: {text.request_id} was taken and is not in the ledger")
                    continue
                unseen.remove(attempt)
            elif text.is_late and not attempt.overtaken:
                self._object("invented", f"order {number}, request {text.request_id}: sent after it was taken back")
            latest = max(latest, made.index(attempt))
            by_notice[attempt.notice].append((text, attempt.evidence))
        for notice, found in by_notice.items():
            for text, line in found[:-1]:
                if line is None:
                    self._object("duplicate", f"notice {notice} went out again after it was accepted")
                    continue
                self.verdict.counts["duplicates"] += 1
                self.verdict.duplicates.append(
                    f"notice {notice} of order {number}: taken as {text.request_id} too; ledger {line.id}, "
                    f"{line.kind}: {line.why}")
