/// What the installer wrote, typed and checked. The keys and their defaults are those of the documentation.
package struct Configuration: Hashable, Sendable {
  /// Whose clock is believed.
  package enum Clock: String, CaseIterable, Hashable, Sendable {
    /// Wall time counts once the kernel says that it is synchronised.
    case kernel
    /// Wall time always counts: for machines whose kernel never says so, such as containers.
    case trusted
  }

  package let bank: Bank
  package let prokeep: Prokeep
  package let notices: Notices
  package let timing: Timing
  package let clock: Clock
  /// The path of the SQLite file.
  package let store: String
  /// The path of the file with the key that seals what the store keeps secret; nil: the store is plain.
  package let storeKeyFile: String?
  package let api: API
  package let metrics: Metrics
  /// `gpio`: the chips with door contacts; may be empty.
  package let chips: [Chip]
  /// `serial`: the ports with lock boards; may be empty.
  package let buses: [Bus]
  /// `scanners`: the barcode readers; may be empty.
  package let scanners: [Scanner]
  /// At least one, in the order of the file, ranges written out. Names and contacts are unique.
  package let compartments: [Compartment]
}

extension Configuration {
  package static let standardPath = "/etc/locker-agent/config.yaml"

  /// nil after errors, which are in the report.
  init?(_ document: Node, _ report: Report) {
    guard let section = Section(document, keys: Schema.file, report) else { return nil }
    let bank = section.required("bank", "{id: gotham-1, distributor: Gotham Electrical, ...}")
      .flatMap { Bank($0, report) }
    let prokeep = section.required("prokeep", "{url: ..., from: ..., credentials_file: ...}")
      .flatMap { Prokeep($0, report) }
    let notices =
      section["notices"].map { Notices($0, bank: bank, report) } ?? .standard(bank: bank, at: document, report)
    let timing = Timing(section["timing"], report)
    let store = section["store"].map { $0.path(report) } ?? "/var/lib/locker-agent/agent.sqlite"
    if let store, let place = section["store"], let warning = report.surroundings.doubtAboutStore(store) {
      report.warning(warning, at: place)
    }
    let storeKeyFile = section["store_key_file"]?.path(report)
    let api = API(section["api"], report)
    let metrics = Metrics(section["metrics"], report)
    let chips = ChipList(section["gpio"], report)
    let buses = BusList(section["serial"], report)
    let scanners = ScannerList(section["scanners"], buses: buses, report)
    let compartments = section.required("compartments", "[{name: A1, door: {...}}]")
      .map { CompartmentList($0, chips: chips, buses: buses, report).compartments }
    let clock = section.choice("clock", default: Clock.kernel)

    guard !report.hasErrors, let bank, let prokeep, let notices, let store, let api, let metrics, let compartments
    else {
      return nil
    }
    if let doubt = report.surroundings.doubtAboutStoreKey(storeKeyFile) {
      report.warning(doubt, at: section["store_key_file"] ?? section["store"] ?? document)
    }
    self.init(
      bank: bank, prokeep: prokeep, notices: notices, timing: timing, clock: clock, store: store,
      storeKeyFile: storeKeyFile, api: api, metrics: metrics, chips: chips.chips, buses: buses.buses,
      scanners: scanners.scanners, compartments: compartments)
  }
}
