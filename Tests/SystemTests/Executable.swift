import Glibc

/// The program under test, as it was built beside these tests.
enum Executable {
  /// Nil when nobody has built it: then every test that starts it says so.
  static let path: String? = {
    guard let slash = ownPath.lastIndex(of: "/") else { return nil }
    let path = ownPath[...slash] + "locker-agent"
    return isProgram(String(path)) ? String(path) : nil
  }()

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }

  private static var ownPath: String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
