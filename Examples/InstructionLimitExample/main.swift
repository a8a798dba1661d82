// A script that never ends is stopped, and cannot catch it. Instructions are counted exactly here; the
// default limit, CPU time, costs nothing.
import Umbra

let code = """
  while true do
    pcall(function() while true do a = 5 end end)
  end
  """

let executor = try CommandExecutor(limits: Limits(instructions: 1_000_000))
do {
  try await executor.execute(code)
} catch let error as ScriptError {
  print(error)
}
await executor.close()
