import Foundation
import TestSupport
import Testing

@Suite("The JSON report of umbra run", .timeLimit(.minutes(3)))
struct JSONReportTests {
  /// The lines, with `N` for each of the numbers of use.
  private func lines(_ script: String) async throws -> ProgramRun {
    let run = try await Program(built: "umbra").run(
      ["run", "--report", "json", "-"],
      input: script
    )
    let use = /("(?:cpuMilliseconds|memoryPeakBytes|hostCalls|outputBytes)":)[-+0-9.e]+/
    return ProgramRun(
      output: run.output.replacing(use) { "\($0.1)N" },
      errors: run.errors,
      status: run.status
    )
  }

  private func line(_ verdict: String, _ message: String, _ result: String) -> String {
    """
    {"file":"-","verdict":"\(verdict)","message":\(message),"result":\(result),"usage":\
    {"cpuMilliseconds":N,"memoryPeakBytes":N,"hostCalls":N,"outputBytes":N}}

    """
  }

  @Test("a line says how a script ended, what it returned and what it used")
  func shape() async throws {
    let well = try await lines("return 1")
    #expect(well == ProgramRun(output: line("ok", "null", "[1]"), errors: "", status: 0))
    let badly = try await lines(#"error('a "b"\n\xff', 0)"#)
    #expect(badly.output == line("error", #""a \"b\"\n\#u{FFFD}""#, "[]"))
    #expect(badly.errors == "")
    #expect(badly.status == 1)
  }

  @Test("what scripts print goes to standard error, so that none can forge a report")
  func prints() async throws {
    let run = try await lines(#"print('{"file":"-"}') say('x') return 2"#)
    #expect(run.output == line("ok", "null", "[2]"))
    #expect(run.errors == "{\"file\":\"-\"}\nx\n")
  }

  @Test(
    "every value has its form in JSON",
    arguments: [
      ("1, -1, math.mininteger", "1,-1,-9223372036854775808"),
      ("0.5, -0.0, 2^63, 1e300, 5e-324", "0.5,-0.0,9.223372036854776e+18,1e+300,5e-324"),
      ("0/0, 1/0, -1/0", #""nan","inf","-inf""#),
      ("nil, true, false", "null,true,false"),
      (#"'a"\\\n\t\r\0\127', 'ä€𝄞'"#, #""a\"\\\n\t\r\u0000\u007f","ä€𝄞""#),
      (#"'\xff', 'a\x80b'"#, "\"\u{FFFD}\",\"a\u{FFFD}b\""),
      ("{}, {1, {2, {}}}, {1, nil, 3}", "[],[1,[2,[]]],[1,null,3]"),
      ("{a = {b = {c = 1}}, _ = 2}", #"{"_":2,"a":{"b":{"c":1}}}"#),
      ("{10, 20, x = 30}", #"{"1":10,"2":20,"x":30}"#),
      ("{[3] = 1, [-1] = 2, [0.5] = 3, [true] = 4}", #"{"-1":2,"0.5":3,"3":1,"true":4}"#),
      (
        "{'a', ['1'] = 'b', ['[1]'] = 'c'}",
        #"{"1":"b","[1]":"c","[[1]]":"a"}"#
      ),
      ("{[1.5] = 1, ['1.5'] = 2}", #"{"1.5":2,"[1.5]":1}"#),
      ("print, coroutine.create(print)", #""function","thread""#),
      ("(function() local t = {1} t.t = t return t end)()", #"{"1":1,"t":"table"}"#),
      ("setmetatable({}, {__index = {x = 1}, __tostring = error})", "[]"),
    ]
  )
  func values(_ values: String, _ expected: String) async throws {
    let run = try await lines("return \(values)")
    #expect(run.output == line("ok", "null", "[\(expected)]"))
    _ = try JSONSerialization.jsonObject(with: Data(run.output.replacing(":N", with: ":0").utf8))
  }

  @Test("tables that are too deep end in a word")
  func deep() async throws {
    let run = try await lines("local t = {} for _ = 1, 150 do t = {t} end return t")
    let (open, close) = (String(repeating: "[", count: 101), String(repeating: "]", count: 101))
    #expect(run.output == line("ok", "null", open + "\"table\"" + close))
  }
}
