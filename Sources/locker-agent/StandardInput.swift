import FoundationEssentials
import Glibc
import LocalAPI

/// A request that is read from a file or from standard input, so that its secrets stand in no argument.
enum StandardInput {
  private static let longest = 64 << 10

  static func request(_ path: String) throws -> PutOrder {
    let bytes = try read(path)
    do {
      return try WireJSON.readPlain(PutOrder.self, from: Data(bytes))
    } catch let problem as LocalAPI.Problem {
      throw Unusable(sentence: problem.detail)
    } catch {
      throw Unusable(
        sentence:
          "\(path == "-" ? "standard input" : path) is no order request; write {\"customer\":{\"phone\":\"+12015550199\"},\"code\":\"0042\",\"compartments\":[\"A1\"]}"
      )
    }
  }

  private static func read(_ path: String) throws -> [UInt8] {
    let file = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Unusable(sentence: "\(path) can't be read: \(String(cString: strerror(errno)))") }
    defer { if path != "-" { close(file) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= longest {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
    throw Unusable(sentence: "\(path) is longer than 64 KiB")
  }

  private struct Unusable: Sentence { let sentence: String }
}
