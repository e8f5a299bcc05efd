/// Makes moments from the kernel's boot-time clock, so that they go on over restarts and never back.
///
/// Within one boot nothing else is needed. After a reboot the clock goes on from the last stored moment. The time the board
/// was off is added when both ends of it are known at the start, by a wall clock that the kernel calls synchronised; never
/// later, since what happened meanwhile would age by hours in one step. Timers from before then end late, which is the safe
/// side. A wall clock that shows less than before the reboot was wrong then or is now, and tells nothing.
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
  private let offset: Int64

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
    if let wall, let lastWall = last.wall, wall >= lastWall {
      offset = last.moment.milliseconds - now + (wall - lastWall)
      unwatchedSince = last.moment
    } else {
      offset = last.moment.milliseconds - now
      unwatchedSince = Moment(milliseconds: .min / 2)
    }
  }

  package func moment(at boot: BootTime) -> Moment { Moment(milliseconds: boot.milliseconds + offset) }
}

extension BootTime {
  package var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
