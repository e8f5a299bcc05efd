import BoardProtocols
import Linux
import LockerDomain
package import SerialLine

/// Finds out who is on a line: `serial probe PORT`. It asks for states and never sets or unlocks anything.
package struct SerialProbe: Sendable {
  /// Behind an answer it is quiet for so long; an adapter may pause inside one.
  private static let quietGap = Duration.milliseconds(60)
  /// Somebody who doesn't stop talking is not waited for any longer.
  private static let longestTalk = Duration.seconds(1)

  package var port: String
  package var course: ProbeCourse
  package var rs485: Bool
  /// How long a board has for its answer.
  package var timeout: Duration

  package init(
    port: String, course: ProbeCourse = ProbeCourse(), rs485: Bool = false, timeout: Duration = .milliseconds(800)
  ) {
    self.port = port
    self.course = course
    self.rs485 = rs485
    self.timeout = timeout
  }

  /// Takes the port for itself and blocks until all has been asked.
  ///
  /// - Parameter asking: called before each question, with how many may follow.
  package func run(_ asking: (ProbeQuestion, _ left: Int) -> Void = { _, _ in }) throws(SerialError) -> ProbeVerdict {
    var course = course
    var records: [ProbeRecord] = []
    var line = Line()
    while let question = course.next() {
      asking(question, course.count)
      do throws(SerialError) {
        try line.tune(port, to: question.baud, rs485: rs485)
      } catch {
        // An adapter that doesn't do one of the rarer speeds.
        guard error.code == .speedRefused, !records.isEmpty else { throw error }
        course.drop(question.baud)
        continue
      }
      guard let port = line.port else { break }
      let record = try ask(question, on: port)
      records.append(record)
      course.heard(record)
    }
    return ProbeVerdict(records)
  }

  /// The port, opened once for all speeds.
  private struct Line {
    private(set) var port: SerialPort?
    private var baud: BaudRate?

    mutating func tune(_ path: String, to baud: BaudRate, rs485: Bool) throws(SerialError) {
      if let port {
        if baud != self.baud { try port.change(to: baud) }
      } else {
        port = try SerialPort(path, baud: baud, rs485: rs485)
      }
      self.baud = baud
    }
  }

  private func ask(_ question: ProbeQuestion, on port: SerialPort) throws(SerialError) -> ProbeRecord {
    var received: [UInt8] = []
    // What somebody said too late is no answer to this question.
    port.discardInput()
    let sentAt = BootTime.now
    var lastAt = sentAt
    try port.write(question.request.bytes)
    let deadline = sentAt + question.baud.wireTime(bytes: question.request.bytes.count) + timeout
    while true {
      let now = BootTime.now
      let isAnswered = !received.isEmpty && Self.isEnd(ProbeRecord(question, received: received, after: .zero))
      let end = max(isAnswered ? lastAt : deadline, lastAt + Self.quietGap)
      if now >= min(end, deadline + Self.longestTalk) { break }
      guard PortWait.wait(for: port, until: end).hasInput, case .bytes(let bytes) = try port.read() else { continue }
      received += bytes
      lastAt = .now
    }
    return ProbeRecord(question, received: received, after: lastAt - sentAt)
  }

  /// What came was an answer: nothing more is to be expected.
  private static func isEnd(_ record: ProbeRecord) -> Bool {
    switch record.hearing {
    case .answer, .severalAnswers, .refusal: true
    case .nothing, .echo, .strange, .noise: false
    }
  }
}
