"""The oracle has to object: each test tells it a history in which one thing went wrong."""

import unittest

import bank
import oracle
from remains import Line, Notice, Remains

BODY = {"customer": {"name": "Ada", "phone": "+12015550199"}, "code": "0042", "compartments": ["A1"]}
CHANGED = {**BODY, "code": "0043"}


class History:
    """One order, placed, loaded, texted and collected; with a change where a test wants one."""

    def __init__(self):
        self.lines = []
        self.notices = [Notice(1, "o", 1, "key-1", "accepted", "r1")]
        self.ledger = [line(1, "notice-created"), line(2, "notice-sending"), line(3, "notice-accepted", "request r1")]
        self.state = "collected"

    def write(self, kind, **facts):
        self.lines.append({"kind": kind, **facts})
        return self

    def placed(self):
        self.write("order", order="o", bay=0, plan=[], body=BODY)
        return self.asked("place", 201, body=BODY)

    def asked(self, what, status=200, **facts):
        self.write("ask", order="o", what=what, **{"cycle": 1, **facts})
        return self.told(what, status) if status else self

    def told(self, what, status, problem=None, comes_again=False):
        return self.write("told", order="o", what=what, status=status, problem=problem, comes_again=comes_again)

    def loaded(self):
        return self.write("door", box="A1", is_open=True).write("door", box="A1", is_open=False)

    def saw(self, state="ready", cycle=1, notice=1, notice_state="accepted", request_id="r1"):
        return self.write(
            "saw", order="o", state=state, cycle=cycle, notice=notice, notice_state=notice_state, request_id=request_id)

    def request(self, request_id="r1", body=BODY, taken=True, key=None, **changes):
        message = {"from": bank.FROM, "to": BODY["customer"]["phone"], "text": bank.text("o", body), **changes}
        return self.write(
            "request", body=message, problem=None, key=key, request_id=request_id, mood="fair", status=202, taken=taken)

    def all(self):
        return self.placed().loaded().request().saw().asked("collect")

    def judge(self):
        return oracle.judge(self.lines, Remains({"o": self.state} if self.state else {}, self.notices, self.ledger))


def line(number, kind, why="", notice=1):
    return Line(number, kind, "o", notice, why)


