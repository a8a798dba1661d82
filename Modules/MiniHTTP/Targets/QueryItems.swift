/// The names and values of a query or of a form: `a=1&b=2`, decoded, in their order.
///
/// ```swift
/// let query = QueryItems("q=a+b&tag=x&tag=y")
/// query["q"]              // "a b"
/// query.values("tag")     // ["x", "y"]
/// ```
///
/// The rules are those of `application/x-www-form-urlencoded` (WHATWG, URL standard, 5.1).
public struct QueryItems: Sendable, Hashable {
  /// One name and its value.
  public struct Item: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The value; empty where there is no `=`.
    public var value: String

    /// An item of this name and value, as they are meant: not encoded.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  private var items: [Item]

  /// Reads a query, without its `?`.
  ///
  /// Anything is a query.
  public init(_ query: some StringProtocol) {
    items = query.split(separator: "&").map { part in
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return Item(
        name: PercentCoding.decode(pair[0], plusIsSpace: true),
        value: pair.count > 1 ? PercentCoding.decode(pair[1], plusIsSpace: true) : ""
      )
    }
  }

  /// The first value of `name`.
  public subscript(name: String) -> String? {
    items.first { $0.name == name }?.value
  }

  /// All values of `name`.
  public func values(_ name: String) -> [String] {
    items.filter { $0.name == name }.map(\.value)
  }

  /// Adds an item at the end.
  public mutating func append(_ name: String, _ value: String) {
    items.append(Item(name: name, value: value))
  }

  /// The query, encoded, without a `?`.
  public var encoded: String {
    items.map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))" }
      .joined(separator: "&")
  }
}

extension QueryItems: RandomAccessCollection {
  /// The place of the first item.
  public var startIndex: Int { items.startIndex }
  /// The place after the last item.
  public var endIndex: Int { items.endIndex }
  /// The item at this place.
  public subscript(position: Int) -> Item { items[position] }
}

extension QueryItems: ExpressibleByDictionaryLiteral {
  /// Items in the order of the literal.
  public init(dictionaryLiteral elements: (String, String)...) {
    items = elements.map { Item(name: $0.0, value: $0.1) }
  }
}
