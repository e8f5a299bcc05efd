/// What a chip is known by. Path and name hold a number that changes when chips come and go; the label stays.
struct ChipIdentity: Hashable, Sendable {
  var path: String
  var name: String
  var label: String
}

extension ChipIdentity {
  /// The chip that `wanted` means among those present.
  ///
  /// - Parameters:
  ///   - wanted: a label, a name, or a path with its links already followed.
  ///   - remembered: the label of the chip that `wanted` meant before it went away: it may be back under another number,
  ///     and another chip may have got the old one.
  static func choose(
    _ wanted: String, remembered: String?, among present: [ChipIdentity]
  ) throws(GPIOError) -> ChipIdentity {
    let exact = present.filter { $0.path == wanted || $0.name == wanted }
    let label = remembered ?? wanted
    let labelled = present.filter { $0.label == label }
    // Of several chips with one label only the number tells which was meant.
    if let chip = exact.first(where: { remembered == nil || $0.label == remembered }) { return chip }
    if labelled.count > 1 { throw .ambiguousChip(wanted, paths: labelled.map(\.path)) }
    if let chip = labelled.first { return chip }
    if let remembered, let other = exact.first { throw .chipReplaced(wanted, was: remembered, is: other.label) }
    throw .noChip(wanted, present: present)
  }
}
