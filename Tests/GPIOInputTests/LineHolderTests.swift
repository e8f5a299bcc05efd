import Linux
import Testing

@testable import GPIOInput

struct LineHolderTests {
  @Test(arguments: [
    (LineHolder(consumer: "gpiomon", processes: [.init(process: 42, command: "gpiomon")]), "gpiomon (process 42)"),
    (LineHolder(consumer: "door", processes: [.init(process: 42, command: "python3")]), "door: python3 (process 42)"),
    (LineHolder(consumer: "led0", processes: []), "led0"),
    (LineHolder(consumer: nil, processes: []), "somebody who gave no name"),
    (
      LineHolder(consumer: "door", processes: [.init(process: 4, command: "a"), .init(process: 5, command: "b")]),
      "door, one of a (process 4), b (process 5)"
    ),
  ])
  func isNamedAsFarAsItIsKnown(holder: LineHolder, text: String) {
    #expect(holder.description == text)
  }

  @Test func noteOfTheKernelNamesChipAndLines() {
    let note = DescriptorNote(
      text: "pos:\t0\nflags:\t02000000\nmnt_id:\t15\nino:\t1069\ngpio-chip:\tgpiochip0\ngpio-line:\t3\ngpio-line:\t14\n"
    )
    #expect(note.chip == "gpiochip0")
    #expect(note.lines == [3, 14])
  }

  @Test func noteOfAnOlderKernelNamesNothing() {
    let note = DescriptorNote(text: "pos:\t0\nflags:\t02000000\nmnt_id:\t15\nino:\t1069\n")
    #expect(note.chip == nil)
    #expect(note.lines.isEmpty)
  }
}
