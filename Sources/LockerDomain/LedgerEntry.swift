/// One line of the bank's history: what, why, from which input, by whom. The store adds when.
package struct LedgerEntry: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case started, stopped
    case storeSalvaged = "store-salvaged"
    case settingsAdopted = "settings-adopted"
    case doorOpened = "door-opened"
    case doorClosed = "door-closed"
    case doorUnknown = "door-unknown"
    case doorFound = "door-found"
    case doorAjar = "door-ajar"
    case doorChangesMissed = "door-changes-missed"
    case scanUnpaired = "scan-unpaired"
    case scanRefused = "scan-refused"
    case unlockAsked = "unlock-asked"
    case unlockNotSent = "unlock-not-sent"
    case unlockRefused = "unlock-refused"
    case unlockAccepted = "unlock-accepted"
    case unlockUnknown = "unlock-unknown"
    case latchDrawn = "latch-drawn"
    case latchFellBack = "latch-fell-back"
    case revealed
    case orderAnnounced = "order-announced"
    case orderAssigned = "order-assigned"
    case orderRewritten = "order-rewritten"
    case loadStarted = "load-started"
    case loadTaken = "load-taken"
    case loadTooShort = "load-too-short"
    case loadClaimed = "load-claimed"
    case loadNotClaimed = "load-not-claimed"
    case loadEmpty = "load-empty"
    case loadIncomplete = "load-incomplete"
    case loadTakenBack = "load-taken-back"
    case compartmentDropped = "compartment-dropped"
    case orderReady = "order-ready"
    case orderReopened = "order-reopened"
    case orderUnseen = "order-unseen"
    case orderConfirmed = "order-confirmed"
    case holdStarted = "hold-started"
    case holdEnded = "hold-ended"
    case reminderDue = "reminder-due"
    case pickupStarted = "pickup-started"
    case pickupUnsure = "pickup-unsure"
    case goodsLeft = "goods-left"
    case goodsMissing = "goods-missing"
    case partlyCollected = "partly-collected"
    case orderCollected = "order-collected"
    case orderExpired = "order-expired"
    case orderRemoved = "order-removed"
    case orderCancelled = "order-cancelled"
    case compartmentCleared = "compartment-cleared"
    case compartmentMissing = "compartment-missing"
    case noticeCreated = "notice-created"
    case noticeRewritten = "notice-rewritten"
    case noticeSending = "notice-sending"
    case noticeAccepted = "notice-accepted"
    case noticeDeferred = "notice-deferred"
    case noticeUnanswered = "notice-unanswered"
    case noticeWithdrawn = "notice-withdrawn"
    case noticeExpired = "notice-expired"
    case noticeDead = "notice-dead"
    case noticeSuppressed = "notice-suppressed"
    case noticeReleased = "notice-released"
    case noticeRetried = "notice-retried"
  }

  package var kind: Kind
  package var order: OrderNumber?
  package var compartment: CompartmentName?
  package var notice: NoticeID?
  /// A sentence for a person; holds no code and no phone number.
  package var why: String
  package var source: Source

  package init(
    _ kind: Kind, order: OrderNumber? = nil, compartment: CompartmentName? = nil, notice: NoticeID? = nil, why: String,
    source: Source
  ) {
    self.kind = kind
    self.order = order
    self.compartment = compartment
    self.notice = notice
    self.why = why
    self.source = source
  }
}

/// Who or what brought a change about.
package enum Source: Hashable, Sendable {
  /// A door contact or a scanner, by the name of its input.
  case input(String)
  /// A caller of the local API, by the peer's uid.
  case user(uid: UInt32)
  /// A rule's time was over.
  case timer
  /// An answer of Prokeep, or its absence.
  case prokeep
  /// The agent itself: a start, a stop.
  case agent

  /// One word for screens and the store: `input:NAME`, `uid:1000`, `timer`, `prokeep`, `agent`.
  package var label: String {
    switch self {
    case .input(let name): "input:\(name)"
    case .user(let uid): "uid:\(uid)"
    case .timer: "timer"
    case .prokeep: "prokeep"
    case .agent: "agent"
    }
  }
}