class OracleTests(unittest.TestCase):
    def accepts(self, history):
        self.assertEqual(history.judge().objections, [])

    def objects(self, history, kind, part=""):
        objections = history.judge().objections
        self.assertTrue([text for text in objections if text.startswith(kind) and part in text], objections)

    def test_a_history_in_which_all_went_well(self):
        verdict = History().all().judge()
        self.assertEqual(verdict.objections, [])
        self.assertEqual((verdict.counts["texts"], verdict.counts["accepted"], verdict.counts["duplicates"]), (1, 1, 0))

    # Lost

    def test_an_order_that_is_gone(self):
        history = History().placed()
        history.state, history.notices, history.ledger = None, [], []
        self.objects(history, "lost", "not in the store")

    def test_an_order_that_the_agent_does_not_know_any_more(self):
        self.objects(History().all().write("missing", order="o", status=404, problem=""), "lost", "404")

    def test_an_order_that_was_never_acknowledged_may_be_gone(self):
        history = History().write("order", order="o", bay=0, plan=[], body=BODY).asked("place", status=None, body=BODY)
        history.state, history.notices, history.ledger = None, [], []
        self.accepts(history)

    def test_a_text_that_never_went_out(self):
        history = History().placed().loaded().saw(notice_state="pending", request_id=None)
        history.state, history.ledger = "ready", history.ledger[:1]
        history.notices = [Notice(1, "o", 1, "key-1", "pending", None)]
        self.objects(history, "lost", "is pending")

    def test_a_text_that_was_given_up(self):
        for state in ("expired", "dead", "suppressed", "unsure", "sending"):
            history = History().all()
            history.notices = [Notice(1, "o", 1, "key-1", state, None)]
            self.objects(history, "lost", f"is {state}")

    def test_a_text_that_is_called_accepted_and_was_not_taken(self):
        history = History().placed().loaded().request(taken=False).saw().asked("collect")
        self.objects(history, "lost", "does not have it")

    def test_a_text_withdrawn_for_no_reason(self):
        history = History().placed().loaded().saw(notice_state="withdrawn", request_id=None)
        history.state, history.ledger = "ready", history.ledger[:1]
        history.notices = [Notice(1, "o", 1, "key-1", "withdrawn", None)]
        self.objects(history, "lost", "without a reason")

    def test_a_text_withdrawn_by_a_cancel(self):
        history = History().placed().loaded().asked("cancel")
        history.state, history.ledger = "cancelled", history.ledger[:1]
        history.notices = [Notice(1, "o", 1, "key-1", "withdrawn", None)]
        self.accepts(history)

    def test_a_notice_that_is_gone(self):
        history = History().all()
        history.notices = []
        self.objects(history, "lost", "are in the outbox")
        self.objects(history, "lost", "seen ready")

    def test_a_state_that_goes_back(self):
        self.objects(History().all().saw(notice_state="pending", request_id=None), "lost", "later pending")
        self.objects(History().placed().loaded().request().saw(cycle=2).saw(cycle=1), "lost", "later in cycle 1")

    def test_a_command_that_is_forgotten(self):
        history = History().all()
        history.state = "ready"
        self.objects(history, "lost", "acknowledged as collected")

    def test_an_order_that_never_comes_to_its_end(self):
        self.objects(History().all().write("stuck", order="o", step="accepted", seen=None), "lost", "for ever")

    # Invented

    def test_a_text_that_nobody_ordered(self):
        self.objects(History().all().request("r2", text="Hello"), "invented", "nobody put")

    def test_a_text_to_somebody_else(self):
        self.objects(History().placed().loaded().request(to="+12015550000"), "invented", "went out as")

    def test_a_text_with_another_field(self):
        self.objects(History().placed().loaded().request(tags=["x"]), "invented", "went out as")

    def test_a_text_before_the_door_was_closed(self):
        history = History().placed().write("door", box="A1", is_open=True).request()
        self.objects(history, "invented", "before the order was loaded")

    def test_a_text_after_an_acknowledged_cancel(self):
        history = History().placed().loaded().asked("cancel").request()
        history.state = "cancelled"
        self.objects(history, "invented", "after it was taken back")

    def test_a_text_that_a_cancel_met_on_its_way(self):
        history = History().placed().loaded().asked("cancel").request()
        history.state = "cancelled"
        history.notices = [Notice(1, "o", 1, "key-1", "withdrawn", None)]
        history.ledger[2] = line(3, "notice-withdrawn", "the order was cancelled while it was being sent")
        self.accepts(history)

    def test_the_old_text_after_an_acknowledged_change(self):
        self.objects(History().placed().loaded().asked("change", body=CHANGED).request(), "invented", "taken back")

    def test_the_new_text_after_an_acknowledged_change(self):
        self.accepts(
            History().placed().loaded().asked("change", body=CHANGED).request(body=CHANGED).saw().asked("collect"))

    def test_a_key_for_two_texts(self):
        history = History().placed().loaded().request(taken=False, key='"k"').asked("change", body=CHANGED)
        self.objects(history.request(body=CHANGED, key='"k"'), "invented", "two different texts")

    def test_a_key_of_two_notices(self):
        history = History().all()
        history.notices.append(Notice(2, "o", 2, "key-1", "withdrawn", None))
        self.objects(history, "invented", "belongs to 2 notices")

    def test_a_request_that_was_not_announced(self):
        self.objects(History().placed().loaded().request("r0", taken=False).request(), "invented", "2 requests")

    # Twice

    def twice(self, *lines):
        history = History().placed().loaded().request("r0").request().saw().asked("collect")
        history.ledger = [line(1, "notice-created"), line(2, "notice-sending"), *lines, line(8, "notice-sending"),
                          line(9, "notice-accepted", "request r1")]
        return history

    def test_a_second_text_without_an_ambiguous_attempt(self):
        self.objects(self.twice(), "unexplained", "r0")

    def test_a_second_text_after_an_ambiguous_attempt(self):
        verdict = self.twice(line(3, "notice-unanswered", "lost")).judge()
        self.assertEqual(verdict.objections, [])
        self.assertEqual(verdict.counts["duplicates"], 1)
        self.assertIn("ledger 3, notice-unanswered: lost", verdict.duplicates[0])

    def test_one_ambiguous_attempt_does_not_allow_two_more(self):
        history = self.twice(line(3, "notice-unanswered", "lost"), line(4, "notice-sending"))
        history.lines.insert(5, dict(history.lines[5], request_id="r00"))
        self.objects(history, "unexplained")

    def test_an_ambiguous_attempt_of_another_notice_does_not_count(self):
        history = self.twice(line(3, "notice-unanswered", "lost", notice=2))
        history.lines[5]["key"] = '"key-1"'
        self.objects(history, "unexplained")

    def test_the_same_words_for_two_notices(self):
        history = History().placed().loaded().request("r1").saw().asked("again", body=BODY).loaded()
        history.request("r2").request("r3").saw(cycle=2, notice=2, request_id="r3").asked("collect", cycle=2)
        history.notices.append(Notice(2, "o", 2, "key-2", "accepted", "r3"))
        history.ledger = [
            line(1, "notice-created"), line(2, "notice-sending"), line(3, "notice-unanswered", "never taken"),
            line(4, "notice-sending"), line(5, "notice-accepted", "request r1"), line(6, "notice-created", notice=2),
            line(7, "notice-sending", notice=2), line(8, "notice-unanswered", "taken", notice=2),
            line(9, "notice-sending", notice=2), line(10, "notice-accepted", "request r3", notice=2)]
        self.accepts(history)

    def test_a_text_once_more_after_it_was_accepted(self):
        history = History().all().request("r2")
        history.ledger += [line(4, "notice-sending"), line(5, "notice-unanswered", "lost")]
        self.objects(history, "duplicate", "after it was accepted")

    def test_a_text_taken_back_on_its_way_has_one_end(self):
        taken_back = line(3, "notice-withdrawn", "the load was taken back while it was being sent")
        for end, kind in [("notice-accepted", "request r1"), ("notice-withdrawn", "Prokeep did not take it")]:
            history = History().placed().loaded().request("r0").request().saw().asked("collect")
            history.ledger[2:] = [taken_back, line(4, end, kind), line(5, "notice-sending")]
            self.objects(history, "unexplained", "r0")

    # The rest

    def test_a_damaged_store(self):
        self.objects(History().all().write("crash", how="at random", integrity="row 3 missing"), "damaged", "row 3")
        history = History().all()
        history.ledger.append(line(4, "store-salvaged", "12 orders came over"))
        self.objects(history, "damaged", "12 orders")

    def test_an_agent_that_ends_by_itself(self):
        self.objects(History().all().write("died", how="while starting", status=70), "died", "70")

    def test_a_command_refused_without_a_reason(self):
        self.objects(History().all().told("collect", 500, "a bug"), "refused", "a bug")
        self.accepts(History().all().told("collect", 503, comes_again=True))
        self.accepts(History().all().told("repeat", 409))
