package import LocalAPI
import SerialBus

extension Daemon {
  /// How often a bus that has no port has gone round since: once it has, all that follows from the loss is reported. Nil while
  /// the port is open, or nobody has tried to open it.
  package func turnsWithoutPort(onBus name: String) -> Int? {
    guard let bus = buses.first(where: { $0.settings.name == name }), bus.health.error != nil else { return nil }
    return bus.turns
  }

  /// Asks for an unlock, in the ledger only. For a plain thread, which may wait.
  ///
  /// - Returns: what sends it and returns when its end is in the ledger.
  package func askForUnlock(_ compartment: String, _ request: UnlockRequest, by uid: UInt32) throws(LocalAPI.Problem)
    -> @Sendable () async -> Void
  {
    try doorOpener.ask(compartment, request, by: uid)
  }
}
