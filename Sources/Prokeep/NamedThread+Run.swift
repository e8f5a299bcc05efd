import Linux

extension NamedThread {
  /// Does blocking work on a thread of its own, and waits for it without blocking.
  ///
  /// - Throws: what the work throws; `ProkeepError.Code.libcurl` if there is no thread for it.
  static func run<Output: Sendable>(
    _ name: String, _ work: @escaping @Sendable () throws -> Output
  ) async throws -> Output {
    try await withCheckedThrowingContinuation { ended in
      do throws(Errno) {
        // Nobody joins: its body says when it is done.
        _ = try NamedThread(name) { ended.resume(with: Result { try work() }) }
      } catch {
        ended.resume(
          throwing: ProkeepError(
            .libcurl, subject: name, errno: error.number, sentence: "The thread \(name) can't be started: \(error)"))
      }
    }
  }
}
