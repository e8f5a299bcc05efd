import Agent
import ArgumentParser
import Glibc
import GPIOInput
import LocalAPI
import SerialLine

/// The exit codes of sysexits.h, as far as the commands use them.
enum Status {
  static let data = ExitCode(EX_DATAERR)
  static let unavailable = ExitCode(EX_UNAVAILABLE)
  /// Something was sent, and nobody knows what came of it.
  static let notKnown = ExitCode(EX_IOERR)
  static let software = ExitCode(EX_SOFTWARE)
  static let tryLater = ExitCode(EX_TEMPFAIL)
  static let notPermitted = ExitCode(EX_NOPERM)
  static let configuration = ExitCode(EX_CONFIG)
}

/// Turns what a room throws into a sentence on standard error and an exit code.
enum Failure {
  static func exit(for error: any Error) -> any Error {
    guard let (sentence, code) = known(error) else { return error }
    Screen.error(sentence)
    return code
  }

  private static func known(_ error: any Error) -> (String, ExitCode)? {
    switch error {
    case let error as LocalAPIError: (sentence(error), code(error))
    case let error as DaemonError: (error.sentence, code(error))
    case let error as SerialError: (error.message, code(error))
    case let error as GPIOError: (error.sentence, error.code == .notPermitted ? Status.notPermitted : Status.data)
    case let problem as LocalAPI.Problem:
      (sentence(problem), code(LocalAPIError(.refused(problem), socket: "", message: problem.detail)))
    case let error as CaptureFile.Failure: (error.sentence, error.status)
    case let error as any Sentence: (error.sentence, Status.data)
    default: nil
    }
  }

  private static func sentence(_ error: LocalAPIError) -> String {
    if case .refused(let problem) = error.code { sentence(problem) } else { error.message }
  }

  /// The detail leaves out what the field says.
  private static func sentence(_ problem: LocalAPI.Problem) -> String {
    problem.field.map { "\($0): \(problem.detail)" } ?? problem.detail
  }

  private static func code(_ error: LocalAPIError) -> ExitCode {
    switch error.code {
    case .daemonNotReachable: Status.unavailable
    case .notPermitted: Status.notPermitted
    case .timedOut: Status.tryLater
    case .unexpectedAnswer: Status.software
    case .refused(let problem):
      switch problem.kind {
      case .notPermitted: Status.notPermitted
      case .tryAgain, .notAvailable, .storeFull: Status.tryLater
      case .internalError: Status.software
      case .invalidConfiguration: Status.configuration
      case .malformedRequest, .notFound, .methodNotAllowed, .conflict, .requestTooLarge, .notJSON, .invalidValue,
        .headersTooLarge:
        Status.data
      }
    }
  }

  private static func code(_ error: DaemonError) -> ExitCode {
    switch error.kind {
    case .configuration: Status.configuration
    case .notPermitted: Status.notPermitted
    case .tryLater: Status.tryLater
    case .bug: Status.software
    }
  }

  private static func code(_ error: SerialError) -> ExitCode {
    switch error.code {
    case .notPermitted: Status.notPermitted
    case .inUse, .gone, .failed: Status.tryLater
    case .notThere, .notASerialPort, .speedRefused: Status.data
    }
  }
}
