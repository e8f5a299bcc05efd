/// What was measured, beside what was aimed at. Prints as Markdown.
struct Table {
  private var rows: [[String]] = [["", "at most", "measured"]]

  mutating func add(_ what: String, aim: String = "", _ figure: String) { rows.append([what, aim, figure]) }

  func print() {
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    for (index, row) in rows.enumerated() {
      Swift.print(line(row, widths))
      if index == 0 {
        Swift.print("|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|")
      }
    }
  }

  private func line(_ row: [String], _ widths: [Int]) -> String {
    "|" + zip(row, widths).map { " \($0)\(String(repeating: " ", count: $1 - $0.count)) " }.joined(separator: "|") + "|"
  }
}

/// With so many digits behind the point.
func decimal(_ value: Double, digits: Int) -> String {
  let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
  let units = Int((value * Double(scale)).rounded())
  let fraction = String(units % scale)
  return "\(units / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
}

func megabytes(_ bytes: Int) -> String { decimal(Double(bytes) / 1e6, digits: 1) + " MB" }

func milliseconds(_ nanoseconds: Int64) -> String { decimal(Double(nanoseconds) / 1e6, digits: 2) + " ms" }

func milliseconds(_ seconds: Double) -> String { decimal(seconds * 1e3, digits: 1) + " ms" }
