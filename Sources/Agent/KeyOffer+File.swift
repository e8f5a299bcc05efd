import Linux
package import Store

extension KeyOffer {
  /// What the configuration's `store_key_file` holds: one line of 64 hexadecimal digits.
  package init(file path: String?) {
    guard let path else {
      self = .none
      return
    }
    do throws(Errno) {
      if let key = StoreKey(hexadecimal: try TextFile.text(of: path, atMost: 4096)) {
        self = .key(key)
      } else {
        self = .unreadable(
          "store_key_file \(path) holds no key, which is one line of 64 hexadecimal digits (openssl rand -hex 32)")
      }
    } catch {
      self = .unreadable("store_key_file \(path) can't be read: \(error)")
    }
  }
}
