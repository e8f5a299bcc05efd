extension Configuration {
  /// `metrics`: where figures go beside the local API's `/metrics`.
  package struct Metrics: Hashable, Sendable {
    /// A file for node_exporter's textfile collector; nil: none is written.
    package let textfile: String?
  }
}

extension Configuration.Metrics {
  init?(_ node: Node?, _ report: Report) {
    guard let node else {
      self.init(textfile: nil)
      return
    }
    guard let section = Section(node, keys: Schema.metrics, report) else { return nil }
    guard let place = section["textfile"] else {
      self.init(textfile: nil)
      return
    }
    guard let path = place.path(report) else { return nil }
    // The collector reads no other files.
    guard path.hasSuffix(".prom"), !path.hasSuffix("/.prom") else {
      report.error("`textfile` is a file whose name ends in .prom; node_exporter reads no others", at: place)
      return nil
    }
    if let warning = report.surroundings.doubtAboutTextfile(path) { report.warning(warning, at: place) }
    self.init(textfile: path)
  }
}
