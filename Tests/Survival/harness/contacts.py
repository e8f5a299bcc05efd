"""Door contacts on the kernel's gpio-sim; a closed door pulls its line to ground."""

from simulated_chip import SimulatedChip


class Contacts:
    def __init__(self, boxes):
        self.chip = SimulatedChip(lines=len(boxes))
        self.lines = {box: line for line, box in enumerate(boxes)}

    @property
    def doors(self):
        """For the configuration."""
        compartments = "".join(
            f"  - {{name: {box}, door: {{chip: {self.chip.label}, line: {line}}}}}\n"
            for box, line in self.lines.items())
        return f"""\
gpio:
  - {{chip: {self.chip.label}, closed: low, bias: as-is, debounce_ms: 20}}
compartments:
{compartments}"""

    def open(self, box):
        self.chip.open(self.lines[box])

    def close(self, box):
        self.chip.close(self.lines[box])
