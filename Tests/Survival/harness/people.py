"""The people at the bank: staff who place orders, load them and change their minds, customers who fetch their goods.

Like people they look and act: what the agent does not know of, it is told again, and a door whose opening it did not
see is opened and closed again. All they know is in the journal, so others can go on where these ones were cut off.
"""

import http.client
import random
import time

from bank import BAYS, RELOAD_WINDOW

# What is done with an order, step by step, and how often. `loaded` and `accepted` wait for these; the commands are
# those of the API; `change` and `repeat` put the order with another code and as it is.
PLANS = [
    (["loaded", "accepted", "collect"], 6),
    (["repeat", "loaded", "repeat", "accepted", "remove", "repeat"], 3),
    (["cancel"], 1),
    (["loaded", "cancel"], 3),
    (["loaded", "remove"], 1),
    (["loaded", "accepted", "cancel"], 1),
    (["change", "loaded", "accepted", "collect"], 2),
    (["loaded", "change", "accepted", "collect"], 4),
    (["loaded", "accepted", "resend", "accepted", "collect"], 2),
    (["loaded", "unload", "loaded", "accepted", "collect"], 2),
    (["loaded", "accepted", "collect", "again", "loaded", "accepted", "collect"], 2),
    (["loaded", "accepted", "pickup"], 2),
    (["loaded", "pickup early", "collect"], 1),
    (["loaded", "pickup early", "ready", "accepted", "collect"], 1),
]
ENDS = ("collected", "removed", "cancelled")
# How often somebody closes a door at a look at which the agent has not seen it open yet.
HASTE = 0.01


class Order:
    def __init__(self, number, bay, plan, body):
        self.number, self.bay, self.todo, self.body = number, bay, list(plan), body
        self.changed_body = None
        self.is_placed = False
        self.seen = None
        # The cycle as it was when a command was given whose answer never came.
        self.asked_in = {}


