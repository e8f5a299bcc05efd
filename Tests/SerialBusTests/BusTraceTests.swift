import BoardProtocols
import LockerDomain
import Testing

@testable import SerialBus

struct BusTraceTests {
  @Test func keepsTheLastOnesInOrder() {
    var trace = BusTrace(limit: 3)
    for byte in UInt8(1)...5 { trace.addJunk([byte], at: BootTime(nanoseconds: Int64(byte))) }
    #expect(trace.lines.map(\.hex) == ["03", "04", "05"])
    #expect(trace.lines.map(\.at.nanoseconds) == [3, 4, 5])
  }

  @Test func saysWhatAFrameMeans() {
    var trace = BusTrace()
    trace.add(.sent, BoardProtocol.shuoming8A.stateQuery(address: 7), at: BootTime(nanoseconds: 1))
    #expect(trace.lines.map(\.hex) == ["80 07 00 33 B4"])
    #expect(trace.lines.map(\.meaning) == ["query of all locks, board 7"])
  }
}
