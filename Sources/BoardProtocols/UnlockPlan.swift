/// How a board is made to open one lock.
package enum UnlockPlan: Hashable, Sendable {
  /// One request: the board ends the pulse by itself, even when nobody talks to it any more.
  case pulse(BoardFrame)
  /// The board keeps the lock powered until it is told to let go: see `UnlockSequence`.
  case hold(on: BoardFrame, off: BoardFrame, for: Duration)
}
