/// Modbus boards that are known, by their names in the configuration, with the places of their inputs and relays.
///
/// | board | inputs | relays |
/// |---|---|---|
/// | Waveshare Modbus RTU Relay (D), 16CH, 32CH, IO 8CH | discrete, from 0 | coils from 0; flash at 0200 + n, × 100 ms |
/// | Eletechsup N4DIH32 | registers 00C0, 00C1: packed | none |
/// | Eletechsup N4D8B08 | registers from 0081, one each | registers from 1; 06NN: on for NN seconds |
/// | KinCony KC868-A8 | discrete, from 0 | coils from 0 |
///
/// Lock n of a board is its input n and its relay n. Sources: www.waveshare.com/wiki/Modbus_RTU_Relay_(D) and
/// /Modbus_RTU_IO_8CH; github.com/FastyBird/modbus-connector (N4D8B08); kincony.com/forum (tid 3444).
package enum RegisterMap: String, CaseIterable, Hashable, Sendable {
  case waveshare8 = "waveshare-8ch"
  case waveshare16 = "waveshare-16ch"
  case waveshare32 = "waveshare-32ch"
  case eletechsupN4DIH32 = "eletechsup-n4dih32"
  case eletechsupN4D8B08 = "eletechsup-n4d8b08"
  case kc868A8 = "kc868-a8"

  /// How the state of the inputs is read.
  package enum Inputs: Hashable, Sendable {
    /// With function 02.
    case discrete(start: UInt16)
    /// With function 03: sixteen in each register, the lowest bit first.
    case packed(start: UInt16)
    /// With function 03: one register each, 0 or 1.
    case single(start: UInt16)
  }

  /// How a relay is switched.
  enum Relays: Hashable, Sendable {
    /// With function 05; nothing ends the pulse but another request.
    case coils(start: UInt16)
    /// With function 05 on coils of their own; the value is the time in 100 ms.
    case flashCoils(start: UInt16)
    /// With function 06: 06NN, the time in seconds.
    case delayRegisters(start: UInt16)
  }

  private var entry: (locks: Int, inputs: Inputs, relays: Relays?) {
    switch self {
    case .waveshare8: (8, .discrete(start: 0), .flashCoils(start: 0x0200))
    case .waveshare16: (16, .discrete(start: 0), .flashCoils(start: 0x0200))
    case .waveshare32: (32, .discrete(start: 0), .flashCoils(start: 0x0200))
    case .eletechsupN4DIH32: (32, .packed(start: 0x00C0), nil)
    case .eletechsupN4D8B08: (8, .single(start: 0x0081), .delayRegisters(start: 0x0001))
    case .kc868A8: (8, .discrete(start: 0), .coils(start: 0))
    }
  }

  /// The locks that such a board can have, counted from 1.
  package var locks: ClosedRange<Int> { 1...entry.locks }

  package var inputs: Inputs { entry.inputs }

  /// nil: it has none.
  var relays: Relays? { entry.relays }

  /// How the registers from `start` on hold inputs, if a known board keeps them there.
  static func registers(at start: UInt16) -> Inputs? {
    for map in allCases {
      switch map.inputs {
      case .packed(start), .single(start): return map.inputs
      case .packed, .single, .discrete: continue
      }
    }
    // The N4DIH32 has its inputs here as well.
    return start == 0x0080 ? .single(start: start) : nil
  }
}
