/// An order and how far it has come. Ended orders leave the bank's memory; the store keeps them.
package struct Order: Hashable, Sendable {
  /// The states that `order list` shows. The last four are ends.
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// Known, and without a compartment until a scan or a person gives it one.
    case announced
    /// Has its compartments; nothing is inside yet.
    case assigned
    /// Some compartments are loaded or open for loading.
    case loading
    /// All is inside and closed.
    case ready
    /// Opened after ready, but the text was not accepted by then: pickup or staff? A person says.
    case pickupUnsure = "pickup-unsure"
    /// Some of its compartments were emptied by the customer.
    case partlyCollected = "partly-collected"
    /// The pickup window is over and goods are still inside. The order keeps its compartments until they are out.
    case expired
    case collected, removed, cancelled

    package var isEnd: Bool {
      switch self {
      case .collected, .removed, .cancelled: true
      case .announced, .assigned, .loading, .ready, .pickupUnsure, .partlyCollected, .expired: false
      }
    }
  }

  /// One compartment of the order.
  package struct Slot: Hashable, Sendable {
    package enum Progress: String, Hashable, Sendable {
      /// Not opened since it was assigned.
      case waiting
      /// Open for loading.
      case opened
      /// Closed with the goods inside.
      case loaded
      /// Open again soon after its close, or by staff: something is added.
      case reopened
      /// Open for the pickup.
      case collecting
      /// Emptied by the customer; the compartment is free.
      case collected
    }

    package let compartment: CompartmentName
    package internal(set) var progress: Progress
    /// When the goods were last put in: the close that completed it. Nil while nothing was.
    package internal(set) var loadedAt: Moment?

    package init(compartment: CompartmentName, progress: Progress = .waiting, loadedAt: Moment? = nil) {
      self.compartment = compartment
      self.progress = progress
      self.loadedAt = loadedAt
    }
  }

  /// What stands beside the state, for staff. Stored as a bit field: never renumber.
  package struct Marks: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// A spell in which nobody saw the doors passed while it was loading or ready: a person confirms it with `order ready`.
    package static let unseen = Marks(rawValue: 1 << 0)
    /// Loading takes longer than `load_incomplete_after_s`.
    package static let loadIncomplete = Marks(rawValue: 1 << 1)
    /// The reminder's time has come.
    package static let reminded = Marks(rawValue: 1 << 2)
    /// A compartment of it is closed, and its sensor sees nothing inside.
    package static let empty = Marks(rawValue: 1 << 3)
    /// It was opened for the pickup and closed, and the sensor still sees goods.
    package static let leftInside = Marks(rawValue: 1 << 4)
    /// It was announced and ended because nobody scanned it. The same request announces it anew.
    package static let unscanned = Marks(rawValue: 1 << 5)
  }

  /// The latest notice of the order, as far as the rules need it. Its text is with the store.
  package struct NoticeStatus: Hashable, Sendable {
    package let id: NoticeID
    package let kind: Notice.Kind
    package let cycle: Int
    package internal(set) var state: Notice.State {
      didSet { if state.isSettled { to = nil } }
    }
    /// An attempt left without a visible end: Prokeep may have it.
    package internal(set) var wasUnanswered: Bool
    package let createdAt: Moment
    /// Its receiver while it may still leave: the order's own may be blanked by then. Nil as well while the store lacks the
    /// key that it is sealed with.
    package internal(set) var to: PhoneNumber?

    package init(
      id: NoticeID, kind: Notice.Kind = .ready, cycle: Int, state: Notice.State, wasUnanswered: Bool,
      createdAt: Moment, to: PhoneNumber? = nil
    ) {
      self.to = state.isSettled ? nil : to
      self.id = id
      self.kind = kind
      self.cycle = cycle
      self.state = state
      self.wasUnanswered = wasUnanswered
      self.createdAt = createdAt
    }
  }

  package let number: OrderNumber
  /// Customer and code; nil once the order has ended (blanked).
  package internal(set) var body: Body?
  /// A keyed hash of the request as it was taken, to know the same one again after the order ended.
  package internal(set) var digest: BodyDigest
  package internal(set) var slots: [Slot]
  package internal(set) var state: State
  package internal(set) var marks: Marks = []
  /// Counts the ready texts of this number; never goes back, also not when the number is used again.
  package internal(set) var cycle: Int
  package internal(set) var notice: NoticeStatus?
  package internal(set) var placedAt: Moment
  package internal(set) var loadingSince: Moment?
  package internal(set) var readyAt: Moment?
  package internal(set) var endedAt: Moment?

  package init(
    number: OrderNumber, body: Body?, digest: BodyDigest, slots: [Slot], state: State, marks: Marks = [], cycle: Int,
    notice: NoticeStatus? = nil, placedAt: Moment, loadingSince: Moment? = nil, readyAt: Moment? = nil,
    endedAt: Moment? = nil
  ) {
    self.number = number
    self.body = body
    self.digest = digest
    self.slots = slots
    self.state = state
    self.marks = marks
    self.cycle = cycle
    self.notice = notice
    self.placedAt = placedAt
    self.loadingSince = loadingSince
    self.readyAt = readyAt
    self.endedAt = endedAt
  }

  /// The part of an order that is blanked when it ends.
  package struct Body: Hashable, Sendable {
    package var name: String?
    package var phone: PhoneNumber
    package var code: PickupCode

    package init(name: String?, phone: PhoneNumber, code: PickupCode) {
      self.name = name
      self.phone = phone
      self.code = code
    }
  }
}

/// A keyed hash of an order request (made by the store, whose key it is).
package struct BodyDigest: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }
}

/// What a caller asks for with `PUT /v1/orders/{number}`.
package struct OrderRequest: Hashable, Sendable {
  package var number: OrderNumber
  package var body: Order.Body
  /// Each named once. None: the order is announced, or keeps what it has.
  package var compartments: [CompartmentName]
  /// The goods were put in before: claim the last close.
  package var loaded: Bool
  /// Take an ended order's number and body once more.
  package var again: Bool

  package init(
    number: OrderNumber, body: Order.Body, compartments: [CompartmentName], loaded: Bool = false, again: Bool = false
  ) {
    self.number = number
    self.body = body
    self.compartments = compartments
    self.loaded = loaded
    self.again = again
  }
}
