"""What is compared, row by row: the work, our figure, the peers' figures, and the bar that ours has to clear.

A figure is a row of Tools/bench or of a rig (`RIG.PEER.OPERATION`, here without the rig), a sum of rows
(`a + b`), or the better of several (`a | b`). Whether less or more is better follows from its unit.
"""
from collections import namedtuple

# Bars. `than` names one of the row's peers.
Times = namedtuple("Times", "least than")  # at least so many times as fast (or as small) as the peer
Within = namedtuple("Within", "most than")  # at most so many times the peer's time
Share = namedtuple("Share", "least than")  # at least this share of the peer's rate
Below = namedtuple("Below", "most unit")  # below a figure of its own
Named = namedtuple("Named", "")  # told, without a bar

Row = namedtuple("Row", "work rig ours bar peers")

# What a rig is measured beside: groups of Tools/bench that do its work.
GROUPS = {
    "loop-ops": ["loop", "socket"],
    "http-hello": ["http"],
    "thread-hop": ["affinity"],
    "lua": ["lua", "sandbox"],
}

ROWS = [
    Row("switch between fibres", "loop-ops", "umbra.switch_1M_2tasks", Times(2, "Go"), {
        "Go": "go.switch_1M_2tasks",
        "Swift tasks": "swift-default.switch_1M_2tasks",
        "uvloop": "uvloop.switch_1M_2tasks",
        "gensyncio": "gensyncio.switch_1000000_2tasks"}),
    Row("create and join a task", "loop-ops", "umbra.spawn_join_100k", Times(3, "Go"), {
        "Go": "go.spawn_join_100k",
        "Swift tasks": "swift-default.spawn_join_100k | swift-default.spawn_join_100k_unstructured",
        "uvloop": "uvloop.spawn_join_100k"}),
    Row("hand over through a queue of 100", "loop-ops", "umbra.queue_1M_cap100", Times(1, "Go"), {
        "Go": "go.queue_1M_cap100",
        "Swift actor": "swift-default.queue_1M_cap100",
        "uvloop": "uvloop.queue_1M_cap100",
        "gensyncio": "gensyncio.queue_1000000_cap100"}),
    Row("100,000 timers, CPU a timer", "loop-ops", "umbra.timers_100k_callback_cpu", Within(1, "C libuv"), {
        "C libuv": "c-libuv.timers_100k_callback_cpu",
        "Go": "go.timers_100k_callback_cpu",
        "SwiftNIO": "swift-nio.timers_100k_callback_cpu",
        "uvloop": "uvloop.timers_100k_callback_cpu"}),
    Row("TCP echo, round trip", "loop-ops", "umbra.echo_100k_streams", Within(1.1, "C libuv"), {
        "C libuv": "c-libuv.echo_100k",
        "Go": "go.echo_100k_streams",
        "SwiftNIO": "swift-nio.echo_100k_handlers | swift-nio-async1.echo_100k_streams",
        "uvloop": "uvloop.echo_100k_streams | uvloop.echo_100k_protocol"}),
    Row("TCP throughput", "loop-ops", "umbra.throughput_1GiB", Share(0.9, "C libuv"), {
        "C libuv": "c-libuv.throughput_1GiB",
        "Go": "go.throughput_1GiB",
        "SwiftNIO": "swift-nio.throughput_1GiB | swift-nio-async1.throughput_1GiB",
        "uvloop": "uvloop.throughput_1GiB",
        "gensyncio": "gensyncio.throughput"}),
    Row("HTTP hello, one core", "http-hello", "umbra.requests", Share(0.8, "C libuv"), {
        "C libuv": "libuv-c.requests",
        "nginx": "nginx.requests",
        "Go": "go.requests",
        "Node": "node.requests",
        "uvicorn": "uvicorn.requests"}),
    Row("HTTP hello, beside hummingbird", "http-hello", "umbra.requests", Times(3, "hummingbird"), {
        "hummingbird": "hummingbird.requests | hummingbird-nioexec.requests"}),
    Row("HTTP hello, p99", "http-hello", "umbra.p99", Within(1, "hummingbird"), {
        "hummingbird": "hummingbird.p99 | hummingbird-nioexec.p99",
        "C libuv": "libuv-c.p99",
        "nginx": "nginx.p99",
        "Go": "go.p99"}),
    Row("idle HTTP connection", "http-hello", "umbra.idle_per_connection", Below(2, "KiB"), {
        "nginx": "nginx.idle_per_connection",
        "Go": "go.idle_per_connection",
        "hummingbird": "hummingbird.idle_per_connection",
        "uvicorn": "uvicorn.idle_per_connection"}),
    Row("call to a pinned thread and back", "thread-hop", "umbra.roundtrip", Within(1.15, "C libuv"), {
        "C libuv": "cores2.c-libuv.roundtrip",
        "Swift actor": "cores2.swift-actor-from-default.roundtrip | cores2.swift-actor-from-exec1.roundtrip",
        "NIOThreadPool": "cores2.swift-nio-runIfActive-async.roundtrip | cores2.swift-nio-runIfActive-future.roundtrip",
        "aiosqlite": "cores2.py-aiosqlite.roundtrip",
        "aiointernal": "cores2.py-aiointernal.roundtrip | cores2.py-aiointernal-uvloop.roundtrip"}),
    Row("the same, 1,000 in flight", "thread-hop", "umbra.inflight1000", Below(150, "ns/op"), {
        "C libuv": "cores2.c-libuv.inflight1000",
        "Swift actor": "cores2.swift-actor-from-default.inflight1000 | cores2.swift-actor-from-exec1.inflight1000",
        "NIOThreadPool": "cores2.swift-nio-runIfActive-async.inflight1000 | cores2.swift-nio-runIfActive-future.inflight1000",
        "aiosqlite": "cores2.py-aiosqlite.inflight1000",
        "aiointernal": "cores2.py-aiointernal.inflight1000 | cores2.py-aiointernal-uvloop.inflight1000"}),
    Row("host calls Lua", "lua", "umbra.host_to_lua_int", Within(1.3, "raw C"), {
        "raw C": "capi.host_to_lua_int",
        "mlua": "mlua.host_to_lua_int",
        "lupa": "lupa.host_to_lua_int"}),
    Row("Lua calls the host", "lua", "umbra.lua_to_host_int", Within(1.6, "raw C"), {
        "raw C": "capi.lua_to_host_int",
        "mlua": "mlua.lua_to_host_int",
        "lupa": "lupa.lua_to_host_int"}),
    Row("host call that parks", "lua", "umbra.parking_call", Times(4, "mlua"), {
        "mlua": "mlua.async_call_pending",
        "async-lua-embed": "async-lua-embed.async_call_pending"}),
    Row("host call to async Swift", "lua", "umbra.async_call_pending", Below(2000, "ns/op"), {
        "mlua": "mlua.async_call_pending",
        "async-lua-embed": "async-lua-embed.async_call_pending"}),
    Row("fresh sandbox", "lua", "umbra.state_openlibs_close", Below(5000, "ns/op"), {
        "raw C": "capi.state_openlibs_close",
        "mlua": "mlua.state_openlibs_close",
        "async-lua-embed": "async-lua-embed.executor_create"}),
    Row("mixed script in the sandbox", "lua", "umbra.work_strings + umbra.work_sort200k + umbra.work_text1mb",
        Within(0.80, "lua5.4"), {
        "lua5.4": "lua5.4.work_strings + lua5.4.work_sort200k + lua5.4.work_text1mb",
        "lupa": "lupa.work_strings + lupa.work_sort200k + lupa.work_text1mb"}),
    Row("the same, in a warm executor", "lua",
        "umbra.work_strings_warm + umbra.work_sort200k_warm + umbra.work_text1mb_warm", Within(0.80, "lua5.4"), {
        "lua5.4": "lua5.4.work_strings + lua5.4.work_sort200k + lua5.4.work_text1mb"}),
    Row("pure compute in the sandbox", "lua", "umbra.work_fib30 + umbra.work_nbody500k", Within(1.02, "lua5.4"), {
        "lua5.4": "lua5.4.work_fib30 + lua5.4.work_nbody500k",
        "lupa": "lupa.work_fib30 + lupa.work_nbody500k"}),
    Row("compute under limits, fib(22)", "lua", "umbra.fib22_sandboxed", Named(), {
        "async-lua-embed": "async-lua-embed.fib22_sandboxed"}),
    Row("memory of a parked task", "loop-ops", "umbra.memory_parked_task", Named(), {}),
    Row("memory of a parked script", "lua", "sandbox.umbra.memory_parked_script", Named(), {
        "mlua": "mlua.state_openlibs_rss",
        "async-lua-embed": "async-lua-embed.executor_rss"}),
]

# What a peer is, for the colours of the chart.
KINDS = {
    "C": ["C libuv", "raw C", "nginx", "lua5.4"],
    "Swift": ["Swift tasks", "Swift actor", "SwiftNIO", "NIOThreadPool", "hummingbird"],
    "other languages": ["Go", "Node", "uvloop", "uvicorn", "aiosqlite", "mlua", "lupa"],
    "the four ancestors": ["gensyncio", "aiointernal", "async-lua-embed"],
}
