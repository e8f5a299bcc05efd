import Glibc
import Linux
import Testing

struct WakeUpTests {
  @Test func endsAWaitUntilCleared() throws {
    let wakeUp = try WakeUp()
    #expect(Poll.input(from: [wakeUp.descriptor], timeout: .zero) == [0])
    wakeUp.send()
    wakeUp.send()
    #expect(Poll.input(from: [-1, wakeUp.descriptor], timeout: nil) == [0, Int16(POLLIN)])
    wakeUp.clear()
    #expect(Poll.input(from: [wakeUp.descriptor], timeout: .milliseconds(-1)) == [0])
  }

  @Test func endsAWaitOnAnotherThread() throws {
    let wakeUp = try WakeUp()
    let thread = try NamedThread("waits") { _ = Poll.input(from: [wakeUp.descriptor], timeout: nil) }
    wakeUp.send()
    thread.join()
  }
}
