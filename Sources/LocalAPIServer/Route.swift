import LocalAPI

/// One endpoint, the right it takes, and what answers it.
struct Route: Sendable {
  let endpoint: Endpoint
  let access: Caller.Access
  let answer: @Sendable (APIRequest) async throws -> Answer

  init(
    _ endpoint: Endpoint, _ access: Caller.Access = .member,
    answer: @escaping @Sendable (APIRequest) async throws -> Answer
  ) {
    self.endpoint = endpoint
    self.access = access
    self.answer = answer
  }
}
