#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// JSON by `Codable`.
enum JSON {
  static func encode(_ value: some Encodable) throws -> [UInt8] {
    Array(try JSONEncoder().encode(value))
  }

  /// - Parameters:
  ///   - type: What it is to be.
  ///   - bytes: The text.
  ///   - fault: The error, from the words for what is wrong.
  /// - Returns: The value.
  /// - Throws: What `fault` makes.
  static func decode<Value: Decodable>(
    _ type: Value.Type,
    from bytes: [UInt8],
    orThrow fault: (String) -> HTTPError
  ) throws(HTTPError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw fault(description(of: error))
    } catch {
      throw fault("\(error)")
    }
  }

  /// Where in the value, and what; nothing that would show a client our types.
  private static func description(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): "no \(path(context.codingPath + [key]))"
    case .typeMismatch(_, let context): "\(path(context.codingPath)) is of another type"
    case .valueNotFound(_, let context): "\(path(context.codingPath)) is null"
    case .dataCorrupted(let context) where context.codingPath.isEmpty: "not JSON"
    case .dataCorrupted(let context): "\(path(context.codingPath)) is invalid"
    @unknown default: "not JSON of this shape"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    guard !keys.isEmpty else { return "the value" }
    return keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
  }
}
