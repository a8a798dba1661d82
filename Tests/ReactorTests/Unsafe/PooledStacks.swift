import CFiber

/// How many stacks wait in this thread's pool.
func pooledStacks() -> Int { cfiber_pool_stats().pooled }

/// Whether there may be many at once, as sanitizers do not allow.
let canHaveManyStacks = !cfiber_switch_calls
