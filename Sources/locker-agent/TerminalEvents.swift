import Dispatch
import Glibc

/// What the person at a terminal does to a live screen: keys, another size, Ctrl-C, Ctrl-Z. It takes the signals away from
/// the process until it is let go.
final class TerminalEvents {
  enum Event: Sendable {
    case key(TerminalKey)
    case resized
    /// Ctrl-Z.
    case suspended
    /// Ctrl-C, Ctrl-\\, a request to end, or the terminal hung up.
    case ended
  }

  private static let meanings: [Int32: Event] = [
    SIGWINCH: .resized, SIGTSTP: .suspended, SIGINT: .ended, SIGQUIT: .ended, SIGTERM: .ended, SIGHUP: .ended,
  ]

  private var sources: [any DispatchSourceProtocol] = []

  init(readsKeys: Bool, _ happened: @escaping @Sendable (Event) -> Void) {
    let queue = DispatchQueue(label: "terminal")
    for (number, event) in Self.meanings {
      // Ignored, not blocked: the source hears of it all the same.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { happened(event) }
      sources.append(source)
    }
    if readsKeys {
      let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: queue)
      source.setEventHandler {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        // Nobody types at a terminal that hung up.
        guard count > 0 else { return happened(.ended) }
        for key in TerminalKey.read(Array(bytes.prefix(count))) { happened(.key(key)) }
      }
      sources.append(source)
    }
    for source in sources { source.resume() }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in Self.meanings.keys { signal(number, SIG_DFL) }
  }
}
