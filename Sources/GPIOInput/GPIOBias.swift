import CGPIO

/// What holds a line's level while its contact is open.
package enum GPIOBias: String, Hashable, Sendable, CaseIterable {
  /// As firmware or device tree left it.
  case asIs = "as-is"
  /// Nothing: the board has its own resistors.
  case disabled
  case pullUp = "pull-up"
  case pullDown = "pull-down"

  var value: cgpio_bias {
    switch self {
    case .asIs: CGPIO_BIAS_AS_IS
    case .disabled: CGPIO_BIAS_DISABLED
    case .pullUp: CGPIO_BIAS_PULL_UP
    case .pullDown: CGPIO_BIAS_PULL_DOWN
    }
  }
}
