/// Clients of an HTTP server, in a process of their own.
package enum Visitors {
  /// A program for Python, given a port and a number: opens so many connections, each for one request
  /// that is answered with `hello`, tells how many there are, and holds them until its input ends.
  package static let script = """
    import resource, socket, sys
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    port, count = int(sys.argv[1]), int(sys.argv[2])
    kept = []
    for _ in range(count):
        s = socket.create_connection(("127.0.0.1", port))
        s.sendall(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
        assert s.recv(1000).endswith(b"hello")
        kept.append(s)
    print(len(kept), flush=True)
    sys.stdin.read()
    """
}
