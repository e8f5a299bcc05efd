package import BoardProtocols
package import LockerDomain

extension Configuration {
  /// An entry of a bus's `boards`: one lock controller.
  package struct Board: Hashable, Sendable {
    package let address: Int
    /// How many locks it has; they are counted from 1.
    package let locks: Int
    /// The raw bit of a closed door.
    package let closed: Int
    /// What the contacts behind its locks sense.
    package let sensor: DoorReport.Sensor
    /// The raw bit of a goods sensor that sees something; nil where none are connected.
    package let goods: Int?
    /// Where a `modbus-rtu` board keeps its inputs and relays; nil for the other protocols.
    package let map: RegisterMap?
  }
}

extension Configuration.Board {
  init?(_ node: Node, on bus: BoardProtocol?, _ report: Report) {
    guard let section = Section(node, keys: Schema.board, report) else { return nil }
    let map = Self.map(section, on: bus)
    let addresses = bus?.addresses ?? 0...255
    let counts = map?.locks ?? bus?.locks ?? 1...255
    let unit = bus.map { "for \($0.rawValue)" } ?? ""
    let lockUnit = map.map { "for \($0.rawValue)" } ?? unit
    let address = section.required("address", "\(addresses.lowerBound)")?.whole(in: addresses, unit: unit, report)
    let locks = section.required("locks", "\(min(16, counts.upperBound))")?.whole(in: counts, unit: lockUnit, report)
    let closed = section.required("closed", "1")?.whole(in: 0...1, unit: "(the raw bit of a closed door)", report)
    let sensor = section.choice("sensor", default: DoorReport.Sensor.door)
    let goods = Self.goods(section, on: bus)
    guard let address, let locks, let closed, bus != .modbusRTU || map != nil else { return nil }
    self.init(address: address, locks: locks, closed: closed, sensor: sensor, goods: goods, map: map)
  }

  /// Only boards that tell of such sensors can have them connected.
  private static func goods(_ section: Section, on bus: BoardProtocol?) -> Int? {
    guard let place = section["goods"] else { return nil }
    let report = section.report
    guard let bus, !bus.tellsOfGoods else {
      return place.whole(in: 0...1, unit: "(the raw bit of a sensor that sees goods)", report)
    }
    let known = Spelling.list(BoardProtocol.allCases.filter(\.tellsOfGoods).map(\.rawValue))
    report.error(
      "`goods` belongs to boards with infrared sensors, which speak \(known), and these speak \(bus.rawValue); remove it",
      at: place)
    return nil
  }

  /// The registers of a board; only Modbus leaves open where they are.
  private static func map(_ section: Section, on bus: BoardProtocol?) -> RegisterMap? {
    let report = section.report
    guard bus == .modbusRTU else {
      if let bus, let place = section["map"] {
        report.error(
          "`map` belongs to boards that speak modbus-rtu, and these speak \(bus.rawValue); remove it", at: place)
      }
      return nil
    }
    return section.required("map", RegisterMap.waveshare8.rawValue)?.choice(RegisterMap.self, report)
  }
}
