import Glibc
import Testing

@testable import LocalAPIServer

/// Against the user database of the machine: root and its group are everywhere.
@Suite struct SystemGroupsTests {
  private func name(ofGroup gid: gid_t) -> String? { getgrgid(gid).map { String(cString: $0.pointee.gr_name) } }

  @Test func thePrimaryGroupOfThePeerCounts() async throws {
    let root = try #require(name(ofGroup: 0))
    let groups = SystemGroups()
    let found = await groups.memberships(of: Peer(pid: 1, uid: 4_000_000, gid: 0), among: [root, "no-such-group"])
    #expect(found == [root])
    // The second time from the cache.
    #expect(
      await groups.memberships(of: Peer(pid: 1, uid: 4_000_000, gid: 0), among: [root, "no-such-group"]) == [root])
  }

  @Test func aGroupThatTheDatabaseListsForTheUserCounts() async throws {
    setgrent()
    defer { endgrent() }
    // The first user that /etc/group names as a member, whatever this machine has.
    while let entry = getgrent() {
      guard let member = entry.pointee.gr_mem[0], let user = getpwnam(member) else { continue }
      let group = String(cString: entry.pointee.gr_name)
      let peer = Peer(pid: 1, uid: user.pointee.pw_uid, gid: 4_000_000)
      #expect(await SystemGroups().memberships(of: peer, among: [group]) == [group])
      return
    }
  }

  @Test func aStrangerIsInNoGroup() async {
    let peer = Peer(pid: 1, uid: 4_000_000, gid: 4_000_000)
    #expect(await SystemGroups().memberships(of: peer, among: ["root", "locker-admin"]).isEmpty)
  }
}
