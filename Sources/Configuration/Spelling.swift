/// Finds the word that somebody probably meant.
enum Spelling {
  /// The one of `words` that is nearest to `word`, if it is near enough to be meant.
  static func nearest(to word: String, in words: [String]) -> String? {
    let limit = max(1, word.count / 3)
    let ranked = words.map { (word: $0, distance: distance(fold(word), fold($0))) }
    return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.word
  }

  /// ` did you mean ...?` or nothing.
  static func hint(for word: String, in words: [String]) -> String {
    nearest(to: word, in: words).map { "; did you mean `\($0)`?" } ?? ""
  }

  /// `a, b and c` with each in backquotes.
  static func list(_ words: [String], last: String = "and") -> String {
    let quoted = words.map { "`\($0)`" }
    guard let tail = quoted.last, quoted.count > 1 else { return quoted.joined() }
    return quoted.dropLast().joined(separator: ", ") + " \(last) " + tail
  }

  /// Case, hyphens and underscores are what is mixed up most.
  private static func fold(_ word: String) -> [Character] {
    word.lowercased().map { $0 == "-" ? "_" : $0 }
  }

  /// The least number of letters to insert, drop, replace or swap with their neighbour (optimal string alignment).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    // Words of a hostile length are no typing errors.
    guard abs(a.count - b.count) <= 8, a.count <= 64, b.count <= 64 else { return .max }
    var older: [Int] = []
    var old = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(old[j + 1] + 1, row[j] + 1, old[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, older[j - 1] + 1) }
        row.append(best)
      }
      older = old
      old = row
    }
    return old[b.count]
  }
}
