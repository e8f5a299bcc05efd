/// All that the sender has to know.
package struct SenderSettings: Hashable, Sendable {
  package var client: ClientSettings
  package var credentials: CredentialsFile
  package var policy: DeliveryPolicy.Settings
  /// How often the credentials file is looked at while sending is stopped for want of a pair that works.
  package var pairLook: Duration = .seconds(2)
  /// How long an attempt under way may go on after `stop`.
  package var stopGrace: Duration = .seconds(2)

  package init(client: ClientSettings, credentials: CredentialsFile, policy: DeliveryPolicy.Settings = .init()) {
    self.client = client
    self.credentials = credentials
    self.policy = policy
    self.policy.statuses = client.profile.statuses
  }
}
