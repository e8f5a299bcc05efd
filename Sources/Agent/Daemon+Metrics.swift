import Configuration
import LocalAPI
import LockerDomain
import Prokeep

extension Daemon {
  /// The page of `/metrics` and of the textfile.
  func metrics() async -> String {
    let state = sender.state
    let inputs = await inputs
    let adopted = await live.adopted
    let bank = await keeper.figures()
    return Figures(
      bank: bank,
      inputs: inputs.map { Figures.Input(name: $0.name, kind: $0.kind, isUp: $0.state != "away") },
      isSendingStopped: state.health == .stopped || bank.mayNotSend, isSendingFailing: state.health == .failing,
      isClockSynchronised: clockState != "unsynchronised", version: AgentVersion.text, bankID: adopted.bank.id,
      mode: adopted.prokeep.mode.name
    ).page
  }
}
