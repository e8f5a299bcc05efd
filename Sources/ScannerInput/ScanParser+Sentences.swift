extension ScanParser.Reason {
  /// What it points to, for a technician.
  package var sentence: String {
    switch self {
    case .control:
      "control characters are in it: compare baud, suffix and prefix with what the reader is set to"
    case .encoding: "it is no text: compare baud and encoding with what the reader is set to"
    case .tooLong: "it is longer than \(ScanFormat.longest) bytes, or nothing ends it: compare suffix with the reader"
    case .unfinished: "nothing ended it: set the reader to send CR behind each scan, or say suffix: none"
    case .noPrefix: "it does not begin with STX: set the reader to send it, or leave prefix out"
    case .commandReply: "the reader's answer to a command"
    }
  }

  /// Whether somebody scanned something and the agent could not read it.
  var isTrouble: Bool { self != .commandReply }
}
