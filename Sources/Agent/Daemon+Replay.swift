import SerialBus

extension Daemon {
  /// How often a bus that has no port has gone round since: once it has, all that follows from the loss is reported. Nil while
  /// the port is open, or nobody has tried to open it.
  package func turnsWithoutPort(onBus name: String) -> Int? {
    guard let bus = buses.first(where: { $0.settings.name == name }), bus.health.error != nil else { return nil }
    return bus.turns
  }
}
