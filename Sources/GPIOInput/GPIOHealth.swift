package import LockerDomain

/// How the GPIO inputs are at a moment.
package struct GPIOHealth: Hashable, Sendable {
  package var chips: [Chip]

  package struct Chip: Hashable, Sendable {
    /// As the settings have it.
    package var chip: String
    /// Where it is now; these three are nil while it is away.
    package var path: String?
    package var name: String?
    package var label: String?
    package var problem: GPIOError?
    package var lines: [Line]
  }

  package struct Line: Hashable, Sendable {
    package var compartment: CompartmentName
    package var line: GPIOLineSelector
    /// Its number on the chip; nil while it isn't ours.
    package var offset: Int?
    package var state: DoorState
    /// The settled level; nil while unknown.
    package var level: GPIOLevel?
    package var problem: GPIOError?
    /// Edges since the start; bounces too, unless the kernel debounces.
    package var edges: Int
    /// Times that the kernel's queue ran over (with the v1 interface: may have).
    package var overruns: Int
    package var lastEdge: BootTime?
  }

  /// Everything that is wrong now, chips first.
  package var problems: [GPIOError] {
    chips.compactMap(\.problem) + chips.flatMap { chip in chip.problem == nil ? chip.lines.compactMap(\.problem) : [] }
  }
}