class People:
    def __init__(self, api, doors, journal, seed, name, pause):
        """name: begins the orders' numbers. pause: seconds from one look to the next."""
        self.api, self.doors, self.journal, self.name, self.pause = api, doors, journal, name, pause
        self.chance = random.Random(f"people {seed}")
        self.orders = {}
        self.count = 0
        self.open_boxes = set()
        self.closed_at = {}
        self.is_closing = False

    def resume(self, lines):
        """Takes over from people who left this journal; what stands open stays so."""
        orders = {}
        for line in lines:
            match line["kind"]:
                case "order":
                    self.count += 1
                    orders[line["order"]] = Order(line["order"], line["bay"], line["plan"], line["body"])
                case "ask" if line["what"] == "change":
                    orders[line["order"]].changed_body = line["body"]
                case "ask" if line["what"] not in ("place", "repeat", "again"):
                    orders[line["order"]].asked_in[line["what"]] = line["cycle"]
                case "told" if line["status"] in (200, 201):
                    orders[line["order"]].is_placed = True
                case "done":
                    order = orders[line["order"]]
                    order.todo.pop(0)
                    order.asked_in.clear()
                    if line["what"] == "change" and line["is_taken"]:
                        order.body = order.changed_body
                case "missing":
                    orders[line["order"]].todo.clear()
                case "door" if line["is_open"]:
                    self.open_boxes.add(line["box"])
                case "door":
                    self.open_boxes.discard(line["box"])
        self.orders = {order.bay: order for order in orders.values() if order.todo}
        for bay in BAYS:
            for box in bay:
                (self.doors.open if box in self.open_boxes else self.doors.close)(box)

    def work(self):
        """One look at one bay, and what follows from it."""
        if self.is_closing and not self.orders:
            return
        bay = self.chance.choice(sorted(self.orders)) if self.is_closing else self.chance.randrange(len(BAYS))
        order = self.orders.get(bay) or self._new_order(bay)
        if not order.is_placed:
            return self._place(order)
        view = self._look(order)
        if view:
            self._go_on(order, view)
        time.sleep(self.pause)

    def work_until_done(self, limit):
        """Takes nothing new. What has not come to its end after so many seconds is stuck."""
        self.is_closing = True
        deadline = time.monotonic() + limit
        while self.orders and time.monotonic() < deadline:
            self.work()
        for order in self.orders.values():
            self.journal.write("stuck", order=order.number, step=order.todo[0], seen=order.seen)

    # What is to be done next

    def _new_order(self, bay):
        self.count += 1
        number = f"{self.name}-{self.count}"
        plan = self.chance.choices([plan for plan, _ in PLANS], [weight for _, weight in PLANS])[0]
        phone = f"+1201555{self.chance.randrange(10000):04}"
        body = {
            "customer": {"name": "Ada", "phone": phone}, "code": self._code(), "compartments": BAYS[bay]}
        self.journal.write("order", order=number, bay=bay, plan=plan, body=body)
        self.orders[bay] = Order(number, bay, plan, body)
        return self.orders[bay]

    def _code(self):
        """Another one each time: a text shows from which body it was made."""
        return f"{self.chance.randrange(10**9):09}{self.count:05}"

    def _place(self, order):
        if self._put(order, "place", order.body) in (200, 201):
            order.is_placed = True

    def _go_on(self, order, view):
        step = order.todo[0]
        has_ended = view["state"] in ENDS
        match step:
            case "loaded" if view["state"] in ("assigned", "loading"):
                self._load(view)
            case "loaded":
                self._done(order, step)
            case "accepted" if has_ended or notice_state(view) == "accepted":
                self._done(order, step)
            case "accepted" if view["state"] == "pickup-unsure" and not self._is_open(view):
                # A door was opened once too often for it, while nobody knew that the order was ready.
                self._ask(order, "ready", "POST", f"/v1/orders/{order.number}/ready", cycle=view["cycle"])
            case "accepted":
                self._keep_shut(view)
            case "pickup" | "pickup early" if has_ended:
                self._done(order, step)
            case "pickup early" if view["state"] == "pickup-unsure" and not self._is_open(view):
                self._done(order, step)
            case "pickup" | "pickup early":
                self._fetch(view)
            case "change":
                self._change(order, view)
            case "repeat" | "again":
                if self._put(order, step, order.body) in (200, 201, 409):
                    self._done(order, step)
            case _ if has_ended:
                # By this command, whose answer never came, or by a customer who was quicker.
                self._done(order, step)
            case "unload" if step in order.asked_in and view["state"] in ("assigned", "loading"):
                self._done(order, step)
            case "resend" if order.asked_in.get(step, view["cycle"]) < view["cycle"]:
                self._done(order, step)
            case _:
                order.asked_in.setdefault(step, view["cycle"])
                if self._ask(order, step, "POST", f"/v1/orders/{order.number}/{step}", cycle=view["cycle"]) == 200:
                    self._done(order, step)

    def _done(self, order, step, **facts):
        self.journal.write("done", order=order.number, what=step, **facts)
        order.todo.pop(0)
        order.asked_in.clear()
        if not order.todo:
            del self.orders[order.bay]

    def _change(self, order, view):
        if order.changed_body is None:
            order.changed_body = {**order.body, "code": self._code()}
        status = self._put(order, "change", order.changed_body, cycle=view["cycle"])
        if status is not None:
            is_taken = status in (200, 201)
            order.body = order.changed_body if is_taken else order.body
            self._done(order, "change", is_taken=is_taken)

    # Doors

    def _load(self, view):
        for box in view["compartments"]:
            name, is_open = box["name"], box["name"] in self.open_boxes
            if box["progress"] == "loaded" and not is_open:
                continue
            if is_open and (box["door"] == "open" or self.chance.random() < HASTE):
                self._shut(name)
            elif not is_open and box["door"] == "closed":
                self._open(name)
            return

    def _fetch(self, view):
        for box in view["compartments"]:
            name, is_open = box["name"], box["name"] in self.open_boxes
            if is_open and box["door"] == "open":
                self._shut(name)
            elif not is_open and box["door"] == "closed" and box["progress"] == "loaded":
                if time.monotonic() - self.closed_at.get(name, 0) > RELOAD_WINDOW:
                    self._open(name)

    def _keep_shut(self, view):
        for box in view["compartments"]:
            if box["name"] in self.open_boxes and box["door"] == "open":
                self._shut(box["name"])

    def _is_open(self, view):
        return any(box["name"] in self.open_boxes or box["door"] != "closed" for box in view["compartments"])

    def _open(self, box):
        self.journal.write("door", box=box, is_open=True)
        self.open_boxes.add(box)
        self.doors.open(box)

    def _shut(self, box):
        self.journal.write("door", box=box, is_open=False)
        self.open_boxes.discard(box)
        self.closed_at[box] = time.monotonic()
        self.doors.close(box)

    # Questions

    def _put(self, order, what, body, **facts):
        sent = {**body, "again": True} if what == "again" else body
        return self._ask(order, what, "PUT", f"/v1/orders/{order.number}", sent, body=body, **facts)

    def _ask(self, order, what, method, path, sent=None, **facts):
        """The status; None when there was no answer, or one that says to come again."""
        self.journal.write("ask", order=order.number, what=what, **facts)
        status, answer = self._call(method, path, sent)
        if status is None:
            return None
        comes_again = status == 503 or status == 409 and str(answer.get("type")).endswith("try-again")
        self.journal.write(
            "told", order=order.number, what=what, status=status,
            problem=None if status in (200, 201) else answer.get("detail"), comes_again=comes_again)
        return None if comes_again else status

    def _look(self, order):
        status, view = self._call("GET", f"/v1/orders/{order.number}")
        if status is None:
            return None
        if status != 200:
            self.journal.write("missing", order=order.number, status=status, problem=view.get("detail"))
            del self.orders[order.bay]
            return None
        notice = view.get("notice") or {}
        seen = (view["state"], view["cycle"], notice.get("id"), notice.get("state"), notice.get("request_id"))
        if seen != order.seen:
            order.seen = seen
            self.journal.write(
                "saw", order=order.number, state=view["state"], cycle=view["cycle"], notice=notice.get("id"),
                notice_state=notice.get("state"), request_id=notice.get("request_id"))
        return view

    def _call(self, method, path, body=None):
        try:
            return self.api.call(method, path, body)
        except (OSError, http.client.HTTPException, ValueError):
            # The agent is being killed, is dead, or does not serve yet.
            time.sleep(0.02)
            return None, None


def notice_state(view):
    return (view.get("notice") or {}).get("state")
