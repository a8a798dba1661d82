/// All that each sample program prints, of those that print the same each time.
let expectedOutputs = [
  "FirstScriptExample": "7\nlimit:cpu\n",
  "PokemonExample": "normal\n",
  "EnvironmentExample": "Sending message\n...\nHello world!\n",
  "GlobalsExample": "Hello!\nMy name is...\nhenry232323!\n",
  "InstructionLimitExample":
    "limit:instructions: the script executed more than 1000000 instructions\n",
  "MemoryLimitExample": """
  limit:memory: the script needed more than 104857600 bytes of memory
  the next script

  """,
  "GeneratorExample": "0 1 1 2 3 5 8 13 21 34\nwaiting ...\n... got it!\n",
  "EventExample": "waiting for it ...\n... got it!\n",
  "LockExample": "one\ntwo\n",
  "GatherExample": """
  Hello
  from
  fibres
  in order, whoever was first: [5, 4, 6]
  one
  3 two
  gather took longer than 0.05 seconds
  success(1)
  failure(GatherExample.Broken())

  """,
  "EchoServerExample": "hello from client 1\nhello from client 2\nhello from client 3\n",
  "ReactorExample": """
  hello from client 1
  hello from client 2
  hello from client 3
  the timer went on meanwhile

  """,
  "HTTPExample": """
  201 Created
  fibres by umbra
  no note 2
  3\u{20}
  2\u{20}
  1\u{20}
  10000 bytes
  hello, fibre

  """,
  "ChatConsoleExample": """
  Lua 5.4, async
  > x = 6 * 7
  > x, math.type(x)
  42	integer
  > for i = 1, 2 do
  >>   print('line ' .. i)
  >> end
  line 1
  line 2
  > remind(20, 'tea')
  time is up: tea
  > nobody.home
  stdin:1: attempt to index a nil value (global 'nobody')
  stack traceback:
  	stdin:1: in main chunk
  	[C]: in ?
  > while true do end
  limit:cpu: the script used more than 0.2 seconds of CPU time
  > x
  42
  > string.rep('x', 1e9)
  limit:memory: the script needed more than 8388608 bytes of memory
  > x
  42
  >\u{20}
  (gone)

  """,
  "TCPConsoleExample": """
  token: guess
  no
  token: (the token)
  Lua 5.4, async; exit() leaves
  > x = 20
  > x * 2 + 2
  42
  > sleep(0.01)
  > while true do end
  limit:cpu: the script used more than 0.2 seconds of CPU time
  > x
  20
  > exit()
  bye

  """,
  "DuktapeExample": """
  Got number: 3 from JavaScript
  Sums: 4, 112
  {"hello":"Ada","count":2}
  JavaScript says: ReferenceError: identifier 'missing' undefined
  JavaScript says: TypeError: cyclic input
  199990000 "undefined"

  """,
  "SQLiteExample": """
  SQLite says: no such table: planets
  ['Luna', 3474.8]
  ['Io', 3643.2]
  ['Io', 'Luna']
  total 10100
  without await: [[2]]
  from a fibre: [[1]]

  """,
]
