/// `POST /v1/reload`: what has changed in the configuration since it was read last, by its keys.
package struct ReloadResult: Codable, Hashable, Sendable {
  /// In force from now on.
  package var inForce: [String]
  /// In force after a restart: everything that differs from what the agent started with.
  package var afterRestart: [String]

  private enum CodingKeys: String, CodingKey {
    case inForce = "in_force"
    case afterRestart = "after_restart"
  }

  package init(inForce: [String], afterRestart: [String]) {
    self.inForce = inForce
    self.afterRestart = afterRestart
  }
}
