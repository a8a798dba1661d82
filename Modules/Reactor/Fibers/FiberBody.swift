/// What a fibre runs.
enum FiberBody {
  case closure(() -> Void)
  case work(FiberWork)
  /// It has run.
  case nothing

  func run() {
    switch self {
    case .closure(let body): body()
    case .work(let work): work.runToTheEnd()
    case .nothing: break
    }
  }
}
