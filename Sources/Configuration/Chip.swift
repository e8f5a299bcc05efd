extension Configuration {
  /// An entry of `gpio`: one chip and what all its door contacts have in common.
  package struct Chip: Hashable, Sendable {
    /// The level that a closed door has.
    package enum Level: String, CaseIterable, Hashable, Sendable {
      case low, high

      /// As the hardware gives it.
      package var raw: Int { self == .low ? 0 : 1 }
    }

    package enum Bias: String, CaseIterable, Hashable, Sendable {
      case pullUp = "pull-up"
      case pullDown = "pull-down"
      case disabled
      /// As the board was set up before.
      case asIs = "as-is"
    }

    /// A label such as `pinctrl-bcm2711`, or a path.
    package let chip: String
    package let closed: Level
    package let bias: Bias
    /// How long a level must be stable to count.
    package let debounce: Duration
  }
}

extension Configuration.Chip {
  fileprivate init?(_ section: Section, chip: String) {
    guard let closed = section.required("closed", "low")?.choice(Level.self, section.report) else { return nil }
    self.init(
      chip: chip, closed: closed, bias: section.choice("bias", default: .asIs),
      debounce: section.milliseconds("debounce_ms", in: 0...5000, default: 50))
  }
}

/// The chips of the file, and what doors may refer to even where an entry has errors.
struct ChipList {
  private(set) var chips: [Configuration.Chip] = []
  private(set) var names: [String] = []
  /// An entry without a readable name: a door may mean that one.
  private(set) var isUnsure = false

  init(_ node: Node?, _ report: Report) {
    guard let node else { return }
    guard let entries = node.list(of: "chip", report) else {
      isUnsure = true
      return
    }
    var lines: [String: Int] = [:]
    for entry in entries {
      guard let section = Section(entry, keys: Schema.chip, report),
        let place = section.required("chip", "gpio-label"), let name = place.text(report)
      else {
        isUnsure = true
        continue
      }
      if let line = lines[name] {
        report.error("the chip `\(name)` is described already on line \(line); keep one of them", at: place)
        continue
      }
      lines[name] = place.mark.line
      names.append(name)
      if let warning = Surroundings.doubtAboutChip(name) { report.warning(warning, at: place) }
      if let chip = Configuration.Chip(section, chip: name) { chips.append(chip) }
    }
  }
}
