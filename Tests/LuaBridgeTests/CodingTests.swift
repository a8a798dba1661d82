import Foundation
import LuaBridge
import Testing

private struct Address: Codable, Equatable {
  var street: String
  var numbers: [Int]
}

private enum Rank: String, Codable { case low, high }

private enum Shape: Codable, Equatable {
  case circle(radius: Double)
  case named(String)
}

private struct Person: Codable, Equatable {
  var name: String
  var age: UInt8
  var score: Double
  var isAdmin: Bool
  var nickname: String?
  var rank: Rank
  var homes: [Address]
  var tags: Set<String>
  var notes: [String: [Int: String]]
  var shape: [Shape]
  var token: [UInt8]
  var parent: [Person]
}

private class Base: Codable { var base = 1 }
private final class Derived: Base {
  var own = 2
  override init() { super.init() }
  required init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    own = try container.decode(Int.self, forKey: .own)
    try super.init(from: container.superDecoder())
  }
  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(own, forKey: .own)
    try super.encode(to: container.superEncoder())
  }
  enum Key: CodingKey { case own }
}

@Suite("Codable values in Lua")
struct CodingTests {
  private let person = Person(
    name: "Ada",
    age: 36,
    score: 1,
    isAdmin: true,
    nickname: nil,
    rank: .high,
    homes: [Address(street: "A", numbers: [1, 2]), Address(street: "B", numbers: [])],
    tags: ["x"],
    notes: ["a": [1: "one", 7: "seven"], "1": [:]],
    shape: [.circle(radius: 0.5), .named("x")],
    token: [0, 255, 7],
    parent: [
      Person(
        name: "",
        age: 0,
        score: -0.5,
        isAdmin: false,
        nickname: "n",
        rank: .low,
        homes: [],
        tags: [],
        notes: [:],
        shape: [],
        token: [],
        parent: []
      )
    ]
  )

  @Test("a value goes to Lua, through a script, and comes back the same")
  func roundTrip() throws {
    let value = try LuaEncoder().encode(person)
    #expect(try value.as(Person.self) == person)
    let copied = try runScript("return p") { try $0.setGlobal("p", value) }
    #expect(try copied[0].as(Person.self) == person)
  }

  @Test("scripts see tables with string keys, arrays from 1, and numbers of their own kind")
  func form() throws {
    let source = """
      return p.name, p.homes[1].numbers[2], #p.homes, p.nickname == nil, p.rank, p.notes.a[7],
        math.type(p.age), math.type(p.score), p.token == '\\0\\255\\7', p.shape[1].circle.radius
      """
    let results = try runScript(source) { try $0.setGlobal("p", LuaEncoder().encode(person)) }
    #expect(results == ["Ada", 2, 2, true, "high", "seven", "integer", "float", true, 0.5])
  }

  @Test("superclasses, optionals and top-level scalars")
  func others() throws {
    let value = try LuaEncoder().encode(Derived())
    #expect(value == ["own": 2, "super": ["base": 1]])
    #expect(try value.as(Derived.self).base == 1)
    #expect(try LuaEncoder().encode(Int?.none) == .nil)
    #expect(try LuaValue.nil.as(Int?.self) == nil)
    #expect(try LuaEncoder().encode([1, nil, 3]) == .table([1, nil, 3]))
    #expect(try LuaValue.table([1, nil, 3]).as([Int?].self) == [1, nil, 3])
    #expect(try LuaEncoder().encode("x") == "x")
    #expect(try LuaValue.table(LuaTable()).as([Int].self) == [])
    #expect(try LuaValue.table(LuaTable()).as([String: Int].self) == [:])
  }

  @Test(
    "numbers convert where nothing is lost",
    arguments: [
      (LuaValue.number(3), 3 as Int?), (.integer(-1), -1), (.number(2.5), nil),
      (.number(.nan), nil),
      (.number(1e300), nil), (.string("3"), nil), (.boolean(true), nil),
    ]
  )
  func integers(_ value: LuaValue, _ expected: Int?) {
    #expect((try? value.as(Int.self)) == expected)
  }

