package import LocalAPI

/// What a view shows to those who may not see codes and phone numbers. Names stay: staff call them out.
package enum Masking {
  private static let hidden = "****"

  static func masked(_ order: OrderView) -> OrderView {
    var order = order
    if let phone = order.customer?.phone { order.customer?.phone = masked(phone: phone) }
    if order.code != nil { order.code = hidden }
    return order
  }

  /// The text keeps its words and loses the code. If the code was not found in it, it may be an older one that nobody
  /// knows any more, so all of the text is hidden.
  package static func masked(_ notice: Backend.Notice) -> NoticeView {
    var view = notice.view
    view.to = view.to.map(masked(phone:))
    view.text = view.text.map { text in
      guard let code = notice.code, !code.isEmpty, text.contains(code) else { return hidden }
      let struck = strike(code, from: text)
      return notice.view.to.map { strike($0, from: struck) } ?? struck
    }
    return view
  }

  /// The last two digits are enough to recognise it: `+*********99`.
  static func masked(phone: String) -> String {
    guard phone.hasPrefix("+"), phone.count > 3 else { return hidden }
    return "+" + String(repeating: "*", count: phone.count - 3) + phone.suffix(2)
  }

  private static func strike(_ secret: String, from text: String) -> String {
    text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: hidden)
  }
}
