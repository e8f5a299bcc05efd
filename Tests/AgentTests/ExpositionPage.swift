/// A page in Prometheus' text format, read as strictly as a scraper may: version 0.0.4 of
/// https://prometheus.io/docs/instrumenting/exposition_formats/ and the naming conventions.
struct ExpositionPage {
  struct Wrong: Error, CustomStringConvertible {
    let line: Int
    let description: String
  }

  struct Series: Hashable {
    let name: String
    let labels: [String: String]
  }

  private(set) var values: [Series: Double] = [:]
  private var types: [String: String] = [:]
  private var helped: Set<String> = []
  private var finished: Set<String> = []
  private var current: String?

  init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw Wrong(line: 0, description: "the last line does not end") }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().enumerated() {
      do throws(Reason) {
        try read(line)
      } catch {
        throw Wrong(line: index + 1, description: "\(error.text): \(line)")
      }
    }
    for name in types.keys where !values.keys.contains(where: { $0.name == name }) {
      throw Wrong(line: 0, description: "\(name) has no sample")
    }
  }

  func value(_ name: String, _ labels: [String: String] = [:]) -> Int? {
    values[Series(name: name, labels: labels)].map { Int($0) }
  }

  /// Over all its labels.
  func sum(_ name: String) -> Int { Int(values.filter { $0.key.name == name }.values.reduce(0, +)) }

  private struct Reason: Error { let text: String }

  private mutating func read(_ line: Substring) throws(Reason) {
    if line.hasPrefix("# HELP ") {
      let name = String(line.dropFirst(7).prefix { $0 != " " })
      try begin(name)
      guard helped.insert(name).inserted else { throw Reason(text: "a second HELP") }
      guard line.dropFirst(7 + name.count + 1).isEmpty == false else { throw Reason(text: "HELP says nothing") }
    } else if line.hasPrefix("# TYPE ") {
      let words = line.dropFirst(7).split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 2, ["counter", "gauge"].contains(words[1]) else { throw Reason(text: "no type") }
      guard current == words[0], helped.contains(words[0]) else { throw Reason(text: "TYPE without HELP before it") }
      guard types.updateValue(words[1], forKey: words[0]) == nil else { throw Reason(text: "a second TYPE") }
      guard (words[1] == "counter") == words[0].hasSuffix("_total") else {
        throw Reason(text: "counters, and they alone, end in _total")
      }
    } else {
      try readSample(line)
    }
  }

  private mutating func begin(_ name: String) throws(Reason) {
    guard Self.isName(name), name.hasPrefix("locker_agent_") else { throw Reason(text: "no name of ours") }
    if let current, current != name { finished.insert(current) }
    guard !finished.contains(name) else { throw Reason(text: "the family is torn apart") }
    current = name
  }

  private mutating func readSample(_ line: Substring) throws(Reason) {
    var rest = line
    let name = String(rest.prefix { $0 != "{" && $0 != " " })
    guard name == current, let type = types[name] else { throw Reason(text: "a sample without HELP and TYPE") }
    rest = rest.dropFirst(name.count)
    let labels = try Self.labels(&rest)
    guard rest.first == " " else { throw Reason(text: "no space before the value") }
    let text = rest.dropFirst()
    guard !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }),
      let value = Double(text)
    else { throw Reason(text: "no number, or more than one") }
    guard type == "gauge" || value >= 0 else { throw Reason(text: "a counter below zero") }
    guard values.updateValue(value, forKey: Series(name: name, labels: labels)) == nil else {
      throw Reason(text: "the same series twice")
    }
  }

  /// `{name="value",...}`, if it is there.
  private static func labels(_ rest: inout Substring) throws(Reason) -> [String: String] {
    guard rest.first == "{" else { return [:] }
    var labels: [String: String] = [:]
    repeat {
      rest.removeFirst()
      let name = String(rest.prefix { $0 != "=" })
      guard isName(name), !name.hasPrefix("__"), !name.contains(":") else { throw Reason(text: "no label name") }
      rest = rest.dropFirst(name.count)
      guard rest.hasPrefix("=\"") else { throw Reason(text: "no value in quotes") }
      rest = rest.dropFirst(2)
      guard labels.updateValue(try quoted(&rest), forKey: name) == nil else { throw Reason(text: "a label twice") }
    } while rest.first == ","
    guard rest.first == "}" else { throw Reason(text: "the labels don't end") }
    rest.removeFirst()
    return labels
  }

  /// To behind the closing quote; only `\\`, `\"` and `\n` are escapes.
  private static func quoted(_ rest: inout Substring) throws(Reason) -> String {
    var value = ""
    while let character = rest.popFirst() {
      switch character {
      case "\"": return value
      case "\\":
        switch rest.popFirst() {
        case "\\": value += "\\"
        case "\"": value += "\""
        case "n": value += "\n"
        default: throw Reason(text: "no such escape")
        }
      default: value.append(character)
      }
    }
    throw Reason(text: "the quotes don't end")
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
    return name.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_" || $0 == ":"
    }
  }
}
