import CCrypto

/// AES-256 in Galois/Counter Mode (NIST SP 800-38D), by libcrypto.
enum AESGCM {
  static let keyBytes = 32
  static let nonceBytes = 12
  static let tagBytes = 16

  /// - Parameter associated: authenticated and not encrypted; the same bytes are needed to open.
  /// - Returns: as many bytes as `text` has, and the tag behind them.
  static func seal(_ text: [UInt8], key: [UInt8], nonce: [UInt8], associated: [UInt8]) -> [UInt8] {
    precondition(key.count == keyBytes && nonce.count == nonceBytes, "no key or nonce of AES-256-GCM")
    let context = EVP_CIPHER_CTX_new()
    defer { EVP_CIPHER_CTX_free(context) }
    var result = [UInt8](repeating: 0, count: text.count)
    var tag = [UInt8](repeating: 0, count: tagBytes)
    var count: Int32 = 0
    let isDone =
      EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
      && EVP_EncryptUpdate(context, nil, &count, associated, Int32(associated.count)) == 1
      && EVP_EncryptUpdate(context, &result, &count, text, Int32(text.count)) == 1
      // GCM is a stream: nothing is left to be written at the end.
      && EVP_EncryptFinal_ex(context, nil, &count) == 1
      && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagBytes), &tag) == 1
    precondition(isDone, "libcrypto has no AES-256-GCM")
    return result + tag
  }

  /// Nil when key, nonce, associated bytes or a single bit of `sealed` differ from what was sealed.
  static func open(_ sealed: [UInt8], key: [UInt8], nonce: [UInt8], associated: [UInt8]) -> [UInt8]? {
    guard sealed.count >= tagBytes, key.count == keyBytes, nonce.count == nonceBytes else { return nil }
    var tag = Array(sealed.suffix(tagBytes))
    let hidden = Array(sealed.dropLast(tagBytes))
    let context = EVP_CIPHER_CTX_new()
    defer { EVP_CIPHER_CTX_free(context) }
    var result = [UInt8](repeating: 0, count: hidden.count)
    var count: Int32 = 0
    let isGenuine =
      EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
      && EVP_DecryptUpdate(context, nil, &count, associated, Int32(associated.count)) == 1
      && EVP_DecryptUpdate(context, &result, &count, hidden, Int32(hidden.count)) == 1
      && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagBytes), &tag) == 1
      && EVP_DecryptFinal_ex(context, nil, &count) == 1
    return isGenuine ? result : nil
  }
}
