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
    defer { duk_pop(context) }
    let flags = DUK_COMPILE_EVAL | DUK_COMPILE_SAFE | DUK_COMPILE_NOSOURCE | DUK_COMPILE_NOFILENAME
    let result = duk_eval_raw(context, source, source.utf8.count, UInt32(flags))
    guard result == 0 else { throw ScriptError(message: text(of: duk_safe_to_lstring)) }
    guard duk_is_undefined(context, -1) == 0, duk_is_function(context, -1) == 0 else {
      return "undefined"
    }
    return String(cString: duk_json_encode(context, -1))
  }

  /// The value of a global variable, as JSON.
  func global(_ name: String) throws -> String {
    duk_get_global_string(context, name)
    defer { duk_pop(context) }
    return duk_is_undefined(context, -1) != 0
      ? "undefined" : String(cString: duk_json_encode(context, -1))
  }

  /// Makes global variables of JSON values.
  func setGlobals(_ values: KeyValuePairs<String, String>) {
    for (name, json) in values {
      duk_push_string(context, json)
      duk_json_decode(context, -1)
      duk_put_global_string(context, name)
    }
  }

  /// Evaluates a file.
  func evalFile(_ path: String) throws -> String {
    try eval(String(contentsOfFile: path, encoding: .utf8))
  }

  private func text(
    of convert: (OpaquePointer?, duk_idx_t, UnsafeMutablePointer<duk_size_t>?)
      -> UnsafePointer<CChar>?
  ) -> String {
    convert(context, -1, nil).map { String(cString: $0) } ?? "an error without words"
  }
}

/// What a script threw.
struct ScriptError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
