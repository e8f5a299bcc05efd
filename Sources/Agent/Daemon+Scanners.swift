import LocalAPI
import LockerDomain
import ScannerInput
import SerialLine

extension Daemon {
  /// Somebody scans, and nothing of it can be read. What was read and can't be taken is the bank's to say.
  var scannerProblems: [HealthView.Problem] {
    scanners.map(\.health).compactMap { scanner in
      scanner.unreadable.map { reason in
        HealthView.Problem(
          code: "scan-unreadable", subject: scanner.name,
          message:
            "what \(scanner.name) sent last could not be read: \(reason.sentence) (locker-agent serial scan \(scanner.name) shows it)"
        )
      }
    }
  }
}

extension Keeper {
  func scannerInputs(_ scanners: [ScannerHealth]) -> [HealthView.Input] {
    scanners.map { scanner in
      let reason = scanner.isOpen ? nil : scanner.error?.message ?? "the port \(scanner.port) is not open yet"
      return HealthView.Input(
        name: scanner.name, kind: "scanner", state: reason == nil ? "ok" : "away", reason: reason,
        lastScanAt: wallTime(scanner.lastScanAt.map(clock.moment(at:))))
    }
  }
}
