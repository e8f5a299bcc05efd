/// What can be done to an order by `POST /v1/orders/{number}/…`.
package enum OrderCommand: String, CaseIterable, Sendable {
  /// Ends it; an unsent notice is withdrawn.
  case cancel
  /// Ready by hand: drops unloaded compartments, confirms `unseen`, releases `pickup-unsure`.
  case ready
  /// Takes a load back: assigned again.
  case unload
  /// The customer has it.
  case collect
  /// Staff took it out.
  case remove
  /// The ready text once more, as a new cycle.
  case resend
}
