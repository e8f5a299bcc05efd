/// Makes moments from the kernel's boot-time clock, so that they go on over restarts and never back.
///
/// Within one boot nothing else is needed. After a reboot the clock goes on from the last stored moment; the time the board
/// was off is added as soon as both ends of it are known by a wall clock that the kernel calls synchronised.
package struct AgentClock: Equatable, Sendable {
  /// A moment that was stored, with all that was known of the time then.
  package struct Mark: Equatable, Sendable {
    package var moment: Moment
    /// The kernel's id of that boot.
    package var bootID: String
    package var boot: BootTime
    /// Unix time in milliseconds; nil when the clock was not synchronised.
    package var wall: Int64?

    package init(moment: Moment, bootID: String, boot: BootTime, wall: Int64?) {
      self.moment = moment
      self.bootID = bootID
      self.boot = boot
      self.wall = wall
    }
  }

  package let bootID: String
  /// Since when nobody watched the doors; long ago when the time off is not known.
  package let unwatchedSince: Moment
  /// Moment minus boot time, in milliseconds.
  private var offset: Int64
  /// The last mark of an earlier boot, while the time off is still to be added.
  private var unresolved: Mark?

  /// - Parameter last: the newest mark in the store, nil when there is none.
  package init(bootID: String, boot: BootTime, wall: Int64?, last: Mark?) {
    self.bootID = bootID
    let now = boot.milliseconds
    guard let last else {
      offset = 0
      unwatchedSince = Moment(milliseconds: now)
      return
    }
    if last.bootID == bootID {
      offset = last.moment.milliseconds - last.boot.milliseconds
      unwatchedSince = last.moment
      return
    }
    offset = last.moment.milliseconds - now
    if let wall, let lastWall = last.wall {
      offset += max(0, wall - lastWall)
      unwatchedSince = last.moment
    } else {
      unresolved = last.wall == nil ? nil : last
      unwatchedSince = Moment(milliseconds: .min / 2)
    }
  }

  package func moment(at boot: BootTime) -> Moment { Moment(milliseconds: boot.milliseconds + offset) }

  /// The kernel calls its clock synchronised: what was unknown of the time off is added now.
  package mutating func synchronised(wall: Int64, at boot: BootTime) {
    guard let last = unresolved, let lastWall = last.wall else { return }
    unresolved = nil
    let due = last.moment.milliseconds + wall - lastWall
    offset += max(0, due - moment(at: boot).milliseconds)
  }
}

extension BootTime {
  package var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
