import CFiber

/// Gives the thread up as a tick does that finds a fibre computing; tells whether nobody else wanted it.
func sliceOfLoneFiber() -> Bool {
  cfiber_suspend(Int32(CFIBER_SLICED))
  return cfiber_alone()
}
