// Generators: computations that stop at each element.
import GenLoop

let fibonacci = Generator<Int> { yield in
  var (a, b) = (0, 1)
  while true {
    try yield(a)
    (a, b) = (b, a + b)
  }
}
print(fibonacci.prefix(10).map(String.init).joined(separator: " "))

// An event and a task that waits for it.
try GenLoop.run {
  let event = Event()
  let waiter = try createTask {
    try event.wait()
    print("... got it!")
  }
  print("waiting ...")
  try sleep(.milliseconds(10))
  event.set()
  try waiter.value()
}
