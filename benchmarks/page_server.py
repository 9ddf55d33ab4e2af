"""The web server of benchmarks of a crawl: hosts whose feeds list numbered pages."""

# A program that follows one which makes `bodies` (bytes by number), `wanted` (pages) and `hosts`. It prints its port.
SERVE_BODIES = """
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        host = self.headers["Host"].partition(":")[0]
        status, kind, body = 404, "text/plain", b"not here"
        if self.path == "/feed":
            numbers = range(int(host[1:].partition(".")[0]), wanted, hosts)
            items = "".join(f"<item><title>{n}</title><link>http://{host}/p/{n}</link></item>" for n in numbers)
            body = f"<rss version='2.0'><channel><title>{host}</title><link>http://{host}/</link><description/>{items}</channel></rss>".encode()
            status, kind = 200, "application/rss+xml"
        elif self.path.startswith("/p/"):
            status, kind, body = 200, "text/html; charset=utf-8", bodies[int(self.path[3:]) % len(bodies)]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
class Server(ThreadingHTTPServer):
    request_queue_size = 256
server = Server(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""
