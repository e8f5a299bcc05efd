/// How a reader sends what it has read. All of this is set in the reader, mostly with the sheets of its manual.
package struct ScanFormat: Hashable, Sendable {
  /// What ends a scan. Line ends are passed over where no scan has begun, so CR LF ends one scan, not two.
  package enum Suffix: Hashable, Sendable {
    /// CR, LF or TAB.
    case any
    case cr, lf, crlf, tab
    /// The reader adds nothing: a silence ends the scan.
    case none(idleGap: Duration)
  }

  package enum Encoding: Hashable, Sendable { case utf8, latin1 }

  /// A longer one is no label.
  static let longest = 256

  package var suffix: Suffix
  /// Every scan begins with STX (02).
  package var hasSTX: Bool
  /// Take an AIM code id (ISO/IEC 15424: `]`, a letter and one character more) from the beginning, where there is one.
  package var stripsAIM: Bool
  package var encoding: Encoding

  package init(suffix: Suffix = .any, hasSTX: Bool = false, stripsAIM: Bool = false, encoding: Encoding = .utf8) {
    self.suffix = suffix
    self.hasSTX = hasSTX
    self.stripsAIM = stripsAIM
    self.encoding = encoding
  }
}
