/// Reads a table of a damaged file row by row, over the places that can't be read, and without its indexes.
struct RowScan {
  let database: Database
  let table: String
  let columns: String
  /// Rows that made no sense, and stretches of pages that couldn't be read.
  private(set) var losses = 0

  init(_ database: Database, _ table: String, columns: String) {
    self.database = database
    self.table = table
    self.columns = columns
  }

  /// Hands every readable row to `body`, one whose values `body` calls damaged excepted.
  mutating func forEach(_ body: (inout Row) throws(StoreError) -> Void) throws(StoreError) {
    var start: Int64 = 0
    while let stop = try read(from: start, through: .max, forward: true, body) {
      losses += 1
      guard let next = readable(after: stop) else { return }
      // From behind comes what stands between the damage and the row that was found.
      _ = try read(from: stop + 1, through: next - 1, forward: false, body)
      // A row that is found and whose values can't be read must not be found for ever.
      guard next < .max else { return }
      start = next == start ? next + 1 : next
    }
  }

  /// - Returns: nil when it came to the end; otherwise the last row before a place that can't be read.
  private mutating func read(
    from first: Int64, through last: Int64, forward: Bool, _ body: (inout Row) throws(StoreError) -> Void
  ) throws(StoreError) -> Int64? {
    guard first <= last else { return nil }
    var reached = first - 1
    var failure: StoreError?
    do throws(StoreError) {
      try database.forEach(
        """
        SELECT \(table).rowid, \(columns) FROM \(table) NOT INDEXED WHERE \(table).rowid BETWEEN ? AND ?
        ORDER BY \(table).rowid \(forward ? "ASC" : "DESC")
        """, first, last
      ) { row throws(StoreError) in
        reached = try row.next()
        do throws(StoreError) {
          try body(&row)
        } catch  where error.code == .damaged || error.code == .conflict {
          losses += 1
        } catch {
          failure = error
          return false
        }
        return true
      }
    } catch {
      // Damage, a sector that the disk can't read any more, a table of which nothing is left.
      return reached
    }
    if let failure { throw failure }
    return nil
  }

  /// The first row beyond the damage, searched in steps that double: a page holds few rows, a branch of the tree many.
  private func readable(after stop: Int64) -> Int64? {
    var step: Int64 = 1
    while true {
      let (candidate, isBeyond) = stop.addingReportingOverflow(step)
      guard !isBeyond else { return nil }
      do throws(StoreError) {
        return try database.first(
          "SELECT \(table).rowid FROM \(table) NOT INDEXED WHERE \(table).rowid >= ? ORDER BY \(table).rowid LIMIT 1",
          candidate
        ) { row throws(StoreError) in try row.next(Int64.self) }
      } catch {
        guard !step.multipliedReportingOverflow(by: 2).overflow else { return nil }
        step *= 2
      }
    }
  }
}
