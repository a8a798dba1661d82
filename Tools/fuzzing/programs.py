"""Random Lua programs, from a grammar: always the same for one seed.

A program prints what it computes in a form that does not depend on addresses or on the order of tables,
catches its own errors and prints them too, and ends by itself. So two right implementations print the same.
"""
import random
import re

PRELUDE = """\
local sleep = sleep or function() end
local unpack, budget = table.unpack, 4000
local function tick() budget = budget - 1 if budget < 0 then error("budget", 0) end end
local function show(v, depth)
  depth = depth or 0
  local kind = math.type(v) or type(v)
  if kind == "float" then return string.format("%a", v) end
  if kind == "string" then return string.format("%q", #v > 200 and v:sub(1, 100) .. "#" .. #v or v) end
  if kind ~= "table" then return kind == "integer" and "" .. v or kind == "boolean" and tostring(v) or kind end
  if depth > 3 then return "{...}" end
  local parts = {}
  for k, x in next, v do parts[#parts + 1] = show(k, depth + 1) .. "=" .. show(x, depth + 1) end
  table.sort(parts)
  return "{" .. table.concat(parts, ",", 1, math.min(#parts, 40)) .. "}"
end
local function out(...)
  local parts = table.pack(...)
  for i = 1, parts.n do parts[i] = show(parts[i]) end
  print(table.concat(parts, " "))
end
local meta = {}
for _, name in ipairs{"add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot", "concat", "len"} do
  meta["__" .. name] = function(a, b) tick() return name end
end
meta.__eq = function(a, b) tick() return rawlen(a) == rawlen(b) end
meta.__lt = function(a, b) tick() return true end
meta.__le = function(a, b) tick() return false end
meta.__call = function(self, ...) tick() return select("#", ...), ... end
meta.__index = function(t, k) tick() sleep(0) return k end
meta.__tostring = function() return "object" end
meta.__name = "Object"
local function object(t) return setmetatable(t or {}, meta) end
"""

NUMBERS = ["0", "1", "-1", "2", "3", "7", "255", "0.5", "-0.0", "1e15", "2^53", "1e308", "-1e-308", "1/0", "-1/0", "0/0", "0x7fffffff",
           "math.maxinteger", "math.mininteger", "1 << 62", "3.0", "100", "0x10p2", "9007199254740993", "'10'", "'0x1p4'", "' 5 '"]
STRINGS = ["''", "'a'", "'abc'", "'hello world'", "'\\0x\\0'", "'\\255\\254'", "'\\u{20AC}uro'", "('ab'):rep(20)", "'1e2'", "'%d %s'", "'a,b,,c'",
           "'(x)[y]'", "'\\n\\t'", "[[long\nstring]]", "('x'):rep(300)"]
PATTERNS = ["'.'", "'%a+'", "'(%w)(%w*)'", "'^%s*(.-)%s*$'", "'%d?'", "'[^,]*'", "'()%.?()'", "'%b()'", "'%f[%w]%w+'", "'(a)%1'", "'[%'", "'%'", "'(()'",
            "'a-b'", "'[a-c%d]+'", "'.-x'", "'$'", "'\\0'", "'[]]'", "'[^]'", "'%g*%z'"]
REPLACEMENTS = ["'<%0>'", "'%1'", "'%2'", "'%%'", "'x%'", "{a = 'A', b = false, c = 1}", "function(...) tick() return ... end", "function() end", "string.upper", "1.5"]
FORMATS = ["'%d'", "'%5.2f'", "'%g'", "'%s|%10s|%-5s'", "'%q'", "'%x %X %o'", "'%c%c'", "'%i%%'", "'%a'", "'%+08.3e'", "'%.3s'", "'%.14g %s'", "'%y'", "'%'", "'%10.123f'"]
PACKS = ["'i1i2i4i8'", "'<d>f'", "'z'", "'s1'", "'!8i1!8i8'", "'b B h H'", "'j J T'", "'>I3'", "'xXi4'", "'c5'", "'i17'", "'n'"]
BINARY = ["+", "-", "*", "/", "//", "%", "^", "..", "==", "~=", "<", "<=", ">", ">=", "and", "or", "&", "|", "~", "<<", ">>"]
UNARY = ["-", "not ", "#", "~"]


