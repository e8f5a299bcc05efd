import LockerDomain
import TestSupport
import Testing

/// Goods sensors: a witness beside the door.
@Suite struct GoodsTests {
  /// An order in A1, whose sensor sees nothing yet.
  private func assigned(_ adjust: (inout BankRules) -> Void = { _ in }) throws -> Scene {
    let scene = Scene(["A1", "A2", "A3"], adjust)
    scene.sensor("A1", .absent)
    try scene.place("X", in: "A1")
    return scene
  }

  /// Its goods are inside, its text is accepted, the reload window is over.
  private func waiting(_ adjust: (inout BankRules) -> Void = { _ in }) throws -> Scene {
    let scene = try assigned(adjust)
    scene.open("A1")
    scene.sensor("A1", .present)
    scene.close("A1")
    scene.wait(10)
    #expect(scene.deliver() != nil)
    scene.wait(61)
    return scene
  }

  @Test("closed but empty: not ready, staff are told, no text; with the goods inside it is a load")
  func closedEmpty() throws {
    let scene = try assigned()
    scene.load("A1")
    #expect(scene.state("X") == .loading)
    #expect(scene.problems.isEmpty, "the sensor has its time")
    scene.wait(3)
    #expect(scene.problems == [.empty])
    #expect(scene.order("X")?.label == "loading, closed but empty")
    scene.wait(60)
    #expect(scene.count(.loadEmpty) == 1)
    #expect(scene.notice("X") == nil)
    scene.open("A1")
    #expect(scene.problems.isEmpty)
    scene.sensor("A1", .present)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
    scene.wait(10)
    #expect(scene.deliver() != nil)
    #expect(scene.problems.isEmpty)
  }

  @Test("a sensor that sees the goods later than the door closes", arguments: [1, 30])
  func sensorIsSlow(seconds: Int) throws {
    let scene = try assigned()
    scene.load("A1")
    scene.wait(seconds)
    scene.sensor("A1", .present)
    #expect(scene.state("X") == .ready)
    #expect(scene.problems.isEmpty)
  }

  @Test("a sensor that no longer sees anything when the hand is out: not ready, and the text is taken back")
  func handInTheWay() throws {
    let scene = try assigned()
    scene.open("A1")
    scene.sensor("A1", .present)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
    scene.wait(1)
    scene.sensor("A1", .absent)
    #expect(scene.state("X") == .loading)
    #expect(scene.notice("X")?.state == .withdrawn(reason: "A1 was closed empty"))
    #expect(scene.occupancy("A1") == .empty)
    scene.wait(2)
    #expect(scene.problems == [.empty])
    scene.sensor("A1", .present)
    #expect(scene.state("X") == .ready)
    #expect(scene.notice("X")?.cycle == 2)
  }

  @Test("staff know better than the sensor: order ready")
  func declaredReady() throws {
    let scene = try assigned()
    scene.load("A1")
    scene.wait(3)
    try scene.ready("X")
    #expect(scene.state("X") == .ready)
    #expect(scene.problems.isEmpty)
    scene.wait(10)
    #expect(scene.deliver() != nil)
    #expect(scene.problems.isEmpty, "not doubted again")
  }

  @Test("a flickering sensor ends in a text and one line for staff, not in a ledger full of them")
  func flicker() throws {
    let scene = try assigned()
    scene.load("A1")
    for _ in 0..<200 {
      scene.wait(.milliseconds(500))
      scene.sensor("A1", scene.bank.compartments["A1"]?.goods == .absent ? .present : .absent)
    }
    #expect(scene.state("X") == .ready)
    #expect(scene.problems == [.empty])
    #expect(scene.deliver() != nil)
    #expect(scene.ledger.count < 60)
  }

  @Test("the goods are seen to go during the pickup: free at once, the door still open")
  func freeAtOnce() throws {
    let scene = try waiting()
    scene.open("A1")
    scene.sensor("A1", .absent)
    #expect(scene.state("X") == .collected)
    #expect(scene.bank.holder(of: "A1") == nil)
    // The next order gets the open door, and the customer's close is not its load.
    try scene.place("Y", in: "A1")
    scene.close("A1")
    #expect(scene.state("Y") == .loading)
    #expect(scene.notice("Y") == nil)
  }

  @Test("the customer's close is no load for an order that says it is loaded")
  func noClaim() throws {
    let scene = try waiting()
    scene.open("A1")
    scene.sensor("A1", .absent)
    scene.close("A1")
    try scene.place("Y", in: "A1", loaded: true)
    #expect(scene.state("Y") == .assigned)
    #expect(scene.count(.loadNotClaimed) == 1)
  }

  @Test("opened for the pickup, closed, and goods still inside: the order stays, and staff are told")
  func leftInside() throws {
    let scene = try waiting()
    scene.load("A1")
    #expect(scene.state("X") == .ready)
    #expect(scene.problems.isEmpty, "the sensor has its time")
    scene.wait(3)
    #expect(scene.problems == [.leftInside])
    #expect(scene.progress("X", "A1") == .loaded)
    #expect(scene.bank.holder(of: "A1") != nil)
    // The customer comes back for it.
    scene.wait(600)
    scene.open("A1")
    #expect(scene.problems.isEmpty)
    scene.sensor("A1", .absent)
    scene.close("A1")
    #expect(scene.state("X") == .collected)
  }

