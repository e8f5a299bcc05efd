import BoardProtocols

/// A capture as what has to be done to replay it, one step after the other.
///
/// A request that the agent sends by itself, a query of a board's state, is waited for; what the board said to it then is its
/// answer. So is an unlock that the agent was asked for, once it was asked for it again. All other requests (somebody
/// else's program) are never repeated: what the board said to them comes at its place unasked.
package struct CaptureScript: Sendable {
  package enum Action: Hashable, Sendable {
    /// The agent asks this, and from then on is answered.
    case await(bus: String, request: [UInt8])
    /// The board says this. `pause`: what has to pass since the bytes before it, when they are parts of one answer.
    case say(bus: String, [UInt8], pause: Duration)
    /// The agent has made of the answer what it can: it asks again.
    case settle(bus: String)
    case plugIn(bus: String)
    case unplug(bus: String)
    case door(compartment: String, CaptureEvent.Door)
    case place(order: Int, compartments: [String], loaded: Bool, again: Bool)
    case perform(CaptureEvent.Command, order: Int)
    case scan(scanner: String, CaptureEvent.Label)
    /// The agent is asked for it, and doesn't send it yet.
    case askForUnlock(compartment: String, CaptureEvent.UnlockReason)
    /// The agent sends what it was asked for, as soon as the line is free.
    case sendUnlock(compartment: String)
    /// The agent knows what became of it.
    case endUnlock(compartment: String)
  }

  package struct Step: Hashable, Sendable {
    package var at: Duration
    package var action: Action
  }

  /// Bytes that come within so long belong to one answer.
  static let longestPause = Duration.milliseconds(30)

  package let steps: [Step]
  /// How long the clock goes on behind the last step.
  package let end: Duration
  /// Buses whose port was there when the capture began.
  package let pluggedIn: Set<String>
  /// By bus and request: what the board said to it first; empty when it kept quiet.
  package let firstAnswers: [String: [[UInt8]: [[UInt8]]]]
  /// Buses on which a request had no answer that it should have had: the agent has to run into its timeout there.
  package let quietBuses: Set<String>
  /// Requests that are not repeated, and unlocks of which the capture has the wish alone.
  package let unrepeated: Int
  /// Events that the recording had to leave out.
  package let lost: Int

  package init(_ capture: Capture) {
    var builder = CaptureScriptBuilder(capture)
    for index in capture.events.indices { builder.take(index) }
    steps = builder.steps
    end = capture.end ?? capture.events.last?.at ?? .zero
    unrepeated = builder.unrepeated
    lost = builder.lost
    firstAnswers = builder.firstAnswers
    quietBuses = builder.quietBuses
    var first: [String: CaptureEvent.What] = [:]
    for event in capture.events {
      if let bus = event.what.bus, first[bus] == nil { first[bus] = event.what }
    }
    pluggedIn = Set(first.filter { $0.value != .closed(bus: $0.key) }.keys)
  }
}

extension CaptureEvent.What {
  /// The bus that it happened on.
  package var bus: String? {
    switch self {
    case .opened(let bus), .closed(let bus), .sent(let bus, _), .received(let bus, _): bus
    case .door, .placed, .performed, .unlockAsked, .scanned, .lost: nil
    }
  }
}
