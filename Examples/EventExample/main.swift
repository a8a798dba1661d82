// A task waits for an event that another sets a second later.
import Umbra

try GenLoop.run {
  let event = Event()
  let waiter = try createTask {
    print("waiting for it ...")
    try event.wait()
    print("... got it!")
  }
  try sleep(.seconds(1))
  event.set()
  try waiter.value()
}
