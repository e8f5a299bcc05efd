import LockerDomain

/// A value as SQLite keeps it.
enum SQLValue: Equatable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])
}

/// A type with a column form of its own.
protocol SQLStorable {
  var sqlValue: SQLValue { get }
  /// Nil when the column holds something else.
  init?(sqlValue: SQLValue)
}

extension Int64: SQLStorable {
  var sqlValue: SQLValue { .integer(self) }
  init?(sqlValue: SQLValue) {
    guard case .integer(let value) = sqlValue else { return nil }
    self = value
  }
}

extension Int: SQLStorable {
  var sqlValue: SQLValue { .integer(Int64(self)) }
  init?(sqlValue: SQLValue) {
    guard case .integer(let value) = sqlValue else { return nil }
    self.init(exactly: value)
  }
}

extension Bool: SQLStorable {
  var sqlValue: SQLValue { .integer(self ? 1 : 0) }
  init?(sqlValue: SQLValue) {
    guard case .integer(let value) = sqlValue, value == 0 || value == 1 else { return nil }
    self = value == 1
  }
}

extension String: SQLStorable {
  var sqlValue: SQLValue { .text(self) }
  init?(sqlValue: SQLValue) {
    guard case .text(let value) = sqlValue else { return nil }
    self = value
  }
}

extension [UInt8]: SQLStorable {
  var sqlValue: SQLValue { .blob(self) }
  init?(sqlValue: SQLValue) {
    guard case .blob(let value) = sqlValue else { return nil }
    self = value
  }
}

extension Optional: SQLStorable where Wrapped: SQLStorable {
  var sqlValue: SQLValue { self?.sqlValue ?? .null }
  init?(sqlValue: SQLValue) {
    if sqlValue == .null {
      self = .none
    } else if let wrapped = Wrapped(sqlValue: sqlValue) {
      self = wrapped
    } else {
      return nil
    }
  }
}

extension SQLStorable where Self: RawRepresentable, RawValue: SQLStorable {
  var sqlValue: SQLValue { rawValue.sqlValue }
  init?(sqlValue: SQLValue) {
    guard let rawValue = RawValue(sqlValue: sqlValue) else { return nil }
    self.init(rawValue: rawValue)
  }
}
