import Glibc

/// Which rights a peer has.
package struct AccessRules: Sendable {
  /// Which of the named groups a peer belongs to.
  package typealias GroupLookup = @Sendable (_ peer: Peer, _ names: Set<String>) async -> Set<String>

  package static let memberGroup = "locker-agent"
  package static let administratorGroup = "locker-admin"

  private let trusted: Set<UInt32>
  private let groups: GroupLookup

  /// - Parameters:
  ///   - trusted: the users who may do all
  ///   - groups: asked for everybody else
  package init(trusted: Set<UInt32>, groups: @escaping GroupLookup) {
    self.trusted = trusted
    self.groups = groups
  }

  /// Root and the daemon's own user may do all; the system's groups decide about others.
  package static func system() -> AccessRules {
    let groups = SystemGroups()
    return AccessRules(trusted: [0, geteuid()]) { await groups.memberships(of: $0, among: $1) }
  }

  /// Nil: nothing at all.
  func access(of peer: Peer) async -> Caller.Access? {
    if trusted.contains(peer.uid) { return .administrator }
    let names = await groups(peer, [Self.memberGroup, Self.administratorGroup])
    if names.contains(Self.administratorGroup) { return .administrator }
    return names.contains(Self.memberGroup) ? .member : nil
  }
}
