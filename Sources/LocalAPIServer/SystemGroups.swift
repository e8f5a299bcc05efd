import Dispatch
import Glibc
import Synchronization

/// Group memberships by the system's user database (NSS).
///
/// A look-up may go to a directory server and block, so it runs on a queue of its own, and its answer is kept for a
/// short while.
final class SystemGroups: Sendable {
  private struct Key: Hashable {
    var uid: UInt32
    var gid: UInt32
    var names: Set<String>
  }

  private struct Entry {
    var names: Set<String>
    var until: ContinuousClock.Instant
  }

  /// How long a change of the groups may take to show.
  private static let lifetime = Duration.seconds(10)
  /// Local users are few; more entries than this are no cache any more.
  private static let capacity = 64

  private let queue = DispatchQueue(label: "locker-agent.groups")
  private let cache = Mutex<[Key: Entry]>([:])

  /// Which of `names` are groups of the peer: its primary group, or one that the database lists for its user.
  func memberships(of peer: Peer, among names: Set<String>) async -> Set<String> {
    let key = Key(uid: peer.uid, gid: peer.gid, names: names)
    let now = ContinuousClock.now
    if let entry = cache.withLock({ $0[key] }), now < entry.until { return entry.names }
    let found = await withCheckedContinuation { continuation in
      queue.async {
        let groups = Self.groups(uid: peer.uid, primary: peer.gid)
        continuation.resume(returning: names.filter { Self.identifier(ofGroup: $0).map(groups.contains) ?? false })
      }
    }
    cache.withLock { cache in
      if cache.count >= Self.capacity { cache.removeAll() }
      cache[key] = Entry(names: found, until: now + Self.lifetime)
    }
    return found
  }

  private static func groups(uid: uid_t, primary: gid_t) -> Set<gid_t> {
    guard let user = userName(uid) else { return [primary] }
    var count: Int32 = 32
    var groups = [gid_t](repeating: 0, count: Int(count))
    // getgrouplist(3) answers -1 and the right count when there is not enough room.
    while getgrouplist(user, primary, &groups, &count) < 0, Int(count) > groups.count {
      groups = [gid_t](repeating: 0, count: Int(count))
    }
    return Set(groups.prefix(Int(max(0, count)))).union([primary])
  }

  private static func userName(_ uid: uid_t) -> String? {
    withGrowingBuffer { buffer, size, failure in
      var entry = passwd()
      var result: UnsafeMutablePointer<passwd>?
      failure = getpwuid_r(uid, &entry, buffer, size, &result)
      return result.map { String(cString: $0.pointee.pw_name) }
    }
  }

  private static func identifier(ofGroup name: String) -> gid_t? {
    withGrowingBuffer { buffer, size, failure in
      var entry = group()
      var result: UnsafeMutablePointer<group>?
      failure = getgrnam_r(name, &entry, buffer, size, &result)
      return result?.pointee.gr_gid
    }
  }

  /// The `_r` calls say ERANGE when their buffer is too small; a group with many members needs much.
  private static func withGrowingBuffer<Result>(
    _ body: (_ buffer: UnsafeMutablePointer<CChar>, _ size: Int, _ failure: inout Int32) -> Result?
  ) -> Result? {
    var size = 1024
    while size <= 1 << 20 {
      var failure: Int32 = 0
      let result = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
        buffer.baseAddress.flatMap { body($0, size, &failure) }
      }
      if failure != ERANGE { return result }
      size *= 4
    }
    return nil
  }
}
