import LocalAPI

/// A page in Prometheus' text exposition format, version 0.0.4.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
struct Exposition {
  enum Kind: String { case counter, gauge }

  /// One line: its labels in their order, and its value as it is written.
  struct Sample {
    var labels: [(name: String, value: String)]
    var value: String

    init(_ value: Int, _ labels: (name: String, value: String)...) {
      self.labels = labels
      self.value = String(value)
    }

    init(_ isSo: Bool, _ labels: (name: String, value: String)...) {
      self.labels = labels
      value = isSo ? "1" : "0"
    }

    /// A Unix time in seconds.
    init(_ time: WallTime) {
      labels = []
      let (seconds, milliseconds) = time.unixMilliseconds.quotientAndRemainder(dividingBy: 1000)
      let digits = String(abs(milliseconds))
      value = "\(seconds).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    }
  }

  private(set) var text = ""

  /// - Parameter samples: none: the family is left out, since nothing is known of it.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
    for sample in samples {
      let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
      text += name + (labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}") + " \(sample.value)\n"
    }
  }

  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ sample: Sample) {
    add(name, kind, help, [sample])
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.append(character)
      }
    }
  }
}
