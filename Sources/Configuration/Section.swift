/// A group of keys of which all are known. Unknown keys are reported when it is made, missing ones when they are asked for.
struct Section {
  let node: Node
  let report: Report
  private let values: [String: Node]
  /// Known keys that are absent but were probably meant by an unknown one: one finding for one typing error.
  private let misspelled: Set<String>

  /// - Parameter refused: keys that are known and not taken, with the reason.
  init?(_ node: Node, keys: [String], refused: [String: String] = [:], _ report: Report) {
    guard case .mapping(let pairs) = node.content else {
      node.mismatch("a group of the keys \(Spelling.list(keys))", report)
      return nil
    }
    self.node = node
    self.report = report
    var values: [String: Node] = [:]
    var misspelled: Set<String> = []
    let absent = keys.filter { key in !pairs.contains { $0.key == key } }
    for pair in pairs {
      if keys.contains(pair.key) {
        values[pair.key] = pair.value
      } else if let reason = refused[pair.key] {
        report.error(reason, at: pair.keyMark, path: pair.value.path)
      } else {
        let meant = Spelling.nearest(to: pair.key, in: absent)
        if let meant { misspelled.insert(meant) }
        report.error(
          Self.unknown(pair.key, meant: meant, keys: keys, path: node.path), at: pair.keyMark, path: pair.value.path)
      }
    }
    self.values = values
    self.misspelled = misspelled
  }

  /// Stands for a group that was left out, or is no group, which has been reported: every key has its default.
  static func absent(_ report: Report) -> Section { Section(report) }

  private init(_ report: Report) {
    node = Node(mark: Mark(line: 1, column: 1), path: "", content: .mapping([]))
    self.report = report
    values = [:]
    misspelled = []
  }

  /// The value of a key that may be left out.
  subscript(key: String) -> Node? { values[key] }

  /// The value of a key that must be there; `example` is what could stand there.
  func required(_ key: String, _ example: String) -> Node? {
    if let value = values[key] { return value }
    if !misspelled.contains(key) {
      let place = node.path.isEmpty ? "" : " in `\(node.label)`"
      report.error(
        "`\(key)` is missing\(place); write `\(key): \(example)`", at: node.mark,
        path: node.path.isEmpty ? key : "\(node.path).\(key)")
    }
    return nil
  }

  // The value, or its default when it is left out. After an error the default stands in: nobody will use the result.

  func whole(_ key: String, in range: ClosedRange<Int>, default standard: Int, unit: String = "") -> Int {
    values[key]?.whole(in: range, unit: unit, report) ?? standard
  }

  func seconds(_ key: String, in range: ClosedRange<Int>, default standard: Int) -> Duration {
    .seconds(whole(key, in: range, default: standard, unit: "seconds"))
  }

  func milliseconds(_ key: String, in range: ClosedRange<Int>, default standard: Int) -> Duration {
    .milliseconds(whole(key, in: range, default: standard, unit: "milliseconds"))
  }

  func hours(_ key: String, in range: ClosedRange<Int>, default standard: Int) -> Duration {
    .seconds(whole(key, in: range, default: standard, unit: "hours") * 3600)
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, default standard: Choice) -> Choice {
    values[key]?.choice(Choice.self, report) ?? standard
  }

  private static func unknown(_ key: String, meant: String?, keys: [String], path: String) -> String {
    let known = "known here: \(Spelling.list(keys))"
    let place = path.isEmpty ? "" : " in `\(path)`"
    let start = "there is no key `\(key.shortened)`\(place)"
    if let meant { return "\(start); did you mean `\(meant)`? (\(known))" }
    let homes = Schema.homes(of: key)
    return homes.isEmpty
      ? "\(start); \(known)" : "\(start); it belongs to \(homes.joined(separator: " or ")) (\(known))"
  }
}
