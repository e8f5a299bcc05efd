import Testing

@testable import Configuration

@Suite struct MetricsTests {
  private static let before = "api: {socket: /run/locker-agent/api.sock}"

  @Test(arguments: [
    (
      "metrics: {textfile: /var/lib/prometheus/node-exporter/locker-agent.prom}",
      "/var/lib/prometheus/node-exporter/locker-agent.prom"
    ),
    ("metrics: {}", nil), ("", nil),
  ])
  func textfile(section: String, path: String?) throws {
    let text = ExampleConfiguration.with(Self.before, "\(section)\n\(Self.before)")
    let reading = Configuration.read(bytes: Array(text.utf8))
    #expect(try #require(reading.configuration, "\(reading.findings)").metrics.textfile == path)
  }

  @Test(arguments: [
    BrokenConfiguration(
      before, "metrics: {textfile: locker-agent.prom}\n\(before)", 25, 21, "metrics.textfile",
      "`textfile` is the whole path of a file, beginning with `/`; `locker-agent.prom` isn't"),
    BrokenConfiguration(
      before, "metrics: {textfile: /var/lib/locker-agent.txt}\n\(before)", 25, 21, "metrics.textfile",
      "`textfile` is a file whose name ends in .prom; node_exporter reads no others"),
    BrokenConfiguration(
      before, "metrics: {textfile: /var/lib/.prom}\n\(before)", 25, 21, "metrics.textfile",
      "`textfile` is a file whose name ends in .prom; node_exporter reads no others"),
    BrokenConfiguration(
      before, "metrics: {textfil: /a.prom}\n\(before)", 25, 11, "metrics.textfil",
      "there is no key `textfil` in `metrics`; did you mean `textfile`? (known here: `textfile`)"),
  ])
  func isExplained(broken: BrokenConfiguration) { broken.check() }
}
