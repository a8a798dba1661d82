import CDuktape
import Foundation
import ThreadAffinity

/// A JavaScript context: made, used and destroyed on one thread, as Duktape wants it.
final class Duktape: HeapThread, @unchecked Sendable {
  private var context: OpaquePointer?

  override func onSetup() throws {
    context = duk_create_heap(nil, nil, nil, nil, nil)
    guard context != nil else { throw ScriptError(message: "no memory for a JavaScript heap") }
  }

  override func onShutdown() {
    duk_destroy_heap(context)
    context = nil
  }

  /// Evaluates JavaScript.
  ///
  /// - Returns: The result as JSON; `undefined` where JSON has no word for it.
  /// - Throws: ``ScriptError`` with JavaScript's own message.
  func eval(_ source: String) throws -> String {
    try call("function (source) { return JSON.stringify((0, eval)(source)) }", source)
  }

  /// Evaluates a file.
  func evalFile(_ path: String) throws -> String {
    try eval(String(contentsOfFile: path, encoding: .utf8))
  }

  /// The value of a global variable, as JSON.
  func global(_ name: String) throws -> String {
    try call("function (name) { return JSON.stringify(this[name]) }", name)
  }

  /// Makes global variables of JSON values.
  func setGlobals(_ values: KeyValuePairs<String, String>) throws {
    for (name, json) in values {
      _ = try call("function (name, json) { this[name] = JSON.parse(json) }", name, json)
    }
  }

  /// Calls a JavaScript function, which returns a string if anything.
  ///
  /// All that may throw is done in JavaScript: an error out of Duktape's own functions would end the process
  /// where no call is protected.
  private func call(_ function: String, _ arguments: String...) throws -> String {
    defer { duk_pop(context) }
    let source = "(\(function))"
    let flags = DUK_COMPILE_EVAL | DUK_COMPILE_SAFE | DUK_COMPILE_NOSOURCE | DUK_COMPILE_NOFILENAME
    var status = duk_eval_raw(context, source, source.utf8.count, UInt32(flags))
    if status == 0 {
      for argument in arguments { duk_push_lstring(context, argument, argument.utf8.count) }
      status = duk_pcall(context, duk_idx_t(arguments.count))
    }
    guard status == 0 else { throw ScriptError(message: text(duk_safe_to_lstring) ?? "no words") }
    return text(duk_get_lstring) ?? "undefined"
  }

  /// What is on top of the stack, as text.
  private func text(
    _ convert: (OpaquePointer?, duk_idx_t, UnsafeMutablePointer<duk_size_t>?)
      -> UnsafePointer<CChar>?
  ) -> String? {
    convert(context, -1, nil).map { String(cString: $0) }
  }
}

/// What a script threw.
struct ScriptError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
