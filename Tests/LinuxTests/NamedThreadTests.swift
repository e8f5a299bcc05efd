import Glibc
import Linux
import Synchronization
import Testing

struct NamedThreadTests {
  @Test func hasItsNameAndNoSignals() throws {
    let seen = Mutex((name: "", blocksInterrupt: false))
    let thread = try NamedThread("a name that is long") {
      var signals = sigset_t()
      pthread_sigmask(SIG_SETMASK, nil, &signals)
      let blocksInterrupt = sigismember(&signals, SIGINT) == 1
      // The name is given after the start: wait for it.
      var name = ""
      repeat { name = (try? TextFile.text(of: "/proc/thread-self/comm")) ?? "?" } while !name.hasPrefix("a name")
      seen.withLock { $0 = (name, blocksInterrupt) }
    }
    thread.join()
    #expect(seen.withLock { $0.name } == "a name that is")
    #expect(seen.withLock { $0.blocksInterrupt })
  }

  @Test func runsToItsEndWhenLetGo() async throws {
    let ended = await withCheckedContinuation { ended in
      do { _ = try NamedThread("let go") { ended.resume(returning: true) } } catch { ended.resume(returning: false) }
    }
    #expect(ended)
  }
}
