/// What went wrong with a chip or a line, and what the person in front of the bank can do about it.
package struct GPIOError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: String, Hashable, Sendable {
    /// No chip by that label, name or path.
    case noChip = "no-chip"
    /// Several chips by that label.
    case ambiguousChip = "ambiguous-chip"
    /// The chip's device may not be opened.
    case notPermitted = "not-permitted"
    /// The chip was there and is not any more.
    case chipGone = "chip-gone"
    /// The chip has no such line.
    case noLine = "no-line"
    /// Several lines of the chip have that name.
    case ambiguousLine = "ambiguous-line"
    /// Somebody else has the line.
    case lineHeld = "line-held"
    /// The line can't report edges.
    case noEdges = "no-edges"
    /// Anything else; `errno` tells.
    case system
  }

  package var code: Code
  /// The chip as it was asked for.
  package var chip: String
  /// The line as it was asked for; nil when it is about the chip.
  package var line: String?
  /// Zero when no system call failed.
  package var errno: Int32
  /// What failed, and what to do next.
  package var sentence: String

  package var description: String { sentence }

  init(_ code: Code, chip: String, line: String? = nil, errno: Int32 = 0, _ sentence: String) {
    self.code = code
    self.chip = chip
    self.line = line
    self.errno = errno
    self.sentence = sentence
  }
}