class Program:
    """One program's text; `random` decides everything."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.scopes = [["x1", "x2", "x3", "x4"]]
        self.functions = 0
        self.loops = 0
        self.labels = 0

    def text(self):
        lines = [PRELUDE, "local x1, x2, x3, x4 = 1, 'two', {3}, object{4}"]
        for number in range(self.random.randint(4, 12)):
            body = self.block(3)
            lines.append(f"out({number}, pcall(function(...) {body} end, x1, x2, x3))")
        lines.append("out(x1, x2, x3, x4)")
        return "\n".join(lines) + "\n"

    def pick(self, *choices):
        return self.random.choice(choices)

    def name(self):
        return self.random.choice(self.random.choice([scope for scope in self.scopes if scope]))

    # ---- statements

    def block(self, depth):
        self.scopes.append([])
        statements = [self.statement(depth) for _ in range(self.random.randint(1, 4))]
        if self.random.random() < 0.3:
            statements.append("return " + self.expressions(depth))
        self.scopes.pop()
        return "\n".join(statements)

    def fresh(self):
        name = f"v{sum(map(len, self.scopes))}_{self.random.randint(0, 99)}"
        return name

    def statement(self, depth):
        makers = [self.local, self.local, self.assign, self.assign, self.out, self.out, self.call_statement, self.field_assign]
        if depth > 0:
            makers += [self.if_, self.numeric_for, self.while_, self.repeat, self.iterate, self.goto, self.closer, self.coroutine,
                       self.function, self.caught, self.sort, self.load, self.do]
        return self.random.choice(makers)(depth)

    def local(self, depth):
        name, value = self.fresh(), self.expression(depth)
        self.scopes[-1].append(name)
        return f"local {name} = {value}"

    def assign(self, depth):
        if self.random.random() < 0.2:
            return f"{self.name()}, {self.name()} = {self.expressions(depth)}"
        return f"{self.name()} = {self.expression(depth)}"

    def key(self, depth):
        """lua5.4 5.4.4 compiles a comparison that indexes an upvalue wrong (mend.c mends that), so none does."""
        key = self.expression(depth)
        return f"(select(1, {key}))" if re.search("[<>=]", key) else key

    def field_assign(self, depth):
        return f"{self.name()}[{self.key(0)}] = {self.expression(depth)}"

    def out(self, depth):
        return f"out({self.expressions(depth)})"

    def call_statement(self, depth):
        return self.pick(f"sleep(0)", "collectgarbage('step')", "collectgarbage()", f"out(pcall({self.name()}, {self.expressions(0)}))",
                         f"out({self.library(depth)})")

    def do(self, depth):
        return f"do {self.block(depth - 1)} end"

    def if_(self, depth):
        return f"if {self.expression(depth)} then {self.block(depth - 1)} elseif {self.expression(0)} then {self.block(depth - 1)} else {self.block(depth - 1)} end"

    def inside_loop(self, depth):
        text = "tick() " + self.open_block(depth)
        return text + (f" if {self.expression(0)} then break end" if self.random.random() < 0.4 else "")

    def open_block(self, depth):
        """A block that ends in no return, so that more may follow."""
        return f"do {self.block(depth - 1)} end"

    def numeric_for(self, depth):
        name = self.fresh()
        start, stop, step = self.pick(("1", "5", "1"), ("5", "1", "-2"), ("1.0", "2", "0.25"), ("math.maxinteger - 1", "math.maxinteger", "1"),
                                      (self.number(), self.number(), self.number()), ("1", self.expression(0), "1"))
        self.scopes.append([name])
        text = f"for {name} = {start}, {stop}, {step} do {self.inside_loop(depth)} end"
        self.scopes.pop()
        return text

    def while_(self, depth):
        self.loops += 1
        return f"local n{self.loops} = 0 while n{self.loops} < {self.random.randint(1, 6)} do n{self.loops} = n{self.loops} + 1 {self.inside_loop(depth)} end"

    def repeat(self, depth):
        self.loops += 1
        return f"local n{self.loops} = 0 repeat n{self.loops} = n{self.loops} + 1 {self.inside_loop(depth)} local stop = n{self.loops} > 3 until stop"

    def iterate(self, depth):
        key, value = self.fresh() + "k", self.fresh() + "i"
        source = self.pick(f"ipairs({self.table(0)})", f"string.gmatch({self.string()}, {self.random.choice(PATTERNS)})",
                           f"coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i, {self.expression(0)}) end end)",
                           f"ipairs({self.name()})", f"utf8.codes({self.string()})")
        self.scopes.append([key, value])
        text = f"for {key}, {value} in {source} do {self.inside_loop(depth)} end"
        self.scopes.pop()
        return text

    def goto(self, depth):
        self.labels += 1
        label = f"l{self.labels}"
        return f"do local i = 0 ::{label}:: i = i + 1 tick() {self.open_block(depth)} if i < {self.random.randint(1, 4)} then goto {label} end end"

    def closer(self, depth):
        name = self.fresh()
        return (f"do local {name} <close> = setmetatable({{}}, {{__close = function(_, e) out('close', e) {self.open_block(depth)} end}}) "
                f"{self.block(depth - 1)} end")

    def coroutine(self, depth):
        name = self.fresh()
        body = self.block(depth - 1)
        resumes = " ".join(f"out(coroutine.resume({name}, {self.expression(0)}))" for _ in range(self.random.randint(1, 4)))
        yields = self.pick("coroutine.yield(...)", f"out('got', coroutine.yield({self.expression(0)}))", "pcall(coroutine.yield, 1)",
                           "table.sort({2, 1}, function(a, b) coroutine.yield() return a < b end)")
        return (f"do local {name} = coroutine.create(function(...) {yields} {body} end) {resumes} "
                f"out(coroutine.status({name}), coroutine.close({name})) end")

    def function(self, depth):
        name = self.fresh()
        self.scopes[-1].append(name)
        parameters = self.pick("", "a", "a, b", "...", "a, ...")
        names = [word for word in ("a", "b") if word in parameters]
        self.scopes.append(names)
        body = self.block(depth - 1)
        self.scopes.pop()
        return f"local function {name}({parameters}) tick() {body} end"

    def caught(self, depth):
        raised = self.pick(f"error({self.expression(0)})", f"error({self.string()}, {self.random.randint(0, 3)})", f"local a = {self.expression(1)}.x.y", "error()")
        return self.pick(f"out(pcall(function() {self.open_block(depth)} {raised} end))",
                         f"out(xpcall(function() {self.open_block(depth)} {raised} end, function(m) {self.open_block(depth)} return m end))")

    def sort(self, depth):
        if self.random.random() < 0.3:
            return self.long_sort()
        values = ", ".join(self.number() for _ in range(self.random.randint(0, 9)))
        return f"do local t = {{{values}}} out(pcall(table.sort, t, {self.pick('nil', 'function(a, b) tick() return a > b end', 'function(a, b) sleep(0) return tostring(a) < tostring(b) end')})) out(t) end"

    def long_sort(self):
        """Of numbers or texts, by an order of which equal ones cannot be told apart: so there is one result."""
        number = f"i * {self.random.randint(1, 999)} % {self.random.randint(1, 500)}"
        element = self.pick(number, f"{number} + 0.5", f"'x' .. {number}")
        order = self.pick("nil", "function(a, b) return a < b end", "function(a, b) return b < a end",
                          "function(a, b) return #tostring(a) < #tostring(b) or #tostring(a) == #tostring(b) and a < b end")
        return (f"do local t = {{}} for i = 1, {self.random.randint(50, 400)} do t[i] = {element} end "
                f"table.sort(t, {order}) out(table.concat(t, ' ')) end")

    def load(self, depth):
        inner = self.pick("return " + self.expression(0), "x = = 1", "local a <const> = 1 a = 2", "goto nowhere", "return ...", "for i = 1 do end", "break", "local x <close> = 1")
        level = "=" * self.random.randint(1, 3)
        return f"do local f, m = load([{level}[\n{inner}]{level}], '=inner', 't', {{}}) out(f, m) if f then out(pcall(f, {self.expression(0)})) end end"

    # ---- expressions

    def expressions(self, depth):
        return ", ".join(self.expression(depth) for _ in range(self.random.randint(1, 3)))

    def number(self):
        return self.random.choice(NUMBERS)

    def string(self):
        return self.random.choice(STRINGS)

    def expression(self, depth):
        makers = [self.number, self.string, self.name, self.name, lambda: self.pick("nil", "true", "false", "{}")]
        if depth > 0:
            deeper = depth - 1
            makers += [lambda: self.binary(deeper), lambda: self.binary(deeper), lambda: self.unary(deeper), lambda: self.table(deeper),
                       lambda: self.library(deeper), lambda: self.library(deeper), lambda: self.index(deeper), lambda: self.closure(deeper),
                       lambda: f"object{self.table(deeper)}", lambda: f"(function(...) tick() return ... end)({self.expressions(deeper)})"]
        return self.random.choice(makers)()

    def binary(self, depth):
        return f"({self.expression(depth)} {self.random.choice(BINARY)} {self.expression(depth)})"

    def unary(self, depth):
        return f"({self.random.choice(UNARY)}{self.expression(depth)})"

    def table(self, depth):
        fields = []
        for _ in range(self.random.randint(0, 4)):
            fields.append(self.pick(self.expression(depth), f"k{self.random.randint(1, 3)} = {self.expression(depth)}",
                                    f"[{self.random.randint(1, 5)}] = {self.expression(depth)}"))
        return "{" + ", ".join(fields) + "}"

    def index(self, depth):
        return self.pick(f"{self.name()}[{self.key(depth)}]", f"{self.name()}.k{self.random.randint(1, 3)}", f"({self.expression(depth)}):len()")

    def closure(self, depth):
        return self.pick("function(...) tick() return ... end", f"function(a) tick() return a, {self.name()} end", "print and math.abs", "string.rep and function() end")

    def library(self, depth):
        e, s, n = lambda: self.expression(depth), self.string, self.number
        p = lambda: self.random.choice(PATTERNS)
        small = lambda: str(self.random.randint(-3, 9))
        return self.pick(
            f"string.find({s()}, {p()}, {small()})", f"string.match({s()}, {p()})", f"string.gsub({s()}, {p()}, {self.random.choice(REPLACEMENTS)}, {small()})",
            f"string.format({self.random.choice(FORMATS)}, {self.expressions(depth)})", f"string.rep({s()}, {small()}, {s()})", f"string.sub({e()}, {n()}, {n()})",
            f"string.byte({s()}, {small()}, {small()})", f"string.char({small()}, 65)", f"string.reverse({e()})", f"string.upper({s()})", f"#string.lower({e()})",
            f"string.pack({self.random.choice(PACKS)}, {n()}, {n()}, {n()}, {n()})", f"string.unpack({self.random.choice(PACKS)}, {s()}, {small()})",
            f"string.packsize({self.random.choice(PACKS)})", f"tostring({self.pick(n(), s(), 'nil', 'x4', 'true')})", f"tonumber({e()}, {self.pick('10', '16', '36', '2', '1', n())})", f"tonumber({s()})",
            f"math.floor({e()})", f"math.ceil({n()})", f"math.tointeger({e()})", f"math.fmod({n()}, {n()})", f"math.modf({n()})", f"math.max({n()}, {n()}, {e()})",
            f"math.ult({n()}, {n()})", f"math.abs({n()})", f"math.sqrt({n()})", f"math.type({e()})", f"math.random({small()}, {small()}) and 1",
            f"table.concat({self.table(depth)}, {s()}, {small()}, {small()})", f"table.unpack({self.table(depth)}, {small()}, {small()})",
            f"select({small()}, {self.expressions(depth)})", f"select('#', {self.expressions(depth)})", f"table.pack({self.expressions(depth)})",
            f"table.insert({self.table(depth)}, {small()}, {e()})", f"table.remove({self.table(depth)}, {small()})", f"table.move({self.table(depth)}, {small()}, {small()}, {small()})",
            f"utf8.len({s()}, {small()}, {small()}, true)", f"utf8.char({small()}, 0x20AC)", f"utf8.codepoint({s()}, {small()}, {small()})", f"utf8.offset({s()}, {small()})",
            f"rawequal({e()}, {e()})", f"rawlen({e()})", f"rawget({self.name()}, {e()})", f"type({e()})", f"(getmetatable({self.name()}) == meta)",
            f"next({{{e()}}})", f"pcall({e()}, {e()})", f"pcall(error, {e()})", f"ipairs({self.name()})", f"assert({e()}, {e()})", f"coroutine.isyieldable()",
            f"coroutine.wrap(function(...) return coroutine.yield(...) end)({e()})", f"collectgarbage('isrunning')", f"load({s()})")


class Hostile:
    """A program that calls everything it finds with arguments made to hurt."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    VALUES = ["nil", "0/0", "1/0", "-1/0", "math.mininteger", "math.maxinteger", "2^63", "-0.0", "''", "'\\0'", "'\\255'", "('x'):rep(70000)", "('%c'):rep(3000)",
              "{}", "cyclic", "deep", "wide", "liar", "thrower", "sleeper", "print", "error", "function() error({}) end", "function() sleep(0) end",
              "coroutine.create(function() sleep(0) error(liar) end)", "coroutine.running()", "_G", "string", "{year = 1/0, month = 1, day = 1}",
              "{year = 2000, month = math.maxinteger, day = -1}", "'*t'", "'!%c'", "'%E'", "-1", "1e-9", "true"]
    PRELUDE = """\
local cyclic = {} cyclic[1], cyclic.x, cyclic[cyclic] = cyclic, cyclic, 1
local deep = {} for i = 1, 150 do deep = {deep} end
local wide = {} for i = 1, 2000 do wide[i], wide["k" .. i] = {i}, i end
local liar = setmetatable({}, {__index = function() return 1 end, __len = function() return 1 << 60 end, __name = ("n"):rep(5000), __tostring = function() return {} end})
local thrower = setmetatable({}, {__index = error, __len = error, __tostring = error, __call = error, __close = error, __eq = error, __pairs = error})
local sleeper = setmetatable({}, {__index = function() sleep(0) end, __tostring = function() sleep(0) return "s" end, __call = function() sleep(0) return nil end})
local function call(f, ...) local r = table.pack(pcall(f, ...)) if not r[1] then tostring(type(r[2])) end return r[2] end
local hosts = {print, say, os.date, os.time, os.difftime, os.clock, tostring, load, error, pcall, xpcall, setmetatable, select}
"""

    def text(self):
        lines = []
        for _ in range(self.random.randint(5, 40)):
            call = self.call()
            lines.append(self.random.choice([
                call, f"coroutine.wrap(function() {call} end)()", f"pcall(table.sort, {{3, 1, 2}}, function(a, b) {call} return a < b end)",
                f"('abc'):gsub('.', function() {call} end)", f"pcall(function() local c <close> = setmetatable({{}}, {{__close = function() {call} end}}) {call} error(1) end)",
                f"local v = setmetatable({{}}, {{__index = function() {call} end}}).x", f"load(function() {call} end)", f"xpcall(error, function() {call} end)"]))
        if self.random.random() < 0.3:
            lines.append("return " + ", ".join(self.random.choice(self.VALUES) for _ in range(3)))
        elif self.random.random() < 0.3:
            lines.append(f"error({self.random.choice(self.VALUES)})")
        return self.PRELUDE + "\n".join(f"do {line} end" for line in lines) + "\n"

    def call(self):
        arguments = ", ".join(self.random.choice(self.VALUES) for _ in range(self.random.randint(0, 4)))
        function = f"hosts[{self.random.randint(1, 13)}]"
        # A wait of hours is not hostile, it is only long.
        if self.random.random() < 0.2:
            function, arguments = "sleep", self.random.choice(["0", "-1", "0/0", "-1/0", "1e-9", "{}", "''", "nil"])
        return f"call({function}" + (f", {arguments})" if arguments else ")")
