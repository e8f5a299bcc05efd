/// Which notices to list.
package enum OutboxSelection: Sendable {
  /// Those that nobody has accepted or given up yet.
  case unsettled
  case all
}
