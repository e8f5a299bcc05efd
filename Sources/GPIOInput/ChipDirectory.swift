import Glibc
import Linux

/// The chips of this board.
package enum ChipDirectory {
  /// Every chip with its lines; one that may not be opened is there with its path and the reason.
  package static func list() -> [ChipListing] {
    paths().map { path in
      do throws(GPIOError) {
        let chip = try ChipHandle(path: path, wanted: path)
        return ChipListing(
          path: path, name: chip.name, label: chip.label, lines: (0..<chip.lineCount).compactMap(chip.facts(offset:)))
      } catch {
        return ChipListing(path: path, problem: error)
      }
    }
  }

  /// Opens the chip that is meant; see `ChipIdentity.choose`.
  static func open(_ wanted: String, remembered: String?) throws(GPIOError) -> ChipHandle {
    if wanted.hasPrefix("/"), remembered == nil { return try ChipHandle(path: wanted, wanted: wanted) }
    var chips: [ChipHandle] = []
    var refusal: GPIOError?
    for path in paths() {
      do throws(GPIOError) { chips.append(try ChipHandle(path: path, wanted: wanted)) } catch { refusal = error }
    }
    do throws(GPIOError) {
      let name = wanted.hasPrefix("/") ? resolved(wanted) : wanted
      let choice = try ChipIdentity.choose(name, remembered: remembered, among: chips.map(\.identity))
      if let chip = chips.first(where: { $0.identity == choice }) { return chip }
      throw .noChip(wanted, present: chips.map(\.identity))
    } catch {
      // The chip meant may be one that could not be looked at.
      if error.code == .noChip, let refusal, refusal.code == .notPermitted { throw refusal }
      throw error
    }
  }

  private static func paths() -> [String] {
    let prefix = "gpiochip"
    return Directory.names(in: "/dev").filter { $0.hasPrefix(prefix) }
      .compactMap { Int($0.dropFirst(prefix.count)) }.sorted().map { "/dev/\(prefix)\($0)" }
  }

  private static func resolved(_ path: String) -> String {
    guard let text = realpath(path, nil) else { return path }
    defer { free(text) }
    return String(cString: text)
  }
}
