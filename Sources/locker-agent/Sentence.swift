/// What a command itself refuses, in one sentence. Exit code 65.
protocol Sentence: Error {
  var sentence: String { get }
}
