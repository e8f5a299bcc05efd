/// The level of a line as the hardware has it; which of them means closed is the settings' business.
package enum GPIOLevel: Int, Hashable, Sendable {
  case low = 0
  case high = 1
}
