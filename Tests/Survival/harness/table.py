"""What came out, for people."""

import re
from collections import Counter

OBJECTIONS = ["lost", "invented", "duplicate", "unexplained", "damaged", "refused", "died"]


class Table:
    """One column for each kind of crash."""

    def __init__(self, columns):
        """columns: name -> verdicts."""
        self.names = [name for name, verdicts in columns.items() if verdicts]
        self.verdicts = [verdicts for verdicts in columns.values() if verdicts]

    @property
    def rows(self):
        rows = [["", *self.names], ["banks", *map(len, self.verdicts)]]
        rows.append(["crashes", *(sum(total(v, "kills").values()) for v in self.verdicts)])
        kinds = [Counter({kind(how): 0 for how in total(v, "kills")}) for v in self.verdicts]
        for counts, verdicts in zip(kinds, self.verdicts):
            for how, count in total(verdicts, "kills").items():
                counts[kind(how)] += count
        for name in sorted(set().union(*kinds)):
            rows.append([f"- {name}", *(counts[name] or "" for counts in kinds)])
        counts = [total(v, "counts") for v in self.verdicts]
        for title, key in [
                ("orders acknowledged", "acknowledged"), ("texts made (received)", "received"),
                ("- accepted", "accepted"), ("- withdrawn", "withdrawn"), ("- expired", "expired"), ("- dead", "dead"),
                ("requests to Prokeep", "requests"),
                ("texts taken by Prokeep", "texts"), ("attempts without a visible end", "ambiguous"),
                ("texts taken once more after one of these", "duplicates")]:
            rows.append([title, *(count[key] for count in counts)])
        rows.append(["- pending", *(self._pending(count) for count in counts)])
        rows.insert(len(rows) - 5, rows.pop())
        for name in OBJECTIONS:
            rows.append([f"objections: {name}", *(count[name] for count in counts)])
        times = [sorted(time for verdict in v for time in verdict.recoveries) for v in self.verdicts]
        rows.append(["serving again, median", *(f"{middle(t):.2f} s" for t in times)])
        rows.append(["serving again, longest", *(f"{t[-1] if t else 0:.2f} s" for t in times)])
        return [[str(cell) for cell in row] for row in rows]

    @staticmethod
    def _pending(count):
        return count["received"] - sum(count[state] for state in ("accepted", "withdrawn", "expired", "dead"))

    def text(self):
        widths = [max(len(row[column]) for row in self.rows) for column in range(len(self.names) + 1)]
        return "\n".join(
            row[0].ljust(widths[0]) + "".join("  " + cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))
            for row in self.rows)

    def markdown(self):
        """The table, why texts were taken more than once, and each of them with its line of the ledger."""
        head, *rows = self.rows
        lines = [line(head), line(["---", *["---:"] * len(self.names)]), *map(line, rows), ""]
        hows = [how for verdicts in self.verdicts for how in total(verdicts, "kills")]
        steps = Counter(how.split()[2] for how in hows if how.startswith("at step "))
        if steps:
            lines += ["System calls at which it was killed, and at how many different occurrences of each: "
                      + ", ".join(f"{call} {count}" for call, count in steps.most_common()) + ".", ""]
        duplicates = [sentence for verdicts in self.verdicts for verdict in verdicts for sentence in verdict.duplicates]
        reasons = Counter(re.sub(r".*; ledger \d+, ", "", sentence) for sentence in duplicates)
        lines += ["| a text was taken once more after | times |", "|---|---:|"]
        lines += [line([reason, count]) for reason, count in reasons.most_common()]
        lines += ["", "<details><summary>Each of them, with its line of the ledger</summary>", ""]
        lines += [f"- {sentence}" for sentence in duplicates]
        return "\n".join([*lines, "", "</details>", ""])


def kind(how):
    """Of a crash; `at step sendto 3` is one at a system call."""
    return "at a system call" if how.startswith("at step ") else how


def total(verdicts, counter):
    return sum((getattr(verdict, counter) for verdict in verdicts), Counter())


def middle(numbers):
    return numbers[len(numbers) // 2] if numbers else 0


def line(cells):
    return "| " + " | ".join(map(str, cells)) + " |"
