import ArgumentParser
import Captures
import Glibc
import Linux

/// A capture on its way into a file, which nobody else may read. Every line is in it as soon as it is written.
final class CaptureFile: Sendable {
  /// Why the file can't be made or written.
  struct Failure: Error {
    let sentence: String
    let status: ExitCode
  }

  let path: String
  private let descriptor: Int32

  /// - Parameter replaces: a file that is there already may go.
  init(_ path: String, replaces: Bool) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | (replaces ? 0 : O_EXCL), 0o600)
    guard descriptor >= 0 else { throw Self.opening(path, Errno(errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Failure(sentence: "\(path) is no file: name one that can be written", status: Status.data)
    }
    guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0 else {
      let error = Errno(errno)
      close(descriptor)
      throw Self.opening(path, error)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  func write(_ line: String) throws(Failure) {
    var rest = Array((line + "\n").utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      let error = errno
      if count < 0, error == EINTR { continue }
      guard count >= 0 else { throw Self.writing(path, Errno(error)) }
      rest = rest.dropFirst(count)
    }
  }

  /// The whole text of one.
  static func read(_ path: String) throws(Failure) -> Capture {
    let bytes = try bytes(of: path)
    guard bytes.count <= longest else {
      throw Failure(sentence: "\(path) is larger than \(longest >> 20) MiB: record less at a time", status: Status.data)
    }
    do throws(InvalidCapture) {
      return try CaptureParser.capture(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw Failure(sentence: "\(path):\(error.line): \(error.message)", status: Status.data)
    }
  }

  private static let longest = 256 << 20

  private static func bytes(of path: String) throws(Failure) -> [UInt8] {
    do throws(Errno) {
      return try TextFile.bytes(of: path, atMost: longest + 1)
    } catch {
      let isForbidden = error.number == EACCES || error.number == EPERM
      throw Failure(
        sentence: "\(path) can't be read: \(error)", status: isForbidden ? Status.notPermitted : Status.data)
    }
  }

  private static func opening(_ path: String, _ error: Errno) -> Failure {
    switch error.number {
    case EEXIST:
      Failure(
        sentence: "\(path) is there already: choose another name, or replace it with --force", status: Status.data)
    case EACCES, EPERM, EROFS:
      Failure(
        sentence: "\(path) can't be written: \(error); record into a folder of your own", status: Status.notPermitted)
    case ENOENT, ENOTDIR, EISDIR, ENXIO:
      Failure(sentence: "\(path) can't be written: \(error)", status: Status.data)
    default: writing(path, error)
    }
  }

  private static func writing(_ path: String, _ error: Errno) -> Failure {
    let remedy = error.number == ENOSPC || error.number == EDQUOT ? "; make room, or record to another disk" : ""
    return Failure(
      sentence: "\(path) can't be written any further: \(error)\(remedy). What is in it is whole up to its last line",
      status: Status.tryLater)
  }
}
