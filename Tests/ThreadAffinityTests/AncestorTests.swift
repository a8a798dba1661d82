import Foundation
import Testing
import ThreadAffinity

/// A file that exists for as long as its thread is open.
private final class TemporaryFile: HeapThread, @unchecked Sendable {
  let url: URL

  init(_ url: URL) {
    self.url = url
    super.init()
  }

  override func onSetup() throws { try Data(" ".utf8).write(to: url) }
  override func onShutdown() throws { try FileManager.default.removeItem(at: url) }

  func write(_ text: String) throws { try Data(text.utf8).write(to: url) }
  func read() throws -> Data { try Data(contentsOf: url) }
}

@Suite("What aiointernal's own test wants", .timeLimit(.minutes(1)))
struct AncestorTests {
  @Test("what is written on the thread is read there, and shutdown takes the file away")
  func inAndOutWriting() async throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try await withHeapThread(TemporaryFile(url)) { (file: TemporaryFile) async throws in
      try await file.run { try $0.write("testing-1-2-3") }
      let data = try await file.run { try $0.read() }
      #expect(data == Data("testing-1-2-3".utf8))
      #expect(FileManager.default.fileExists(atPath: url.path))
    }
    #expect(!FileManager.default.fileExists(atPath: url.path))
  }
}
