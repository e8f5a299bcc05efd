/// Makes pairs of what one scanner reads: a compartment and an order.
///
/// Either may come first, and who scans keeps to it: the first label after a rest says which kind begins pairs, until the
/// scanner has rested again, nothing scanned and nothing waiting for a pair window. Before that a label of the other kind
/// begins no pair: the one before it was missed. Each box is a pair of its own, an order in two boxes is scanned with each
/// of them. So a label that was missed or scanned twice costs one pair at most, and moves none that follows.
///
/// Two things can't be told from labels alone: that the very first one after a rest was missed, and that somebody changes
/// over to the other kind first without a rest.
struct ScanPairing: Hashable, Sendable {
  enum Kind: Hashable, Sendable { case compartment, order }

  /// One label of a pair.
  enum Half: Hashable, Sendable {
    case compartment(CompartmentName)
    case order(OrderNumber, isSure: Bool)

    var kind: Kind {
      switch self {
      case .compartment: .compartment
      case .order: .order
      }
    }
  }

  struct Pair: Hashable, Sendable {
    let compartment: CompartmentName
    let order: OrderNumber
    /// Its label was surely an order's, whether or not the order is known.
    let isOrderSure: Bool
  }

  enum Outcome: Equatable {
    /// It waits for the other label. What waited before it goes without.
    case waits(left: Half?)
    case pair(Pair)
    /// The label that completed the last pair, once more.
    case repeated
    /// Pairs begin with the other kind at the moment: the label before this one was missed.
    case outOfTurn
  }

  private enum State: Hashable {
    /// The scanner has rested: a pair begins with either kind.
    case rested
    /// Its kind is the one that begins pairs.
    case half(Half, until: Moment)
    /// - Parameter last: what completed the last pair. It may follow once more.
    case between(first: Kind, last: Half?, until: Moment)
  }

  private var state = State.rested

  /// - Parameter window: how long a label waits for the other.
  mutating func scanned(_ half: Half, at now: Moment, window: Duration) -> Outcome {
    let until = now + window
    switch state {
    case .half(let first, _):
      guard let pair = Pair(first, half) else {
        state = .half(half, until: until)
        return .waits(left: first == half ? nil : first)
      }
      state = .between(first: first.kind, last: half, until: until)
      return .pair(pair)
    case .between(let first, let last, _) where half.kind != first:
      state = .between(first: first, last: last, until: until)
      return half == last ? .repeated : .outOfTurn
    case .between, .rested:
      state = .half(half, until: until)
      return .waits(left: nil)
    }
  }

  /// A label came that is neither: whoever scanned it begins the pair anew.
  ///
  /// - Returns: what waited for the other label.
  mutating func broken(at now: Moment, window: Duration) -> Half? {
    let until = now + window
    switch state {
    case .half(let half, _):
      state = .between(first: half.kind, last: nil, until: until)
      return half
    case .between(let first, let last, _):
      state = .between(first: first, last: last, until: until)
      return nil
    case .rested: return nil
    }
  }

  /// - Returns: what has waited for too long.
  mutating func timePassed(at now: Moment, window: Duration) -> Half? {
    guard let deadline, deadline <= now else { return nil }
    switch state {
    case .half(let half, _):
      let until = deadline + window
      state = until <= now ? .rested : .between(first: half.kind, last: nil, until: until)
      return half
    case .between, .rested:
      state = .rested
      return nil
    }
  }

  /// When `timePassed` has something to do.
  var deadline: Moment? {
    switch state {
    case .rested: nil
    case .half(_, let until), .between(_, _, let until): until
    }
  }
}

extension ScanPairing.Pair {
  /// Nil unless one is a compartment and the other an order.
  fileprivate init?(_ first: ScanPairing.Half, _ second: ScanPairing.Half) {
    switch (first, second) {
    case (.compartment(let name), .order(let number, let isSure)),
      (.order(let number, let isSure), .compartment(let name)):
      self.init(compartment: name, order: number, isOrderSure: isSure)
    case (.compartment, .compartment), (.order, .order): return nil
    }
  }
}
