/// What went over the lines of a bank and happened at its contacts and orders, with where it comes from.
///
/// A capture is text, one line an event, made to be read and compared by people (`CaptureParser` has the format). There
/// is no code, no phone number, no customer's name and no real order number in it.
package struct Capture: Hashable, Sendable {
  package var head: CaptureHead
  /// In the order of their times.
  package var events: [CaptureEvent]
  /// When whoever wrote it came to its end; nil when it was cut off, as on a full disk.
  package var end: Duration?

  package init(head: CaptureHead, events: [CaptureEvent], end: Duration?) {
    self.head = head
    self.events = events
    self.end = end
  }

  /// The whole file.
  package var text: String {
    ([head.text, ""] + events.map(\.text) + (end.map { [CaptureEvent.end(at: $0)] } ?? []))
      .joined(separator: "\n") + "\n"
  }
}
