import FoundationEssentials
import LocalAPI
import NIOHTTP1

/// What a route answers.
enum Answer: Sendable {
  /// One JSON document.
  case document(status: Int, body: Data)
  /// Something that is not JSON.
  case text(String, type: String)
  /// A refusal, with headers of its own.
  case problem(Problem, HTTPHeaders = [:])
  /// Events, as long as there are any.
  case events(AsyncStream<EventView>)
  /// The lines of a capture, as long as it is recorded.
  case recording(AsyncStream<RecordingLine>)

  static func ok(_ value: some Encodable, status: Int = 200) throws -> Answer {
    .document(status: status, body: try WireJSON.answer(value))
  }
}
