import FoundationEssentials
import Glibc
import Linux
import LocalAPI

/// A request that is read from a file or from standard input, so that its secrets stand in no argument.
enum StandardInput {
  private static let longest = 64 << 10

  static func request(_ path: String) throws -> PutOrder {
    let name = path == "-" ? "standard input" : path
    let bytes = try read(path, name)
    do {
      return try WireJSON.readRequest(PutOrder.self, from: Data(bytes))
    } catch let problem as LocalAPI.Problem {
      throw Unusable(sentence: problem.detail)
    } catch {
      throw Unusable(
        sentence:
          "\(name) is no order request; write {\"customer\":{\"phone\":\"+12015550199\"},\"code\":\"0042\",\"compartments\":[\"A1\"]}"
      )
    }
  }

  private static func read(_ path: String, _ name: String) throws -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes =
        try path == "-"
        ? TextFile.bytes(from: STDIN_FILENO, atMost: longest + 1) : TextFile.bytes(of: path, atMost: longest + 1)
    } catch {
      throw Unusable(sentence: "\(name) can't be read: \(error)")
    }
    guard bytes.count <= longest else { throw Unusable(sentence: "\(name) is longer than 64 KiB") }
    return bytes
  }

  private struct Unusable: Sentence { let sentence: String }
}
