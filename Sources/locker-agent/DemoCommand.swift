import ArgumentParser

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "The main job on a simulated bank and a stand-in for Prokeep; ends by itself.",
    discussion: """
      A real pseudo-terminal with a simulated lock controller, a real store, real HTTP on this machine. \
      Nothing leaves it and nothing stays; it has a configuration of its own and reads no other. Exit code 0 when every step did what it should.
      """)

  @OptionGroup var options: CommonOptions
  @OptionGroup var reveal: RevealOption

  func run() async throws {
    try await Demonstration(reveal: reveal.reveal, asJSON: options.json).run()
  }
}
