/// How the client connects. Times are bounds, not waits.
package struct ClientSettings: Hashable, Sendable {
  package var endpoint: Endpoint
  package var profile: WireProfile = .prokeep
  /// The agent's version, for the User-Agent field.
  package var version: String
  /// Certificates to trust instead of the system's, a PEM file.
  package var caFile: String?
  /// `http://host:port`; never used for a loopback endpoint. Nil: none, whatever the environment says.
  package var proxy: String?
  /// Name, TCP and TLS together.
  package var connectWithin: Duration = .seconds(10)
  /// The whole attempt, connecting included.
  package var answerWithin: Duration = .seconds(30)
  /// How long not a single byte may move.
  package var stallAfter: Duration = .seconds(20)
  /// A kept connection that was idle longer is not used again: common servers close it after 60 s, and a request that
  /// crosses such a close is one whose end nobody sees.
  package var keepIdle: Duration = .seconds(50)

  package init(endpoint: Endpoint, version: String) {
    self.endpoint = endpoint
    self.version = version
  }
}
