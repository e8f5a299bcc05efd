import BoardProtocols
import Configuration
import Linux
import SerialBus
import SerialLine

extension Daemon {
  /// What opens doors, over the buses.
  var doorOpener: DoorOpener {
    DoorOpener(
      configuration: configuration, keeper: keeper,
      unlock: { [buses] name, address, lock in
        guard let bus = buses.first(where: { $0.settings.name == name }) else { return .notSent }
        return await bus.unlock(address: address, lock: lock)
      },
      trouble: { [buses] name in
        guard let health = buses.first(where: { $0.settings.name == name })?.health, !health.isOpen else { return nil }
        return health.error?.message ?? "the port \(health.port) is not open yet"
      },
      asked: { [recordings] in recordings.unlockAsked($0, $1, at: .now) })
  }
}
