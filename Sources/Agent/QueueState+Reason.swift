import LockerDomain
import Prokeep

extension QueueState {
  /// Why a text that may leave has not left yet; nil when it just has not had its turn.
  func reason(at now: Moment) -> String? {
    func seconds(until moment: Moment) -> Int64 { max(0, (moment - now).inMilliseconds + 999) / 1000 }
    return switch activity {
    case .backingOff(let until):
      "\(lastError ?? "the last attempt failed"); next attempt in \(seconds(until: until)) s"
    case .stopped(let probe):
      "sending is stopped: \(lastError ?? "the reason is not known yet"); next attempt in \(seconds(until: probe)) s"
    case .pacing(let until): "waits for the pace; the next text leaves in \(seconds(until: until)) s"
    case .off, .idle, .sending: health == .working ? nil : lastError
    }
  }
}
