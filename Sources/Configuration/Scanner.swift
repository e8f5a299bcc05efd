package import BoardProtocols
package import LockerDomain

extension Configuration {
  /// An entry of `scanners`: one barcode reader on a serial port, and the labels it is shown.
  package struct Scanner: Hashable, Sendable {
    /// What the reader sends behind each scan.
    package enum Suffix: String, CaseIterable, Hashable, Sendable {
      /// CR, LF or TAB.
      case any
      case cr, lf, crlf, tab
      /// Nothing: a silence ends the scan.
      case none
    }

    package enum Prefix: String, CaseIterable, Hashable, Sendable { case none, stx }

    /// What happens to an AIM code id such as `]C1` in front.
    package enum AIMID: String, CaseIterable, Hashable, Sendable { case keep, strip }

    package enum Encoding: String, CaseIterable, Hashable, Sendable {
      case utf8 = "utf-8"
      case latin1 = "latin-1"
    }

    package let name: String
    package let port: String
    package let baud: BaudRate
    package let suffix: Suffix
    /// The silence that ends a scan without suffix.
    package let idleGap: Duration
    package let prefix: Prefix
    package let aimID: AIMID
    package let encoding: Encoding
    package let labels: ScanLabels
  }
}

extension Configuration.Scanner {
  fileprivate init?(_ section: Section, name: String) {
    let report = section.report
    let port = section.required("port", "/dev/serial/by-id/...")?.path(report)
    let baud = section["baud"].map { Configuration.Bus.baud($0, report) } ?? .b9600
    let suffix = section.choice("suffix", default: Suffix.any)
    let idleGap = section.milliseconds("idle_gap_ms", in: 10...1000, default: 50)
    if suffix != .none, let place = section["idle_gap_ms"] {
      report.error(
        "`idle_gap_ms` ends the scans of a reader without suffix; write `suffix: none`, or remove it", at: place)
    }
    let prefix = section.choice("prefix", default: Prefix.none)
    let aimID = section.choice("aim_id", default: AIMID.keep)
    let encoding = section.choice("encoding", default: Encoding.utf8)
    let compartment = Self.pattern("compartment_pattern", for: .compartment, section)
    let order = Self.pattern("order_pattern", for: .order, section)
    guard let port, let baud, let compartment, let order else { return nil }
    self.init(
      name: name, port: port, baud: baud, suffix: suffix, idleGap: idleGap, prefix: prefix, aimID: aimID,
      encoding: encoding, labels: ScanLabels(compartment: compartment, order: order))
  }

  private static func pattern(
    _ key: String, for placeholder: LabelPattern.Placeholder, _ section: Section
  ) -> LabelPattern? {
    let bare = "{\(placeholder.rawValue)}"
    guard let node = section[key] else { return try? LabelPattern(bare, for: placeholder) }
    let report = section.report
    // Without quotes the braces are a group of keys.
    if case .mapping = node.content {
      report.error("the braces make `\(key)` a group of keys; put it in quotes: \"\(bare)\"", at: node)
      return nil
    }
    guard let text = node.text(report, upTo: 64), case .scalar(_, let style) = node.content else { return nil }
    do throws(LabelPattern.SyntaxError) {
      return try LabelPattern(text, for: placeholder)
    } catch {
      let mark = report.source.mark(of: error.offset, in: text, style, at: node.mark)
      report.error(sentence(error.problem, placeholder), at: mark, path: node.path)
      return nil
    }
  }

  private static func sentence(
    _ problem: LabelPattern.SyntaxError.Problem, _ placeholder: LabelPattern.Placeholder
  ) -> String {
    let wanted = "{\(placeholder.rawValue)}"
    return switch problem {
    case .missing: "the pattern doesn't say where the name stands; write it like LABEL-\(wanted)"
    case .second: "`\(wanted)` stands in the pattern twice; nobody could tell where one name ends, so keep one"
    case .unclosed: "this `{` has no `}`; write \(wanted)"
    case .unopened: "this `}` has no `{`; write \(wanted)"
    case .unknown(let name): "`{\(name.shortened)}` is no placeholder of this pattern; write \(wanted)"
    }
  }
}

/// The scanners of the file.
struct ScannerList {
  private(set) var scanners: [Configuration.Scanner] = []

  /// - Parameter buses: a port has one user.
  init(_ node: Node?, buses: BusList, _ report: Report) {
    guard let node, let entries = node.list(of: "scanner", report) else { return }
    var names: [String: Int] = [:]
    var ports = buses.ports.mapValues { (owner: "the bus", line: $0.line) }
    for entry in entries {
      guard let section = Section(entry, keys: Schema.scanner, report) else { continue }
      let name = section.required("name", "scanner-a")?.text(report, upTo: 64)
      Self.checkPort(section, &ports)
      // The rest is read even without a name, for its errors.
      let scanner = Configuration.Scanner(section, name: name ?? "")
      guard let name, let place = section["name"] else { continue }
      if let line = names[name] {
        report.error(
          "the scanner `\(name.shortened)` is described already on line \(line); give this one a name of its own",
          at: place)
        continue
      }
      names[name] = place.mark.line
      if let scanner { scanners.append(scanner) }
    }
  }

  private static func checkPort(_ section: Section, _ ports: inout [String: (owner: String, line: Int)]) {
    guard let place = section["port"], case .scalar(let path, _) = place.content else { return }
    let report = section.report
    let device = report.surroundings.device(path)
    if let other = ports[device] {
      report.error(
        "this port belongs to \(other.owner) on line \(other.line) already; one port takes one device", at: place)
      return
    }
    ports[device] = ("the scanner", place.mark.line)
    if let warning = report.surroundings.doubtAboutPort(path) { report.warning(warning, at: place) }
  }
}
