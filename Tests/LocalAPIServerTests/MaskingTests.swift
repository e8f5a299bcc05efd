import LocalAPI
import Testing

@testable import LocalAPIServer

@Suite(.timeLimit(.minutes(1))) struct MaskingTests {
  private func hasNoSecret(_ text: String) -> Bool { !text.contains(Bank.phone) && !text.contains(Bank.code) }

  @Test func nothingUnmaskedLeavesWithoutReveal() async throws {
    let bank = Bank()
    try await withServer(bank.backend) { server in
      for target in ["/v1/orders", "/v1/orders/S-1", "/v1/outbox", "/v1/outbox/7", "/v1/orders/S-1?reveal=false"] {
        let connection = try RawConnection(server.path)
        try await connection.send("GET \(target) HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        let answer = try await connection.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(hasNoSecret(answer), "\(target)")
        #expect(answer.contains("+*********99"), "\(target)")
      }
      for command in OrderCommand.allCases {
        let order = try await server.client.perform(command, on: "S-1")
        #expect(order.code == "****" && order.customer?.phone == "+*********99")
      }
    }
    #expect(bank.records.allSatisfy { !$0.what.hasPrefix("revealed") })
  }

  @Test func theOwnAnswerToAPutIsMaskedToo() async throws {
    try await withServer(Bank().backend) { server in
      let order = PutOrder(customer: .init(name: nil, phone: Bank.phone), code: Bank.code, compartments: ["A1"])
      let placed = try await server.client.place(order, as: "S-1")
      #expect(placed.isNew)
      #expect(placed.order.code == "****")
      #expect(try await server.client.place(order, as: "same").isNew == false)
    }
  }

  @Test func eachRevealIsRecorded() async throws {
    let bank = Bank()
    try await withServer(bank.backend) { server in
      let order = try await server.client.order("S-1", reveal: true)
      #expect(order.customer?.phone == Bank.phone)
      let orders = try await server.client.orders(reveal: true)
      #expect(orders.orders.first?.code == Bank.code)
      let notice = try await server.client.notice("7", reveal: true)
      #expect(notice.to == Bank.phone)
      let outbox = try await server.client.outbox(reveal: true)
      #expect(outbox.notices.first?.text?.contains(Bank.code) == true)
    }
    #expect(
      bank.records.map(\.what).filter { $0.hasPrefix("revealed") } == [
        "revealed order(number: \"S-1\")", "revealed allOrders", "revealed notice(id: \"7\")", "revealed wholeOutbox",
      ])
  }

  @Test func whatCanNotBeRecordedIsNotRevealed() async throws {
    var backend = Bank().backend
    backend.revealed = { _, _ in throw Problem(.storeFull, "the disk is full") }
    try await withServer(backend) { server in
      let error = await #expect(throws: LocalAPIError.self) { try await server.client.order("S-1", reveal: true) }
      #expect(error?.code == .refused(Problem(.storeFull, "the disk is full")))
    }
  }

  @Test func anEndedOrderHasNothingToMask() {
    var order = Bank.order("S-1")
    order.customer = nil
    order.code = nil
    #expect(Masking.masked(order) == order)
  }

  @Test func aTextKeepsItsWordsAndLosesCodeAndNumber() {
    #expect(Masking.masked(Bank.notice(7)).text == "Ada, your code is ****. Questions: ****")
  }

  @Test(arguments: [nil, "", "9999"])
  func aTextWithAnUnknownCodeIsHiddenAltogether(code: String?) {
    var notice = Bank.notice(7)
    notice.code = code
    #expect(Masking.masked(notice).text == "****")
  }

  @Test(arguments: [
    ("+12015550199", "+*********99"), ("+491", "+*91"), ("+49", "****"), ("12015550199", "****"), ("", "****"),
  ])
  func phoneNumbers(phone: String, masked: String) {
    #expect(Masking.masked(phone: phone) == masked)
  }
}
