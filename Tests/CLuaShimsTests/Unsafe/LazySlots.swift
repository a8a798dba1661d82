import Glibc

/// The table through which this program calls functions of other libraries, in memory: the entries
/// named by its dynamic section's DT_JMPREL (System V ABI, chapter 5).
enum LazySlots {
  /// Names of the functions that the program calls so, and whether they are bound by now.
  static func all() -> [String: Bool] {
    // With glibc a handle is the library's link_map: l_addr, l_name, l_ld.
    guard let handle = dlopen(nil, RTLD_LAZY) else { return [:] }
    let map = handle.assumingMemoryBound(to: UInt.self)
    let table = Table(base: map[0], dynamic: map[2])
    var slots: [String: Bool] = [:]
    for slot in table.slots { slots[table.name(of: slot)] = table.isBound(slot) }
    return slots
  }

  private struct Table {
    let base: UInt
    var entries: [Int: UInt] = [:]  // of the dynamic section, by tag

    init(base: UInt, dynamic: UInt) {
      self.base = base
      var at = dynamic
      while let entry = UnsafePointer<Elf64_Dyn>(bitPattern: at)?.pointee, entry.d_tag != DT_NULL {
        entries[Int(entry.d_tag)] = UInt(entry.d_un.d_val)
        at += UInt(MemoryLayout<Elf64_Dyn>.stride)
      }
    }

    var slots: UnsafeBufferPointer<Elf64_Rela> {
      let count = Int(entries[Int(DT_PLTRELSZ)] ?? 0) / MemoryLayout<Elf64_Rela>.stride
      return UnsafeBufferPointer(start: pointer(DT_JMPREL), count: count)
    }

    func name(of slot: Elf64_Rela) -> String {
      let symbols: UnsafePointer<Elf64_Sym>? = pointer(DT_SYMTAB)
      let strings: UnsafePointer<CChar>? = pointer(DT_STRTAB)
      guard let symbols, let strings else { return "" }
      return String(cString: strings + Int(symbols[Int(slot.r_info >> 32)].st_name))
    }

    /// An entry that is not bound yet leads to a call of the binder, in the program's code, which lies
    /// below the table.
    func isBound(_ slot: Elf64_Rela) -> Bool {
      let place = base + UInt(slot.r_offset)
      let target = UnsafePointer<UInt>(bitPattern: place)?.pointee ?? 0
      return !(base..<place).contains(target)
    }

    private func pointer<Element>(_ tag: Int32) -> UnsafePointer<Element>? {
      UnsafePointer(bitPattern: entries[Int(tag)] ?? 0)
    }
  }
}
