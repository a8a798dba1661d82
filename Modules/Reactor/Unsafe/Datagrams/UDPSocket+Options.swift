import CUV

extension UDPSocket {
  /// Lets messages go to broadcast addresses, such as `255.255.255.255`.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public func setBroadcast(_ isOn: Bool) throws {
    try handle.set("broadcast") { uv_udp_set_broadcast($0, isOn ? 1 : 0) }
  }

  /// How many routers may hand a message on.
  ///
  /// - Parameter hops: 1 to 255.
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public func setTimeToLive(_ hops: Int) throws {
    try handle.set("the time to live") { uv_udp_set_ttl($0, Int32(clamping: hops)) }
  }

  /// Joins a multicast group: its messages arrive here from now on.
  ///
  /// - Parameters:
  ///   - group: The group's numeric address: 224.0.0.0 to 239.255.255.255, or an `ff..::` one.
  ///   - interface: The numeric address of the network interface; nil lets the system choose.
  ///   - source: Only messages of this numeric address; nil for anybody's.
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)`` naming the group.
  public func join(_ group: String, interface: String? = nil, source: String? = nil) throws {
    try setMembership(UV_JOIN_GROUP, "join \(group)", group, interface, source)
  }

  /// Leaves a multicast group; with the same arguments as for ``join(_:interface:source:)``.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)`` naming the group.
  public func leave(_ group: String, interface: String? = nil, source: String? = nil) throws {
    try setMembership(UV_LEAVE_GROUP, "leave \(group)", group, interface, source)
  }

  /// Whether messages to a group also reach its members on this machine, as they do at first.
  ///
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public func setMulticastLoop(_ isOn: Bool) throws {
    try handle.set("the multicast loop") { uv_udp_set_multicast_loop($0, isOn ? 1 : 0) }
  }

  /// How many routers may hand a message to a group on, 1 at first: none.
  ///
  /// - Parameter hops: 1 to 255.
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public func setMulticastTimeToLive(_ hops: Int) throws {
    try handle.set("the multicast time to live") {
      uv_udp_set_multicast_ttl($0, Int32(clamping: hops))
    }
  }

  /// Through which network interface messages to groups go.
  ///
  /// - Parameter address: The interface's numeric address; nil lets the system choose.
  /// - Throws: ``StreamError/closed``, ``ReactorError/system(operation:code:)``.
  public func setMulticastInterface(_ address: String?) throws {
    try handle.set("the multicast interface") { uv_udp_set_multicast_interface($0, address) }
  }

  private func setMembership(
    _ membership: uv_membership,
    _ operation: String,
    _ group: String,
    _ interface: String?,
    _ source: String?
  ) throws {
    try handle.apply(operation) { udp in
      guard let source else { return uv_udp_set_membership(udp, group, interface, membership) }
      return uv_udp_set_source_membership(udp, group, interface, source, membership)
    }
  }
}

extension UDPHandle {
  fileprivate func set(
    _ option: String,
    _ call: (UnsafeMutablePointer<uv_udp_t>) -> Int32
  ) throws {
    try apply("set \(option)", call)
  }

  fileprivate func apply(
    _ operation: String,
    _ call: (UnsafeMutablePointer<uv_udp_t>) -> Int32
  ) throws {
    guard !isClosing else { throw StreamError.closed }
    try check(call(udp), "\(operation) on \(description)")
  }
}
