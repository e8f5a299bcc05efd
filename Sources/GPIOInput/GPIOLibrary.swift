import CGPIO

/// The libgpiod that this program was built with.
package enum GPIOLibrary {
  /// As it says itself: `1.6.3`.
  package static var version: String { String(cString: cgpio_library_version()) }

  /// Whether contacts are debounced by the kernel (libgpiod 2) or here.
  package static var hasKernelDebounce: Bool { cgpio_has_kernel_debounce() }
}
