import BoardProtocols
package import Configuration
import GPIOInput
import LockerDomain
import Prokeep
package import ScannerInput
import SerialBus

// What the installer wrote, in the terms of each room. The rooms don't know each other, nor the configuration.
extension Configuration {
  func rules(storeID: String) -> BankRules {
    var rules = BankRules(storeID: storeID, template: notices.ready, facts: bank.facts)
    rules.hold = timing.hold
    rules.minOpen = timing.minOpen
    rules.reloadWindow = timing.reloadWindow
    rules.claimWindow = timing.claimWindow
    rules.pairWindow = timing.pairWindow
    rules.announcedLifetime = timing.announcedLifetime
    rules.ajarAfter = timing.ajarAfter
    rules.loadIncompleteAfter = timing.loadIncompleteAfter
    rules.unseenAfter = timing.unseenAfter
    rules.pickupWindow = timing.pickupWindow
    rules.readyLifetime = prokeep.readyLifetime
    rules.keyLife = WireProfile.prokeep.idempotency?.keyLife
    rules.pickupBeforeText =
      switch timing.pickupBeforeText {
      case .hold: .hold
      case .withdraw: .withdraw
      case .send: .send
      }
    rules.onAmbiguous =
      switch prokeep.onAmbiguous {
      case .resend: .resend
      case .hold: .hold
      }
    rules.mode =
      switch prokeep.mode {
      case .live: .live
      case .pilot(let numbers): .pilot(numbers: Set(numbers))
      case .dryRun: .dryRun
      }
    return rules
  }

  /// Nil when no compartment has its contact on a chip.
  var gpioSettings: GPIOSettings? {
    let chips = chips.map { chip in
      GPIOSettings.Chip(
        chip: chip.chip, closed: chip.closed == .low ? .low : .high, bias: chip.bias.gpio, debounce: chip.debounce,
        lines: compartments.compactMap { compartment in
          guard case .line(chip.chip, let line) = compartment.door else { return nil }
          return GPIOSettings.Line(
            line: line.selector, compartment: compartment.name,
            closed: compartment.closed.flatMap(GPIOLevel.init(rawValue:)))
        })
    }
    let used = chips.filter { !$0.lines.isEmpty }
    return used.isEmpty ? nil : GPIOSettings(chips: used)
  }

  var busSettings: [BusSettings] {
    buses.map { bus in
      BusSettings(
        name: bus.name, port: bus.port, boardProtocol: bus.boardProtocol, baud: bus.baud, pollEvery: bus.poll,
        replyTimeout: bus.replyTimeout, quietGap: bus.gap, rs485: bus.rs485 == .kernel,
        boards: bus.boards.map { board in
          var settings = BoardSettings(
            address: board.address, locks: board.locks, closedRaw: board.closed, doors: [:], map: board.map,
            sensor: board.sensor, goodsRaw: board.goods)
          for compartment in compartments {
            guard case .lock(bus.name, board.address, let lock) = compartment.door else { continue }
            settings.doors[lock] = compartment.name
            settings.closedRawOfLock[lock] = compartment.closed
          }
          return settings
        })
    }
  }

  /// The same for whoever wants to know and not to act.
  var askingBusSettings: [BusSettings] {
    busSettings.map { settings in
      var settings = settings
      settings.asksOnly = true
      return settings
    }
  }

  package var scannerSettings: [ScannerSettings] {
    scanners.map { scanner in
      let suffix: ScanFormat.Suffix =
        switch scanner.suffix {
        case .any: .any
        case .cr: .cr
        case .lf: .lf
        case .crlf: .crlf
        case .tab: .tab
        case .none: .none(idleGap: scanner.idleGap)
        }
      return ScannerSettings(
        name: scanner.name, port: scanner.port, baud: scanner.baud,
        format: ScanFormat(
          suffix: suffix, hasSTX: scanner.prefix == .stx, stripsAIM: scanner.aimID == .strip,
          encoding: scanner.encoding == .latin1 ? .latin1 : .utf8),
        labels: scanner.labels)
    }
  }

  func senderSettings() throws(ProkeepError) -> SenderSettings {
    var client = ClientSettings(endpoint: try Endpoint(prokeep.url), version: AgentVersion.text)
    client.caFile = prokeep.caFile
    client.proxy = prokeep.proxy
    var policy = DeliveryPolicy.Settings()
    policy.retryCap = prokeep.retryCap
    policy.splay = prokeep.splay
    policy.pace = Pace(perSecond: prokeep.pace.perSecond, burst: prokeep.pace.burst)
    return SenderSettings(client: client, credentials: CredentialsFile(path: prokeep.credentialsFile), policy: policy)
  }
}

extension Configuration.Chip.Bias {
  fileprivate var gpio: GPIOBias {
    switch self {
    case .pullUp: .pullUp
    case .pullDown: .pullDown
    case .disabled: .disabled
    case .asIs: .asIs
    }
  }
}

extension Configuration.Line {
  fileprivate var selector: GPIOLineSelector {
    switch self {
    case .offset(let offset): .offset(offset)
    case .name(let name): .name(name)
    }
  }
}
