import Captures
package import Configuration
import GPIOInput
import Linux
package import LocalAPI
import LockerDomain
import SerialBus
import SerialLine
import Synchronization

/// Records from ports and contacts themselves, while no agent runs: the boards are asked as an agent would ask them, and
/// nothing is unlocked or sent.
///
/// `start` once, `stop` once.
package final class DirectRecording: Sendable {
  private let recordings = Recordings()
  private let buses: [SerialBus]
  private let gpio: GPIOInput?
  /// The lines of the capture; they end with `stop`.
  package let lines: AsyncStream<RecordingLine>

  /// - Throws: `SerialError`; and `Problem` when there is no such bus.
  package init(_ configuration: Configuration, bus name: String?) throws {
    if let name, !configuration.buses.contains(where: { $0.name == name }) {
      throw LocalAPI.Problem(.notFound, "the configuration has no bus \(name)")
    }
    let recordings = recordings
    buses = try configuration.askingBusSettings.filter { name == nil || $0.name == name }.map { settings in
      try SerialBus(settings, heard: { recordings.take($0, on: settings.name) }, report: { _ in })
    }
    gpio = name == nil ? configuration.gpioSettings.map { GPIOInput($0) { recordings.take($0) } } : nil
    let now = BootTime.now
    let head = CaptureHead(
      configuration, bus: name, board: .kernel(isTrusted: configuration.clock == .trusted), at: now)
    lines = recordings.begin(head, at: BootTime(nanoseconds: head.boot.inNanoseconds), start: [])
  }

  /// - Throws: `SerialError`, `GPIOError`.
  package func start() throws {
    try gpio?.start()
    for bus in buses { try bus.start() }
  }

  package func stop() {
    for bus in buses { bus.stop() }
    gpio?.stop()
    recordings.end()
  }

  /// Why ports are not open, one sentence each.
  package var troubles: [String] { buses.compactMap { $0.health.error?.message } }
}
