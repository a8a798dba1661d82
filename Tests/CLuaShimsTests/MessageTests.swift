import CLuaShims
import Testing

@Suite("A message to Lua")
struct MessageTests {
  private func withVM(_ body: (UnsafeMutablePointer<umbra_vm>) throws -> Void) throws {
    let vm = try #require(umbra_vm_new(1 << 20))
    defer { umbra_vm_free(vm) }
    try body(vm)
  }

  @Test("what was written stays when the message grows")
  func growth() throws {
    try withVM { vm in
      let message = try #require(umbra_message_take(vm))
      for byte in 0..<10_000 {
        let place = try #require(umbra_message_extend(message, 1))
        place.storeBytes(of: UInt8(truncatingIfNeeded: byte), as: UInt8.self)
      }
      #expect(message.pointee.length == 10_000)
      let bytes = UnsafeBufferPointer(start: message.pointee.bytes, count: 10_000)
      #expect(bytes.indices.allSatisfy { bytes[$0] == UInt8(truncatingIfNeeded: $0) })
    }
  }

  @Test("a size that cannot be had is refused, and the message stays as it was")
  func tooLarge() throws {
    try withVM { vm in
      let message = try #require(umbra_message_take(vm))
      _ = umbra_message_extend(message, 5)
      #expect(umbra_message_extend(message, .max) == nil)
      #expect(umbra_message_extend(message, .max / 2) == nil)
      #expect(message.pointee.length == 5)
    }
  }

  @Test("one that is dropped is used again, empty; one that is taken is not")
  func reuse() throws {
    try withVM { vm in
      let one = try #require(umbra_message_take(vm))
      _ = umbra_message_extend(one, 100)
      let other = try #require(umbra_message_take(vm))
      #expect(one != other)
      umbra_message_drop(one)
      #expect(umbra_message_take(vm) == one)
      #expect(one.pointee.length == 0)
    }
  }

  @Test("one that is dropped lets go of the objects in it, whatever is around them")
  func dropping() throws {
    try withVM { vm in
      let object = CountedObject(references: 5)
      let message = try #require(umbra_message_take(vm))
      message.write("S", 3, text: "OOO")
      message.write("O", object.address, 1)
      message.write("N")
      message.write("{", 0)
      message.write("O", object.address, 1)
      message.write("=")
      message.write("I", 79)
      umbra_message_drop(message)
      #expect(object.references == 3)
    }
  }

  @Test("a restored VM has all its messages back, and keeps no large ones")
  func recycling() throws {
    try withVM { vm in
      #expect(umbra_vm_save(vm))
      let messages = try (0..<10).map { _ in try #require(umbra_message_take(vm)) }
      _ = umbra_message_extend(messages[0], 1 << 20)
      _ = umbra_message_extend(messages[1], 100)
      umbra_vm_restore(vm)
      #expect(messages[0].pointee.capacity == 0)
      #expect(messages[1].pointee.capacity >= 100)
      let again = try (0..<10).map { _ in try #require(umbra_message_take(vm)) }
      #expect(Set(again) == Set(messages))
    }
  }
}
