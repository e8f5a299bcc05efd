/// What /proc/PID/fdinfo/FD says about a descriptor for GPIO lines (`linereq_show_fdinfo` in Linux's
/// drivers/gpio/gpiolib-cdev.c: `gpio-chip:` once, then `gpio-line:` for each line).
struct DescriptorNote: Hashable {
  var chip: String?
  var lines: [Int] = []

  init(text: String) {
    for row in text.split(separator: "\n") {
      let words = row.split { $0 == ":" || $0 == "\t" || $0 == " " }
      guard words.count == 2 else { continue }
      switch words[0] {
      case "gpio-chip": chip = String(words[1])
      case "gpio-line": if let line = Int(words[1]) { lines.append(line) }
      default: break
      }
    }
  }
}
