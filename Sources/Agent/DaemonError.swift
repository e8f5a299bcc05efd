import Glibc
import LocalAPIServer
import Prokeep
import SerialLine
import Store

/// Why the daemon can't start.
package struct DaemonError: Error, Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// What the configuration names can't be used.
    case configuration
    case notPermitted
    /// Another agent has this bank, or the disk refuses at the moment.
    case tryLater
    case bug
  }

  package let kind: Kind
  /// What failed and what to do next.
  package let sentence: String

  init(_ error: any Error) {
    switch error {
    case let error as StoreError:
      kind = Self.kind(error)
      sentence = error.message
    case let error as ListeningSocketError:
      kind = Self.kind(error)
      sentence = error.message
    case let error as ProkeepError:
      kind = error.code == .libcurl ? .bug : .configuration
      sentence = error.sentence
    case let error as SerialError:
      kind = .tryLater
      sentence = error.message
    default:
      kind = .bug
      sentence = "\(error)"
    }
  }

  private static func kind(_ error: StoreError) -> Kind {
    switch error.code {
    // A missing folder may be that of a disk that is mounted late.
    case .locked, .full, .busy, .io, .damaged, .missingFolder, .keyNeeded: .tryLater
    case .notPermitted: .notPermitted
    case .newerVersion, .olderVersion, .foreign, .missing: .configuration
    case .conflict, .misuse: .bug
    }
  }

  private static func kind(_ error: ListeningSocketError) -> Kind {
    switch error.code {
    case .alreadyServed: .tryLater
    case .pathTooLong, .directoryUnusable, .notASocket: .configuration
    case .system: error.errno == EACCES || error.errno == EPERM ? .notPermitted : .tryLater
    }
  }
}
