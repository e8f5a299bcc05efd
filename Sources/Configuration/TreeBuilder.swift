/// Makes the tree of a file out of libyaml's events and refuses what the subset of YAML leaves out.
///
/// What it refuses is reported and read on, so that one run shows everything; only broken syntax ends the reading.
struct TreeBuilder: ~Copyable {
  /// No configuration is nested deeper than six; the limit keeps the call stack small.
  private static let deepest = 32

  private var stream: EventStream
  private let report: Report

  /// The one document of the file; nil when it has none or is broken, which is then reported.
  static func build(_ bytes: [UInt8], report: Report) -> Node? {
    // An empty array may have no address, and libyaml aborts without one.
    (bytes.isEmpty ? [UInt8(ascii: "\n")] : bytes).withUnsafeBufferPointer { buffer in
      var builder = TreeBuilder(stream: EventStream(buffer), report: report)
      do throws(SyntaxProblem) {
        return try builder.document()
      } catch {
        let (place, message) = error.explained(in: report.source)
        report.error(message, at: place, path: "")
        return nil
      }
    }
  }

  private init(stream: consuming EventStream, report: Report) {
    self.stream = stream
    self.report = report
  }

  private mutating func document() throws(SyntaxProblem) -> Node? {
    var root: Node?
    while true {
      let item = try stream.next()
      switch item.event {
      case .documentStart(let hasDirectives):
        guard root == nil else {
          report.error("only one document is taken; remove this `---` and what follows", at: item.mark, path: "")
          return nil
        }
        if hasDirectives {
          report.error("directives (lines that begin with `%`) aren't taken; remove them", at: item.mark, path: "")
        }
        root = try node(try stream.next(), path: "", depth: 0)
      case .streamEnd:
        if root == nil {
          report.error(
            "the file holds no configuration; begin with `bank:`", at: Mark(line: 1, column: 1), path: "")
        }
        return root
      case .streamStart, .documentEnd, .scalar, .sequenceStart, .sequenceEnd, .mappingStart, .mappingEnd, .alias:
        continue
      }
    }
  }

  private mutating func node(_ item: EventStream.Item, path: String, depth: Int) throws(SyntaxProblem) -> Node {
    if let anchor = item.anchor {
      report.error(
        "anchors aren't taken; remove `&\(anchor)` and write the value out wherever it is needed", at: item.mark,
        path: path)
    }
    if let tag = item.tag {
      report.error("tags aren't taken; remove `\(Self.written(tag))`", at: item.mark, path: path)
    }
    guard depth <= Self.deepest else {
      throw SyntaxProblem(words: SyntaxProblem.tooDeep, mark: item.mark, context: nil)
    }
    switch item.event {
    case .scalar(let text, let style):
      return Node(mark: item.mark, path: path, content: .scalar(text, style))
    case .sequenceStart:
      return Node(mark: item.mark, path: path, content: .sequence(try entries(path: path, depth: depth)))
    case .mappingStart:
      return Node(mark: item.mark, path: path, content: .mapping(try pairs(path: path, depth: depth)))
    case .alias(let name):
      report.error("aliases aren't taken; write out here what `*\(name)` stands for", at: item.mark, path: path)
      return Node(mark: item.mark, path: path, content: .refused)
    case .sequenceEnd, .mappingEnd, .documentStart, .documentEnd, .streamStart, .streamEnd:
      preconditionFailure("libyaml closed what it had not opened")
    }
  }

  private mutating func entries(path: String, depth: Int) throws(SyntaxProblem) -> [Node] {
    var entries: [Node] = []
    while true {
      let item = try stream.next()
      if case .sequenceEnd = item.event { return entries }
      entries.append(try node(item, path: "\(path)[\(entries.count)]", depth: depth + 1))
    }
  }

  private mutating func pairs(path: String, depth: Int) throws(SyntaxProblem) -> [Node.Pair] {
    var pairs: [Node.Pair] = []
    var lines: [String: Int] = [:]
    while true {
      let item = try stream.next()
      if case .mappingEnd = item.event { return pairs }
      let keyNode = try node(item, path: path, depth: depth + 1)
      guard case .scalar(let key, let style) = keyNode.content else {
        if case .refused = keyNode.content {
        } else {
          report.error("a key is a single word; write `key: value`", at: item.mark, path: path)
        }
        _ = try node(try stream.next(), path: path, depth: depth + 1)
        continue
      }
      let value = try node(try stream.next(), path: path.isEmpty ? key : "\(path).\(key)", depth: depth + 1)
      if key == "<<", style == .plain {
        report.error("merge keys aren't taken; write the keys out here", at: item.mark, path: path)
      } else if let line = lines[key] {
        report.error(
          "`\(key)` stands here twice, first on line \(line); keep one of them", at: item.mark,
          path: value.path)
      } else {
        lines[key] = item.mark.line
        pairs.append(Node.Pair(key: key, keyMark: item.mark, value: value))
      }
    }
  }

  /// libyaml spells out the short form of the tags it knows.
  private static func written(_ tag: String) -> String {
    let spelled = "tag:yaml.org,2002:"
    return tag.utf8.starts(with: spelled.utf8) ? "!!" + tag.dropFirst(spelled.count) : tag
  }
}
