/// The sealed cells of a row of the outbox, as they are.
struct SealedNotice {
  var content: [UInt8]?
  var answer: [UInt8]?
}
