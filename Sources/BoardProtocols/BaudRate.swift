/// The line speeds that a port can be set to, in bits a second.
package enum BaudRate: Int, CaseIterable, Hashable, Sendable {
  case b1200 = 1200
  case b2400 = 2400
  case b4800 = 4800
  case b9600 = 9600
  case b19200 = 19200
  case b38400 = 38400
  case b57600 = 57600
  case b115200 = 115200
  case b230400 = 230400
  case b460800 = 460800
  case b921600 = 921600

  /// How long so many bytes are on the wire: ten bits each (8N1).
  package func wireTime(bytes: Int) -> Duration { .nanoseconds(Int64(bytes) * 10_000_000_000 / Int64(rawValue)) }
}
