// A script that wants all the memory there is gets its limit, and no more; the next script is well.
import Umbra

let code = """
  local store = "000000000000000000000000000"
  while true do
    pcall(function() while true do store = store .. store end end)
  end
  """

let executor = try CommandExecutor(limits: Limits(memory: .mebibytes(100)))
do {
  try await executor.execute(code)
} catch let error as ScriptError {
  print(error)
}
print(try await executor.execute("return 'the next script'", as: String.self))
await executor.close()