  @Test("staff looked: it was taken, or it is still there", arguments: [true, false])
  func leftInsideDecided(isCollected: Bool) throws {
    let scene = try waiting()
    scene.load("A1")
    scene.wait(3)
    if isCollected { try scene.collect("X") } else { try scene.ready("X") }
    #expect(scene.state("X") == (isCollected ? .collected : .ready))
    #expect(scene.problems.isEmpty)
  }

  @Test("goods that the sensor never saw: the door decides")
  func neverSeen() throws {
    let scene = try assigned()
    scene.load("A1")
    scene.wait(3)
    try scene.ready("X")
    scene.wait(10)
    scene.deliver()
    scene.wait(61)
    scene.open("A1")
    #expect(scene.state("X") == .ready)
    scene.close("A1")
    #expect(scene.state("X") == .collected)
  }

  @Test("gone behind a closed door, long after the load: one alert, the text stays as it is")
  func gone() throws {
    let scene = try waiting()
    scene.sensor("A1", .absent)
    #expect(scene.problems == [.empty])
    #expect(scene.state("X") == .ready)
    scene.sensor("A1", .present)
    #expect(scene.problems == [.empty], "until somebody looked")
    try scene.ready("X")
    #expect(scene.problems.isEmpty)
  }

  @Test("staff take the goods out and close", arguments: [false, true])
  func reopenedEmpty(isTexted: Bool) throws {
    let scene = try assigned()
    scene.open("A1")
    scene.sensor("A1", .present)
    scene.close("A1")
    scene.wait(isTexted ? 10 : 5)
    if isTexted { #expect(scene.deliver() != nil) }
    scene.open("A1")
    scene.sensor("A1", .absent)
    scene.close("A1")
    scene.wait(4)
    #expect(scene.state("X") == (isTexted ? .ready : .loading))
    #expect(scene.problems == [.empty])
    #expect(!scene.mayLeave)
  }

  @Test("unknown is no witness: the door alone decides")
  func unknown() throws {
    let scene = try assigned()
    scene.lose("A1")
    scene.close("A1")
    scene.load("A1")
    #expect(scene.state("X") == .ready)
  }

  @Test("after a restart the sensor is read again, and the wait goes on", arguments: [Goods.present, .absent])
  func restart(goods: Goods) throws {
    let scene = try waiting()
    scene.load("A1")
    scene.restart(after: 1)
    scene.sensor("A1", goods)
    scene.close("A1")
    scene.wait(3)
    #expect(scene.state("X") == (goods == .present ? .ready : .collected))
  }

  @Test("a cancelled order's compartment is clear once its sensor sees nothing, and not before")
  func cleared() throws {
    let scene = try waiting()
    try scene.cancel("X")
    scene.load("A1")
    #expect(scene.occupancy("A1") == .toClear)
    scene.sensor("A1", .absent)
    #expect(scene.occupancy("A1") == .empty)
  }

  /// Whatever the sequence of door and sensor, and whatever the sensor says in between: the end is the same.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func sequenceDoesNotMatter(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for round in 0..<300 {
      let isPickup = Bool.random(using: &generator)
      let end: Goods = Bool.random(using: &generator) ? .present : .absent
      let scene = isPickup ? try waiting() : try assigned()
      scene.open("A1")
      scene.wait(5)
      // The sensor plays up to three times in the seconds about the close, and says the truth last, within its time.
      var moments = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        Int.random(in: -2000..<2900, using: &generator)
      }
      moments.sort()
      var now = -2000
      func pass(to moment: Int) {
        scene.wait(.milliseconds(moment - now))
        now = moment
      }
      var isClosed = false
      for (index, moment) in moments.enumerated() {
        if moment >= 0, !isClosed {
          pass(to: 0)
          scene.close("A1")
          isClosed = true
        }
        pass(to: moment)
        let isLast = index == moments.count - 1
        scene.sensor("A1", isLast ? end : Bool.random(using: &generator) ? .present : .absent)
      }
      if !isClosed {
        pass(to: 0)
        scene.close("A1")
      }
      let goods = scene.bank.compartments["A1"]?.goods ?? .unknown
      scene.wait(5)
      let context: Comment = "seed \(seed), round \(round), pickup \(isPickup), \(goods), \(moments)"
      // Goods that were seen to go have been taken, whatever the sensor says then.
      let wasTaken = isPickup && scene.state("X") == .collected
      switch (isPickup, goods) {
      case (true, .absent): #expect(scene.state("X") == .collected, context)
      case (true, _): #expect(wasTaken || scene.problems == [.leftInside], context)
      case (false, .absent): #expect(scene.state("X") == .loading && scene.problems == [.empty], context)
      case (false, _): #expect(scene.state("X") == .ready && scene.problems.isEmpty, context)
      }
    }
  }
}