  @Test("numbers keep to their ranges")
  func ranges() throws {
    #expect(throws: DecodingError.self) { try LuaValue.integer(256).as(UInt8.self) }
    #expect(throws: DecodingError.self) { try LuaValue.integer(-1).as(UInt64.self) }
    #expect(throws: EncodingError.self) { try LuaEncoder().encode(UInt64.max) }
    #expect(try LuaValue.integer(.max).as(Int64.self) == .max)
    #expect(try LuaValue.integer(.max).as(Double.self) == 0x1p63)
    #expect(try LuaValue.number(.infinity).as(Float.self) == .infinity)
    #expect(try LuaEncoder().encode(Int64.min) == .integer(.min))
  }

  @Test("bytes are strings, and strings are UTF-8")
  func bytes() throws {
    #expect(try LuaEncoder().encode([UInt8]("hé".utf8)) == "hé")
    #expect(try LuaEncoder().encode([UInt8]([255])) == .bytes([255]))
    #expect(try LuaValue.string("hi").as([UInt8].self) == [104, 105])
    #expect(try LuaValue.table([1, 2]).as([UInt8].self) == [1, 2])
    #expect(throws: DecodingError.self) { try LuaValue.bytes([255]).as(String.self) }
  }

  @Test(
    "an error names the place",
    arguments: [
      (
        "{homes = {{street = 'A', numbers = {1, 'x'}}}}", "homes/Index 0/numbers/Index 1",
        "an integer is expected, not a string"
      ),
      (
        "{homes = {{street = 'A', numbers = {x = 1}}}}", "homes/Index 0/numbers",
        "an array is expected, not a table with the key 'x'"
      ),
      ("{homes = {{}}}", "homes/Index 0", "the field 'street' is missing"),
      ("{homes = 3}", "homes", "an array is expected, not a number"),
      (
        "{homes = {{street = {}, numbers = {}}}}", "homes/Index 0/street",
        "a string is expected, not a table"
      ),
      (
        "{homes = {{street = 'x', numbers = {1.5}}}}", "homes/Index 0/numbers/Index 0",
        "the number 1.5 does not fit in Int"
      ),
      (
        "{homes = {{street = 'x', numbers = {1, nil, 3}}}}", "homes/Index 0/numbers/Index 1",
        "an integer is expected, not nil"
      ),
    ]
  )
  func places(_ lua: String, _ path: String, _ words: String) throws {
    struct Holder: Decodable { let homes: [Address] }
    let value = try runScript("return " + lua)[0]
    do {
      _ = try value.as(Holder.self)
      Issue.record("no error")
    } catch let error as DecodingError {
      let context = try #require(error.context)
      #expect(context.codingPath.map(\.stringValue).joined(separator: "/") == path)
      #expect(context.debugDescription == words)
    }
  }

  @Test("an error of encoding names the place too")
  func encodingPlace() throws {
    do {
      _ = try LuaEncoder().encode(["a": [UInt64(1), .max]])
      Issue.record("no error")
    } catch EncodingError.invalidValue(_, let context) {
      #expect(context.codingPath.map(\.stringValue) == ["a", "Index 1"])
    }
  }

  @Test("an argument is decoded, and the script is told what is wrong with it")
  func arguments() throws {
    let host = HostFunction { try $0.decode(Address.self, at: 0).numbers.reduce(0, +) }
    #expect(try runScript("return host{street = 'A', numbers = {1, 2}}", host: host) == [3])
    let results = try runScript("return pcall(host, {street = 'A', numbers = {1, {}}})", host: host)
    #expect(
      results[1]
        == "bad argument #1 to 'host' (Address expected, got an integer is expected, not a table at 'numbers[2]')"
    )
  }

  @Test("JSON becomes Lua values, and Lua values JSON")
  func json() throws {
    let text = #"{"a":[1,2.5,"x",true,null],"b":{"c":{}}}"#
    let value = try JSONDecoder().decode(LuaValue.self, from: Data(text.utf8))
    #expect(value == ["a": .table([1, 2.5, "x", true, nil]), "b": ["c": .table(LuaTable())]])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let back = String(decoding: try encoder.encode(value), as: UTF8.self)
    #expect(back == #"{"a":[1,2.5,"x",true,null],"b":{"c":[]}}"#)
  }
}

extension DecodingError {
  fileprivate var context: Context? {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      context
    @unknown default: nil
    }
  }
}
