package import Configuration
package import LocalAPI
import LockerDomain
import Prokeep

/// The text of `send-test`: shows whether everything between the board and Prokeep is set up. It goes past the outbox.
package struct TestText: Sendable {
  private let configuration: Configuration
  private let mode: Configuration.Prokeep.Mode

  /// - Parameter mode: the one in force, when it is not the configuration's.
  package init(configuration: Configuration, mode: Configuration.Prokeep.Mode? = nil) {
    self.configuration = configuration
    self.mode = mode ?? configuration.prokeep.mode
  }

  /// - Throws: `LocalAPI.Problem` when there is nothing to send with. A refusal by Prokeep is a result.
  package func send(to number: String) async throws(LocalAPI.Problem) -> TestMessageResult {
    do {
      let to = try PhoneNumber(number, field: "to")
      try checkMode(to)
      let settings = try configuration.senderSettings()
      let report = try await Prokeep.TestMessage(
        message: Message(
          from: configuration.prokeep.from, to: to,
          text: "Test from locker bank \(configuration.bank.id) of \(configuration.bank.distributor): texts work.",
          // Each test is a text of its own.
          key: "\(configuration.bank.id)-test-\(UInt64.random(in: 0 ... .max))"),
        client: settings.client, credentials: settings.credentials
      ).send()
      return TestMessageResult(
        accepted: report.isAccepted, outcome: report.sentence, status: report.status, requestID: report.requestID)
    } catch let problem as LocalAPI.Problem {
      throw problem
    } catch let invalid as InvalidValue {
      throw LocalAPI.Problem(.invalidValue, invalid.message, field: invalid.field)
    } catch let error as ProkeepError {
      throw LocalAPI.Problem(.notAvailable, error.sentence)
    } catch {
      throw LocalAPI.Problem(.internalError, "\(error)")
    }
  }

  private func checkMode(_ to: PhoneNumber) throws(LocalAPI.Problem) {
    switch mode {
    case .live: return
    case .pilot(let numbers) where numbers.contains(to): return
    case .pilot:
      throw LocalAPI.Problem(
        .conflict, "mode is pilot and this number is not among prokeep.pilot_numbers: nothing was sent")
    case .dryRun:
      throw LocalAPI.Problem(.conflict, "mode is dry-run: nothing was sent; set prokeep.mode to pilot or live first")
    }
  }
}
