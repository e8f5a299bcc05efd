import CYAML

/// libyaml's parser: pulls one event after the other out of bytes that outlive it.
struct EventStream: ~Copyable {
  enum Event {
    case scalar(String, Node.Style)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
    case alias(String)
    case documentStart(hasDirectives: Bool)
    case documentEnd
    case streamStart, streamEnd
  }

  struct Item {
    let event: Event
    let mark: Mark
    let anchor: String?
    let tag: String?
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let bytes: UnsafeBufferPointer<UInt8>

  /// The bytes must outlive the stream.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    parser = .allocate(capacity: 1)
    self.bytes = bytes
    // It fails only without memory.
    precondition(yaml_parser_initialize(parser) == 1, "no memory for the YAML parser")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  mutating func next() throws(SyntaxProblem) -> Item {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { yaml_event_delete(&event) }
    let mark = Mark(event.start_mark)
    func item(_ taken: Event, anchor: String? = nil, tag: String? = nil) -> Item {
      Item(event: taken, mark: mark, anchor: anchor, tag: tag)
    }
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return item(.scalar(text, Node.Style(scalar.style)), anchor: Self.text(scalar.anchor), tag: Self.text(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return item(.sequenceStart, anchor: Self.text(start.anchor), tag: Self.text(start.tag))
    case YAML_SEQUENCE_END_EVENT: return item(.sequenceEnd)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return item(.mappingStart, anchor: Self.text(start.anchor), tag: Self.text(start.tag))
    case YAML_MAPPING_END_EVENT: return item(.mappingEnd)
    case YAML_ALIAS_EVENT: return item(.alias(Self.text(event.data.alias.anchor) ?? ""))
    case YAML_DOCUMENT_START_EVENT:
      let start = event.data.document_start
      let hasDirectives = start.version_directive != nil || start.tag_directives.start != start.tag_directives.end
      return item(.documentStart(hasDirectives: hasDirectives))
    case YAML_DOCUMENT_END_EVENT: return item(.documentEnd)
    case YAML_STREAM_START_EVENT: return item(.streamStart)
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return item(.streamEnd)
    default: preconditionFailure("libyaml has no event of type \(event.type.rawValue)")
    }
  }

  private func problem() -> SyntaxProblem {
    let failed = parser.pointee
    let words = failed.problem.map { String(cString: $0) } ?? "it is not known why"
    switch failed.error {
    case YAML_READER_ERROR:
      let mark = Mark(ofByte: Int(failed.problem_offset), in: bytes)
      return SyntaxProblem(words: words, mark: mark, context: nil)
    case YAML_MEMORY_ERROR:
      preconditionFailure("no memory for the YAML parser")
    default:
      // The context's mark is set together with its words.
      let context = failed.context == nil ? nil : Mark(failed.context_mark)
      return SyntaxProblem(words: words, mark: Mark(failed.problem_mark), context: context)
    }
  }

  private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    bytes.map { String(decodingCString: $0, as: UTF8.self) }
  }
}

extension Node.Style {
  fileprivate init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: self = .literal
    case YAML_FOLDED_SCALAR_STYLE: self = .folded
    default: self = .plain
    }
  }
}

extension Mark {
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  /// The reader knows only how many bytes it had taken.
  fileprivate init(ofByte offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
    let before = bytes.prefix(offset)
    let line = before.count { $0 == UInt8(ascii: "\n") }
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = before[start...].count { $0 & 0xC0 != 0x80 }
    self.init(line: line + 1, column: column + 1)
  }
}
