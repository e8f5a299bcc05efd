import CGPIO
import Glibc

/// An open chip. It belongs to the thread that opened it.
final class ChipHandle {
  let path: String
  let name: String
  let label: String
  let lineCount: Int
  let handle: OpaquePointer

  /// - Parameter wanted: the chip as it was asked for, for the error's sentence.
  init(path: String, wanted: String) throws(GPIOError) {
    guard let handle = cgpio_chip_open(path) else { throw .cannotOpen(path, wanted: wanted, errno: errno) }
    self.path = path
    name = String(cString: cgpio_chip_name(handle))
    label = String(cString: cgpio_chip_label(handle))
    lineCount = Int(cgpio_chip_line_count(handle))
    self.handle = handle
  }

  deinit { cgpio_chip_close(handle) }

  var identity: ChipIdentity { ChipIdentity(path: path, name: name, label: label) }

  /// What the kernel tells about a line; nil when the chip is gone (or has no such line).
  func facts(offset: Int) -> LineFacts? {
    var info = cgpio_line_info()
    guard cgpio_chip_line_info(handle, UInt32(offset), &info) == 0 else { return nil }
    return LineFacts(offset: offset, info: info)
  }

  /// The number of the line that is meant.
  func offset(of line: GPIOLineSelector, wanted: String) throws(GPIOError) -> Int {
    switch line {
    case .offset(let offset):
      guard (0..<lineCount).contains(offset) else {
        throw .noLine(line, chip: wanted, lineCount: lineCount, names: [])
      }
      return offset
    case .name(let name):
      let named = (0..<lineCount).compactMap(facts(offset:)).filter { $0.name != nil }
      let matches = named.filter { $0.name == name }
      guard let match = matches.first else {
        throw .noLine(line, chip: wanted, lineCount: lineCount, names: named.compactMap(\.name))
      }
      guard matches.count == 1 else { throw .ambiguousLine(line, chip: wanted, offsets: matches.map(\.offset)) }
      return match.offset
    }
  }
}
