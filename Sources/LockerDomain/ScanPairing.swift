/// Makes pairs of what one scanner reads: a compartment and an order, whichever comes first.
///
/// Each box is a pair of its own, an order in two boxes is scanned with each of them: no label that was missed or scanned
/// too often moves the pairs that follow.
struct ScanPairing: Hashable, Sendable {
  /// One label of a pair.
  enum Half: Hashable, Sendable {
    case compartment(CompartmentName)
    case order(OrderNumber, isSure: Bool)
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
  }

  private enum State: Hashable {
    case empty
    case half(Half, until: Moment)
    /// A pair is complete. Its last label may follow once more, and then its first: the same pair, not the next one.
    case paired(Pair, last: Half, isLastRepeated: Bool, until: Moment)
  }

  private var state = State.empty

  /// - Parameter window: how long a label waits for the other.
  mutating func scanned(_ half: Half, at now: Moment, window: Duration) -> Outcome {
    let until = now + window
    switch state {
    case .half(let first, _):
      guard let pair = Pair(first, half) else {
        state = .half(half, until: until)
        return .waits(left: first == half ? nil : first)
      }
      state = .paired(pair, last: half, isLastRepeated: false, until: until)
      return .pair(pair)
    case .paired(let pair, half, _, _):
      state = .paired(pair, last: half, isLastRepeated: true, until: until)
      return .repeated
    case .paired(let pair, let last, isLastRepeated: true, _) where Pair(last, half) == pair:
      state = .paired(pair, last: half, isLastRepeated: false, until: until)
      return .pair(pair)
    case .paired, .empty:
      state = .half(half, until: until)
      return .waits(left: nil)
    }
  }

  /// A label came that is neither: whoever scanned it begins anew.
  ///
  /// - Returns: what waited for the other label.
  mutating func broken() -> Half? {
    defer { state = .empty }
    if case .half(let half, _) = state { return half }
    return nil
  }

  /// - Returns: what has waited for too long.
  mutating func timePassed(at now: Moment) -> Half? {
    switch state {
    case .half(let half, let until) where until <= now:
      state = .empty
      return half
    case .paired(_, _, _, let until) where until <= now:
      state = .empty
      return nil
    case .half, .paired, .empty: return nil
    }
  }

  /// When `timePassed` has something to do.
  var deadline: Moment? {
    switch state {
    case .empty: nil
    case .half(_, let until), .paired(_, _, _, let until): until
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
