/// Whether there may be more fibres at once than ThreadSanitizer has room for, which is 8,000.
let canHaveManyFibers: Bool = {
  #if THREAD_SANITIZER
  false
  #else
  true
  #endif
}()
