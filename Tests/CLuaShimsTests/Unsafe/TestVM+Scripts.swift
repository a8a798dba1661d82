import CLua
import CLuaShims
import Glibc

// Scripts with host functions, without the bridge: what the host answers is said by codes and messages alone.
extension TestVM {
  /// What a host function does: it may write a message, and returns one of the codes.
  typealias Answer = (UnsafeMutablePointer<umbra_vm>, OpaquePointer) -> Int32

  /// Opens the confined library.
  func openLibraries() -> Bool { run(umbra_body_open_libraries) == LUA_OK }

  /// Puts a host function to a place among the globals.
  func set(_ body: lua_CFunction, at path: [String], _ answer: @escaping Answer) -> Int32 {
    let held = HostAnswer(answer)
    answers.append(held)
    let names: [UnsafeMutablePointer<CChar>?] = path.map { strdup($0) }
    defer { for name in names { free(name) } }
    return names.map { UnsafePointer($0) }.withUnsafeBufferPointer { names in
      var place = umbra_place(
        names: names.baseAddress,
        count: Int32(path.count),
        function: UnsafePointer(held.raw)
      )
      return perform(body, &place, results: 0) { _ in }
    }
  }

  /// Runs a script; what it returns, or its error, as text.
  func run(script: String) -> (status: Int32, text: String) {
    var text = ""
    let status = script.withCString { source in
      "=test".withCString { name in
        var chunk = umbra_chunk(text: source, length: strlen(source), name: name)
        return perform(umbra_body_load_and_call, &chunk, results: 1) { state in
          text = lua_tolstring(state, -1, nil).map { String(cString: $0) } ?? ""
        }
      }
    }
    return (status, text)
  }
}

/// A message of a host function, written as umbra_message.h has it.
struct HostMessage {
  private let vm: UnsafeMutablePointer<umbra_vm>
  private let message: UnsafeMutablePointer<umbra_message>

  init?(in vm: UnsafeMutablePointer<umbra_vm>) {
    guard let message = umbra_message_take(vm) else { return nil }
    self.vm = vm
    self.message = message
  }

  func add(_ text: String) -> HostMessage {
    add("S", UInt64(text.utf8.count))
    for byte in text.utf8 { umbra_message_extend(message, 1)?.storeBytes(of: byte, as: UInt8.self) }
    return self
  }

  func add(_ number: Int64) -> HostMessage {
    add("I", number)
    return self
  }

  private func add(_ operation: Unicode.Scalar, _ operand: some BitwiseCopyable) {
    let size = MemoryLayout.size(ofValue: operand)
    guard let place = umbra_message_extend(message, 1 + size) else { return }
    place.storeBytes(of: UInt8(ascii: operation), as: UInt8.self)
    (place + 1).storeBytes(of: operand, as: type(of: operand))
    message.pointee.values += 1
  }

  /// Sends it with a host function's code.
  func send(_ code: Int32) -> Int32 {
    vm.pointee.outbox = message
    return code
  }
}

/// A host function as C knows it.
final class HostAnswer {
  let answer: TestVM.Answer
  let raw: UnsafeMutablePointer<umbra_host_function>

  init(_ answer: @escaping TestVM.Answer) {
    self.answer = answer
    raw = .allocate(capacity: 1)
    raw.initialize(
      to: umbra_host_function(
        call: { context, vm, state, _, _ in
          guard let context, let vm, let state else { return 0 }
          return Unmanaged<HostAnswer>.fromOpaque(context).takeUnretainedValue().answer(vm, state)
        },
        context: nil,
        method: 0
      )
    )
    raw.pointee.context = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit { raw.deallocate() }
}
