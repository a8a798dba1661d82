import Umbra

// What scripts of a product do most: members of its objects, and tables to and from its structures.

private let fewer = 200_000
private let million = 1_000_000

let memberCalls: [Call] = [
  Call("method_call", million, "local p = pet for i = 1, COUNT do p:grow(i) end"),
  Call("field_get", million, "local p = pet for i = 1, COUNT do local _ = p.name end"),
  Call("field_set", million, "local p = pet for i = 1, COUNT do p.name = 'Ditto' end"),
]

let conversionCalls: [Call] = [
  Call(
    "table10_to_swift",
    fewer,
    "local t = order() for i = 1, COUNT do assert(count(t) == 10) end"
  ),
  Call("table10_decoded", fewer, "local t = order() for i = 1, COUNT do total(t) end"),
  Call("table10_encoded", fewer, "for i = 1, COUNT do order() end"),
]

let conversions: [(String, HostFunction)] = [
  ("count", HostFunction { try $0.table(0).fields.count }),
  ("total", HostFunction { try $0.decode(Order.self, at: 0).total }),
  ("order", HostFunction { _ in try LuaEncoder().encode(Order()) }),
]

final class Pet: LuaObject {
  private var name = "Ditto"
  private var level = 3

  override var members: Members {
    Members()
      .field("name", get: { self.name }, set: { self.name = try $0.as(String.self) })
      .method("grow") { arguments in try arguments.integer(0) + self.level }
  }
}

/// Ten fields of the usual kinds.
private struct Order: Codable {
  var id = 4711
  var customer = "somebody with a longer name"
  var city = "Arkham"
  var street: String? = "Miskatonic Avenue"
  var isPaid = true
  var isSent = false
  var total = 12.5
  var discount = 0.25
  var items = [1, 2, 3]
  var notes = "no notes"
}
