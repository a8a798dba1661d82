/// What the other implementations run: scripts of the usual kind in their languages.
enum Scripts {
  /// Python's `http.client` against our server; its port is the argument.
  static let pythonClient = """
    import http.client, json, sys
    c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=10)
    def ask(*a, **k):
        c.request(*a, **k)
        r = c.getresponse()
        body = r.read().decode()
        print(r.version, r.status, body)
        return r
    ask("GET", "/hello")
    port = c.sock.getsockname()[1]
    ask("POST", "/echo", body=b"by length")
    ask("POST", "/echo", body=iter([b"in ", b"chunks"]), encode_chunked=True,
        headers={"Transfer-Encoding": "chunked"})
    ask("GET", "/stream")
    ask("HEAD", "/hello")
    ask("PUT", "/hello")
    assert c.sock.getsockname()[1] == port, "the connection was not kept"
    ask("POST", "/json", body=json.dumps({"a": [1, 2]}))
    print(ask("GET", "/hello", headers={"Connection": "close"}).getheader("Connection"))
    c.close()
    """

  /// Python's `http.server`, in the version that is the argument; prints its port, ends with its input.
  static let pythonServer = """
    import http.server, sys, threading
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = sys.argv[1]
        def log_message(self, *a): pass
        def say(self, body):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD": self.wfile.write(body)
        def do_GET(self):
            if self.path == "/redirect":
                self.send_response(302)
                self.send_header("Location", "/port")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif self.path == "/chunked":
                self.send_response(200)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.write(b"3;x=y\\r\\none\\r\\n3\\r\\ntwo\\r\\n0\\r\\nETag: t\\r\\n\\r\\n")
            elif self.path == "/endless":
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"until the end")
                self.close_connection = True
            else:
                self.say(str(self.client_address[1]).encode())
        do_HEAD = do_GET
        def do_POST(self):
            self.say(self.rfile.read(int(self.headers["Content-Length"])))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    """

  /// Node's client with a kept connection against our server; its port is the argument.
  static let nodeClient = """
    const http = require('http');
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (path, options = {}, write = (r) => r.end()) => new Promise((done, fail) => {
      const request = http.request({ host: '127.0.0.1', port: +process.argv[1], path, agent, ...options },
        (response) => {
          let body = '';
          response.on('data', (part) => body += part);
          response.on('end', () => {
            const trailer = response.trailers.etag || '-';
            console.log(response.httpVersion, response.statusCode, body, trailer, request.reusedSocket);
            done();
          });
        });
      request.on('error', fail);
      write(request);
    });
    (async () => {
      await ask('/hello');
      await ask('/stream');
      await ask('/echo', { method: 'POST' }, (r) => { r.write('in '); r.end('chunks'); });
      await ask('/echo', { method: 'POST', headers: { Expect: '100-continue', 'Content-Length': 4 } },
        (r) => r.on('continue', () => r.end('body')));
      await ask('/hello', { method: 'HEAD' });
      agent.destroy();
    })();
    """

  /// Node's server; prints its port, ends with its input.
  static let nodeServer = """
    const http = require('http');
    const server = http.createServer((request, response) => {
      if (request.url === '/trailers') {
        response.writeHead(200, { Trailer: 'ETag' });
        response.write('one ');
        response.write('two');
        response.addTrailers({ ETag: 't' });
        return response.end();
      }
      if (request.url === '/hints') {
        response.writeEarlyHints({ link: '</a>; rel=preload' });
        return response.end('hinted');
      }
      const parts = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        const kind = request.headers['transfer-encoding'] || request.headers['content-length'] || '-';
        response.end(`${request.method} ${Buffer.concat(parts)} ${kind} ${request.socket.remotePort}`);
      });
    });
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));
    process.stdin.resume();
    process.stdin.on('end', () => process.exit(0));
    """
}
