// How the slots of an order move; what follows for the bank is decided in `Bank`.
extension Order {
  package func slot(_ name: CompartmentName) -> Slot? { slots.first { $0.compartment == name } }

  mutating func set(_ name: CompartmentName, _ progress: Slot.Progress, at loadedAt: Moment? = nil) {
    guard let place = slots.firstIndex(where: { $0.compartment == name }) else { return }
    slots[place].progress = progress
    if let loadedAt { slots[place].loadedAt = loadedAt }
  }

  /// The latest notice, if it speaks of the load that is inside now and not of one that was taken back.
  package var currentNotice: NoticeStatus? { readyAt == nil ? nil : notice }

  /// Why nothing can be sent for an open order that has no body.
  static let unreadable =
    "its phone and code can't be read (the store's key is not the right one, or the store was damaged)"

  /// It became ready and has no notice: only when a damaged store lost that one.
  var isTextLost: Bool { !state.isEnd && readyAt != nil && notice == nil }

  /// Its text waits until phone and code can be read.
  var isTextUnreadable: Bool {
    guard !state.isEnd, let notice = currentNotice else { return false }
    return !notice.state.isSettled && notice.to == nil && !notice.wasUnanswered
  }

  mutating func startLoading(_ name: CompartmentName, at now: Moment) {
    set(name, .opened)
    state = .loading
    loadingSince = loadingSince ?? now
  }

  /// The opening was too short to be a load: as it was before it.
  mutating func forgetOpening(_ name: CompartmentName) {
    set(name, slot(name)?.loadedAt == nil ? .waiting : .loaded)
    becomeAssignedIfEmpty()
  }

  /// One more compartment. What was ready is loading again.
  mutating func add(_ name: CompartmentName, at now: Moment) {
    slots.append(Slot(compartment: name))
    if state == .ready {
      becomeUnready(at: now)
      marks.subtract([.reminded, .loadIncomplete])
    }
    becomeAssignedIfEmpty()
  }

  /// Closed, and nothing is inside: still open for loading, so to speak.
  mutating func setEmpty(_ name: CompartmentName) {
    guard let place = slots.firstIndex(where: { $0.compartment == name }) else { return }
    slots[place] = Slot(compartment: name, progress: .opened)
  }

  /// It was ready, and a compartment turned out to be empty.
  mutating func becomeUnready(_ name: CompartmentName, at now: Moment) {
    becomeUnready(at: now)
    setEmpty(name)
    marks.remove(.leftInside)
  }

  /// What was ready is loading again.
  private mutating func becomeUnready(at now: Moment) {
    for slot in slots where slot.progress == .reopened { set(slot.compartment, .opened) }
    state = .loading
    loadingSince = now
    readyAt = nil
  }

  /// Nothing is inside, nor about to be: as on a fresh assignment.
  mutating func becomeAssignedIfEmpty() {
    guard slots.allSatisfy({ $0.progress == .waiting }) else { return }
    state = slots.isEmpty ? .announced : .assigned
    loadingSince = nil
    readyAt = nil
    marks = []
  }

  /// All slots as they are on a fresh assignment.
  mutating func emptySlots() {
    slots = slots.map { Slot(compartment: $0.compartment) }
    becomeAssignedIfEmpty()
  }

  var isFullyLoaded: Bool { slots.allSatisfy { $0.progress == .loaded } }

  /// The line that a person reads.
  package var label: String {
    var text = state.rawValue
    switch state.isEnd ? nil : currentNotice?.state {
    case .expired where notice?.wasUnanswered == true: text += ", unsure whether the customer was texted"
    case .dead(let reason): text += ", customer NOT texted: \(reason)"
    case .expired: text += ", customer NOT texted: the text was given up before Prokeep accepted it"
    case .unsure: text += ", unsure whether the customer was texted"
    case .suppressed(let mode): text += ", not texted: \(mode)"
    case .held, .pending, .sending, .accepted, .withdrawn, nil: break
    }
    if isTextUnreadable { text += ", customer NOT texted: \(Self.unreadable)" }
    if isTextLost { text += ", unsure whether the customer was texted" }
    if marks.contains(.unseen) { text += ", unseen: confirm" }
    if marks.contains(.loadIncomplete) { text += ", load incomplete" }
    if marks.contains(.empty) { text += ", closed but empty" }
    if marks.contains(.leftInside) { text += ", goods left inside" }
    if marks.contains(.unscanned) { text += ", never scanned" }
    return text
  }
}
