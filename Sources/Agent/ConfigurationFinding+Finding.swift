package import Configuration
package import LocalAPI

extension ConfigurationFinding {
  package init(_ finding: Finding) {
    self.init(
      severity: finding.severity.rawValue, line: finding.mark?.line, column: finding.mark?.column, path: finding.path,
      message: finding.message)
  }
}
