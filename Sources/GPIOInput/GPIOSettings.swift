package import LockerDomain

/// Which contacts are watched, and how.
package struct GPIOSettings: Hashable, Sendable {
  package var chips: [Chip]

  package init(chips: [Chip]) { self.chips = chips }

  /// The contacts on one chip.
  package struct Chip: Hashable, Sendable {
    /// Its label (`gpio-sim.0-node0`), the kernel's name (`gpiochip0`) or a path that begins with `/`.
    package var chip: String
    /// The level of a closed door.
    package var closed: GPIOLevel
    package var bias: GPIOBias
    /// A level counts once it has not changed for this long; zero counts every edge.
    package var debounce: Duration
    package var lines: [Line]

    package init(chip: String, closed: GPIOLevel, bias: GPIOBias, debounce: Duration, lines: [Line]) {
      self.chip = chip
      self.closed = closed
      self.bias = bias
      self.debounce = debounce
      self.lines = lines
    }
  }

  /// One contact.
  package struct Line: Hashable, Sendable {
    package var line: GPIOLineSelector
    package var compartment: CompartmentName
    /// The level of its closed door where that differs from the chip's.
    package var closed: GPIOLevel?

    package init(line: GPIOLineSelector, compartment: CompartmentName, closed: GPIOLevel? = nil) {
      self.line = line
      self.compartment = compartment
      self.closed = closed
    }
  }
}
