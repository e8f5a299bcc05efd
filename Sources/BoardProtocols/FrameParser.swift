/// Finds frames in a stream of bytes that come in pieces and with junk before, between and inside them.
///
/// A frame that answers the pending request is taken whole. Any other may be a false head made of junk, so the search
/// goes on one byte behind its head: a real frame that overlaps it is found as well, and whoever reads takes what fits.
package struct FrameParser: Sendable {
  package enum Item: Hashable, Sendable {
    case frame(BoardFrame)
    /// The pending request itself, come back by an adapter that hears what it sends. At most once for each request:
    /// the second copy may be the board's answer. So may the first, where the two are alike (Modbus writes, Shuoming
    /// unlocks) and no query has shown yet that the adapter hears itself.
    case echo
    /// Bytes that belong to no frame.
    case junk([UInt8])
  }

  /// Who reads the stream.
  package enum Reader: Hashable, Sendable {
    /// Who asks, and tells with `sent` what.
    case asker
    /// Somebody beside the line: the requests of others tell what the next answer looks like.
    case listener
    /// Who is asked.
    case board
  }

  private let codec: any FrameCodec.Type
  private let reader: Reader
  private var request: BoardFrame?
  private var echoIsOpen = false
  /// A request came back whose answer looks different: only the adapter can have sent it.
  private var hearsItself = false
  private var buffer: [UInt8] = []
  /// Where the search stands in `buffer`.
  private var position = 0
  /// Up to where bytes belong to a frame that was found: those before are not junk.
  private var covered = 0
  /// For answers whose length only silence shows: how long each board's was. Then no silence is needed.
  private var answerLengths: [Int: Int] = [:]

  package init(_ name: BoardProtocol, reader: Reader = .asker) {
    codec = name.codec
    self.reader = reader
  }

  /// Bytes wait for more to come, or for the line to become quiet.
  package var isUnfinished: Bool { position < buffer.count }

  /// From now on `request` is pending. Whatever was left over from before is junk.
  package mutating func sent(_ request: BoardFrame) -> [Item] {
    let left = lineWentQuiet()
    self.request = request
    echoIsOpen = true
    return left
  }

  /// No request is pending any more.
  package mutating func requestEnded() {
    request = nil
    echoIsOpen = false
  }

  package mutating func received(_ bytes: some Sequence<UInt8>) -> [Item] {
    buffer.append(contentsOf: bytes)
    return search(isQuiet: false)
  }

  /// Nothing came for longer than a pause inside a frame can be: what is incomplete now stays so.
  package mutating func lineWentQuiet() -> [Item] { search(isQuiet: true) }

  /// Nothing came for a while. Takes the pending request's answer if it is there already; if not, waits on as before:
  /// the rest may be late.
  package mutating func answerAfterPause() -> [Item] {
    var ended = self
    let items = ended.lineWentQuiet()
    let isAnswered = items.contains { item in if case .frame(let frame) = item { answersRequest(frame) } else { false }
    }
    guard isAnswered else { return [] }
    self = ended
    return items
  }

  private enum Finding {
    case nothing
    case incomplete
    case frames([BoardFrame])
  }

  private mutating func search(isQuiet: Bool) -> [Item] {
    var items: [Item] = []
    var junk: [UInt8] = []
    func endJunk() {
      if !junk.isEmpty { items.append(.junk(junk)) }
      junk = []
    }
    loop: while position < buffer.count {
      switch find(isQuiet: isQuiet) {
      case .incomplete: break loop
      case .nothing:
        if position >= covered { junk.append(buffer[position]) }
        position += 1
      case .frames(let frames):
        endJunk()
        let start = position
        for frame in frames { items.append(take(frame, at: start)) }
      }
    }
    endJunk()
    buffer.removeFirst(position)
    covered = max(0, covered - position)
    position = 0
    return items
  }

  /// What begins at `position`.
  private func find(isQuiet: Bool) -> Finding {
    let rest = buffer[position...]
    let incomplete: Finding = isQuiet ? .nothing : .incomplete
    switch codec.lengths(of: rest, answering: request) {
    case .impossible: return .nothing
    case .undecided: return incomplete
    case .exactly(let length):
      guard rest.count >= length else { return incomplete }
      return frame(rest.prefix(length)).map { .frames([$0]) } ?? .nothing
    case .shortest(let lengths):
      for length in lengths where length <= rest.count {
        if let frame = frame(rest.prefix(length)) { return .frames([frame]) }
      }
      return rest.count < lengths.last ?? 0 ? incomplete : .nothing
    case .longest(let lengths):
      return findLongest(lengths, in: rest, isQuiet: isQuiet)
    }
  }

  private func findLongest(_ lengths: ClosedRange<Int>, in rest: ArraySlice<UInt8>, isQuiet: Bool) -> Finding {
    // An echo with the answer behind it can hold as one long frame: the XOR of each is 0, and so is that of both.
    if echoIsOpen, let request, rest.starts(with: request.bytes),
      rest.dropFirst(request.bytes.count).starts(with: request.bytes.prefix(2))
    {
      return .frames([request])
    }
    if reader == .board, let frame = lengths.lazy.compactMap({ frame(rest.prefix($0)) }).first, frame.kind == .request {
      return .frames([frame])
    }
    if let address = request?.address, let known = answerLengths[address] {
      if !isQuiet, rest.count < known { return .incomplete }
      if let frame = frame(rest.prefix(known)), answersRequest(frame) { return .frames([frame]) }
    }
    guard isQuiet || rest.count >= lengths.upperBound else { return .incomplete }
    let frames = lengths.reversed().compactMap { $0 <= rest.count ? frame(rest.prefix($0)) : nil }
    guard let longest = frames.first else { return .nothing }
    return .frames(answersRequest(longest) ? [longest] : frames)
  }

  private func frame(_ bytes: ArraySlice<UInt8>) -> BoardFrame? { try? codec.frame(bytes, answering: request) }

  private func answersRequest(_ frame: BoardFrame) -> Bool { request.map(frame.answers) ?? false }

  private mutating func take(_ frame: BoardFrame, at start: Int) -> Item {
    let end = start + frame.bytes.count
    covered = max(covered, end)
    if echoIsOpen, frame.bytes == request?.bytes, hearsItself || !answersRequest(frame) {
      echoIsOpen = false
      hearsItself = true
      position = end
      return .echo
    }
    if answersRequest(frame) {
      if let address = frame.address { answerLengths[address] = frame.bytes.count }
      position = end
    } else {
      // A board that looked for another frame inside of its request would wait for the end of one that isn't there.
      position = reader == .board && frame.kind == .request ? end : start + 1
      if reader == .listener, frame.kind == .request { request = frame }
    }
    return .frame(frame)
  }
}
