"""The attempts to send a text, as the ledger tells them."""

from dataclasses import dataclass

ENDS = ("notice-accepted", "notice-deferred", "notice-unanswered", "notice-dead")


@dataclass
class Attempt:
    """From the mark that was set before its first byte left to what became of it."""
    order: str
    notice: int
    # The line that says how it ended; None when nobody lived to write it.
    end: object = None
    # The line by which somebody took the text back while it was on its way.
    overtaken: object = None

    @property
    def request_id(self):
        """Of the request that Prokeep accepted, if the agent saw that."""
        return self.end.why.rsplit("request ", 1)[-1] if self.end and self.end.kind == "notice-accepted" else None

    @property
    def evidence(self):
        """The line that shows that nobody could see its end; None when somebody did."""
        if self.end is None:
            return self.overtaken
        return self.end if self.end.kind == "notice-unanswered" else None


def read(ledger):
    """All of them, oldest first."""
    attempts, latest = [], {}
    for line in ledger:
        if line.kind == "notice-sending":
            latest[line.notice] = Attempt(line.order, line.notice)
            attempts.append(latest[line.notice])
        attempt = latest.get(line.notice)
        if attempt is None or attempt.end:
            continue
        if line.kind in ENDS:
            attempt.end = line
        elif line.kind == "notice-withdrawn" and attempt.overtaken is None:
            attempt.overtaken = line
        elif line.kind == "notice-withdrawn":
            # Said once more at its end: it was not taken.
            attempt.end = line
    return attempts
