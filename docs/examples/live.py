#!/usr/bin/env python3
"""Prints the updates of a Tickgrid WebSocket channel. Needs nothing but Python.

usage: live.py CHANNEL [COUNT [TEXT]]     only those that contain TEXT; all other messages in short on standard error
with TOKEN in the environment, and HOST (default localhost:8080)
"""
import base64, json, os, socket, sys

channel = sys.argv[1]
count = int(sys.argv[2]) if len(sys.argv) > 2 else 10
wanted = sys.argv[3] if len(sys.argv) > 3 else ""
host, port = os.environ.get("HOST", "localhost:8080").rsplit(":", 1)

conn = socket.create_connection((host, int(port)))
key = base64.b64encode(os.urandom(16)).decode()
conn.sendall((f"GET /ws/v1 HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
              f"Authorization: Bearer {os.environ['TOKEN']}\r\n\r\n").encode())
read = conn.makefile("rb")
status = read.readline().decode().strip()
if " 101 " not in status:
    sys.exit(f"expected 101 Switching Protocols, got {status}")
while read.readline() != b"\r\n":
    pass


def send(message):
    text, mask = json.dumps(message).encode(), os.urandom(4)
    head = bytes([0x81, 0x80 | len(text)]) if len(text) < 126 else b"\x81\xfe" + len(text).to_bytes(2, "big")
    conn.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(text)))


def receive():
    opcode, size = read.read(1)[0] & 0x0F, read.read(1)[0] & 0x7F
    if size > 125:
        size = int.from_bytes(read.read(2 if size == 126 else 8), "big")
    body = read.read(size)
    if opcode == 8:
        sys.exit(f"closed: {int.from_bytes(body[:2], 'big')} {body[2:].decode()}")
    return body.decode() if opcode == 1 else None


send({"op": "subscribe", "channel": channel})
while count > 0:
    message = receive()
    if not message:
        continue
    if json.loads(message)["type"] != "update":
        print(message[:100], file=sys.stderr, flush=True)
    elif wanted in message:
        print(message, flush=True)
        count -= 1
