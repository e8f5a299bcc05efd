import ArgumentParser
import Glibc
import LocalAPI

struct DoorUnlockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlock", abstract: "Opens the lock of one door, once (administrators).",
    discussion: """
      The reason decides what the opening means for the order behind the door: after staff and service it stays an order \
      that is ready, after pickup the customer has it. Who asked, why, and how it ended stand in the ledger.

      The request is sent once and never again by itself. Exit codes: 0 the board says that it has done it, or the door \
      was seen to open; 65 refused, or there is no lock; 74 it was sent, nothing came back and the door stays shut: look \
      before you ask again; 75 nothing was sent, try later.
      """)

  /// How long the door is watched after the lock was sent its pulse.
  private static let watched = Duration.seconds(5)
  private static let lookedAtEvery = Duration.milliseconds(100)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The compartment, as `locker-agent doors` names it.")
  var name: String

  @Option(name: .long, help: "Who wants it open: staff, pickup (the customer gets the order) or service.")
  var reason = UnlockRequest.Reason.staff

  @Flag(name: .long, help: "Don't ask first.")
  var yes = false

  func validate() throws {
    if name.isEmpty { throw ValidationError("the compartment's name is empty") }
    guard yes || isatty(STDIN_FILENO) == 1 else {
      throw ValidationError("there is no terminal to ask on: say --yes if the door is really to be opened")
    }
  }

  func run() async throws {
    let client = try options.client()
    guard try await isMeant(client) else {
      Screen.error("nothing was sent")
      throw Status.tryLater
    }
    let (result, opening) = try await unlock(client)
    if options.json {
      try Screen.json(result)
    } else {
      Screen.line("\(result.compartment): \(result.sentence)")
      switch (result.end, opening) {
      case (.notSent, _), (.refused, _): break
      case (_, .wasOpen): Screen.line("its contact said open before")
      case (_, .opened): Screen.line("its contact says open now")
      case (_, .stayedShut):
        Screen.line("its contact has not said open within \(Self.watched.components.seconds) s: look at the door")
      }
    }
    if let code = Self.code(for: result.end, opening) { throw code }
  }

  private static func code(for end: UnlockResult.End, _ opening: Opening) -> ExitCode? {
    switch (end, opening) {
    case (.accepted, _), (.unknown, .opened): nil
    case (.unknown, .wasOpen), (.unknown, .stayedShut): Status.notKnown
    case (.refused, _): Status.data
    case (.notSent, _): Status.tryLater
    }
  }

  /// Asks on the terminal, and says whose goods are behind the door.
  private func isMeant(_ client: LocalAPIClient) async throws -> Bool {
    if yes { return true }
    let box = try await client.compartments().compartments.first { $0.name == name }
    let order = box?.order.map { ", which order \($0) is assigned to," } ?? ""
    Screen.prompt("Unlock \(name)\(order) for \(reason.rawValue)? [y/N] ")
    let answer = readLine()?.lowercased()
    return answer == "y" || answer == "yes"
  }

  private enum Opening: Sendable { case wasOpen, opened, stayedShut }

  private func unlock(_ client: LocalAPIClient) async throws -> (UnlockResult, Opening) {
    let wasOpen = try await isOpen(client)
    let result = try await client.unlock(name, UnlockRequest(reason: reason))
    switch result.end {
    case .notSent, .refused: return (result, .stayedShut)
    case .accepted, .unknown: return (result, wasOpen ? .wasOpen : await opens(client) ? .opened : .stayedShut)
    }
  }

  /// Whatever becomes of the daemon meanwhile, the unlock's end is told.
  private func opens(_ client: LocalAPIClient) async -> Bool {
    let deadline = ContinuousClock.now + Self.watched
    while ContinuousClock.now < deadline {
      if let isOpen = try? await isOpen(client), isOpen { return true }
      guard (try? await Task.sleep(for: Self.lookedAtEvery)) != nil else { return false }
    }
    return false
  }

  private func isOpen(_ client: LocalAPIClient) async throws -> Bool {
    try await client.doors().doors.contains { $0.compartment == name && $0.state == "open" }
  }
}

extension UnlockRequest.Reason: ExpressibleByArgument {}
