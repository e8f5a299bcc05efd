import LockerDomain

/// How far order X has come when a table's event happens; A1 is the door that the tables move.
enum Situation: CaseIterable {
  case assigned
  /// A1 is open for loading.
  case opened
  /// A1 is loaded, A2 is missing.
  case halfLoaded
  /// Just closed, the text is accepted.
  case ready
  case reopened
  /// After the reload window.
  case waiting
  /// The same, but its text was not accepted.
  case unsent
  /// Open for the pickup.
  case collecting
  /// Opened and closed before its text was accepted.
  case unsure
  /// A2 was emptied.
  case partlyCollected
  case expired
  case collected

  func scene() throws -> Scene {
    let scene = Scene { $0.hold = .zero }
    switch self {
    case .assigned: try scene.place("X", in: "A1")
    case .opened:
      try scene.place("X", in: "A1")
      scene.open("A1")
    case .halfLoaded:
      try scene.place("X", in: "A1", "A2")
      scene.load("A1")
    case .ready:
      try scene.place("X", in: "A1")
      scene.load("A1")
      scene.deliver()
    case .reopened:
      try scene.place("X", in: "A1")
      scene.load("A1")
      scene.deliver()
      scene.open("A1")
    case .waiting: return try waiting(scene, in: "A1")
    case .unsent:
      try scene.place("X", in: "A1")
      scene.load("A1")
      scene.wait(61)
    case .collecting: try waiting(scene, in: "A1").open("A1")
    case .unsure:
      try scene.place("X", in: "A1")
      scene.load("A1")
      scene.wait(61)
      scene.load("A1")
    case .partlyCollected: try waiting(scene, in: "A1", "A2").load("A2")
    case .expired: try waiting(scene, in: "A1").wait(72 * 3600)
    case .collected: try waiting(scene, in: "A1").load("A1")
    }
    return scene
  }

  /// X is ready in these compartments, its text accepted, the reload window over.
  private func waiting(_ scene: Scene, in names: CompartmentName...) throws -> Scene {
    try scene.place("X", in: names)
    for name in names { scene.load(name) }
    scene.deliver()
    scene.wait(61)
    return scene
  }
}
