import LockerDomain

/// The compartments of the file with their ranges written out; names and contacts are unique.
struct CompartmentList {
  private(set) var compartments: [Configuration.Compartment] = []
  private var lines: [CompartmentName: Int] = [:]
  private var owners: [Configuration.Door: (name: CompartmentName, line: Int)] = [:]

  init(_ node: Node, chips: ChipList, buses: BusList, _ report: Report) {
    guard let entries = node.list(of: "compartment", report) else { return }
    if entries.isEmpty {
      report.error("a bank has at least one compartment; write `- {name: A1, door: {...}}`", at: node)
    }
    for entry in entries { read(entry, chips, buses, report) }
  }

  private mutating func read(_ entry: Node, _ chips: ChipList, _ buses: BusList, _ report: Report) {
    guard let section = Section(entry, keys: Schema.compartment, report) else { return }
    let names = Self.names(section)
    let door = section.required("door", "{bus: NAME, board: 0, lock: 1}")
    let isRange = section["names"] != nil
    // After an error in the names the door is read for its own errors, as if there was one.
    let places = door.flatMap {
      DoorPlaces($0, count: names?.count ?? 1, isRange: isRange, chips: chips, buses: buses, report)
    }
    guard let names, let place = section["names"] ?? section["name"] else { return }
    for name in names {
      if let line = lines[name] {
        report.error("a compartment `\(name)` stands on line \(line) already; each has a name of its own", at: place)
        return
      }
      lines[name] = place.mark.line
    }
    guard let places, let door else { return }
    for (name, contact) in zip(names, places.doors) {
      if let owner = owners[contact] {
        report.error(
          "\(contact) is the door of `\(owner.name)` (line \(owner.line)) already; `\(name)` needs one of its own",
          at: door)
        return
      }
      owners[contact] = (name, door.mark.line)
      compartments.append(Configuration.Compartment(name: name, door: contact, closed: places.closed))
    }
  }

  private static func names(_ section: Section) -> [CompartmentName]? {
    let report = section.report
    if let both = section["names"], section["name"] != nil {
      report.error("`name` and `names` exclude each other; keep one of them", at: both)
      return nil
    }
    guard let place = section["names"] ?? section.required("name", "A1"), let text = place.text(report) else {
      return nil
    }
    do {
      let texts = section["names"] == nil ? [text] : try NameRange(text).names
      return try texts.map { try CompartmentName($0, field: place.label) }
    } catch let problem as NameRange.Problem {
      report.error(problem.message, at: place)
    } catch let problem as InvalidValue {
      report.error("`\(place.label)`: \(problem.message)", at: place)
    } catch {
      preconditionFailure("names have two kinds of errors")
    }
    return nil
  }
}
