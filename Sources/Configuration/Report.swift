/// Collects what is found while a file is read, so that one run shows all of it.
final class Report {
  private var collected: [Finding] = []
  /// The machine that warnings speak of.
  let surroundings: Surroundings
  /// The text of the file, to point into values.
  let source: Source

  init(source: Source, surroundings: Surroundings) {
    self.source = source
    self.surroundings = surroundings
  }

  var hasErrors: Bool { collected.contains { $0.severity == .error } }

  /// In the order of the file; what is about the same place stays in the order in which it was found.
  var findings: [Finding] {
    collected.enumerated().sorted { a, b in
      switch (a.element.mark, b.element.mark) {
      case (let x?, let y?) where x != y: x < y
      case (nil, _?): true
      case (_?, nil): false
      default: a.offset < b.offset
      }
    }.map(\.element)
  }

  func error(_ message: String, at mark: Mark, path: String) {
    collected.append(Finding(severity: .error, mark: mark, path: path, message: message))
  }

  func error(_ message: String, at node: Node) { error(message, at: node.mark, path: node.path) }

  func warning(_ message: String, at node: Node) {
    collected.append(Finding(severity: .warning, mark: node.mark, path: node.path, message: message))
  }
}
