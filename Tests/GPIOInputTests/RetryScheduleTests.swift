import Linux
import LockerDomain
import Testing

@testable import GPIOInput

struct RetryScheduleTests {
  private let start = BootTime(nanoseconds: 0)

  @Test func waitsLongerUpToTheLimit() {
    var schedule = RetrySchedule()
    var now = start
    var waits: [Duration] = []
    for _ in 0..<7 {
      schedule.failed(at: now)
      let due = schedule.due ?? start
      waits.append(due - now)
      now = due
    }
    #expect(waits == [250, 500, 1000, 2000, 4000, 5000, 5000].map { .milliseconds($0) })
  }

  @Test func isIdleUntilTheFirstFailureAndAfterASuccess() {
    var schedule = RetrySchedule()
    #expect(schedule.due == nil)
    schedule.failed(at: start)
    schedule.failed(at: start)
    schedule.succeeded()
    #expect(schedule.due == nil)
    schedule.failed(at: start)
    #expect(schedule.due == start + .milliseconds(250))
  }
}
