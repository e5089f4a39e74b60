/** The server's side of RFC 6455, as much as the mock needs: text frames, close, masked input, no extensions. */

import { createHash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Takes over an upgrade request; calls back with each text message and once with the end. */
export function accept(request, socket, { onMessage, onClose }) {
  const key = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
  let buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (let frame = read(buffer); frame; frame = read(buffer)) {
      buffer = buffer.subarray(frame.size);
      if (frame.opcode === 1) onMessage(frame.text);
      if (frame.opcode === 8) socket.end(pack(8, Buffer.alloc(0)));
    }
  });
  socket.on('close', onClose);
  socket.on('error', () => socket.destroy());
  return {
    send: (message) => socket.writable && socket.write(pack(1, Buffer.from(JSON.stringify(message)))),
    close(code) {
      const body = Buffer.alloc(2);
      body.writeUInt16BE(code);
      socket.end(pack(8, body));
    },
    drop: () => socket.destroy(),
  };
}

function read(buffer) {
  if (buffer.length < 2) return null;
  const opcode = buffer[0] & 15;
  let length = buffer[1] & 127;
  let at = 2;
  if (length === 126) {
    if (buffer.length < 4) return null;
    length = buffer.readUInt16BE(2);
    at = 4;
  }
  if (buffer.length < at + 4 + length) return null;
  const mask = buffer.subarray(at, at + 4);
  const body = Buffer.from(buffer.subarray(at + 4, at + 4 + length));
  for (let i = 0; i < body.length; i += 1) body[i] ^= mask[i % 4];
  return { opcode, text: body.toString(), size: at + 4 + length };
}

function pack(opcode, body) {
  if (body.length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, body.length]), body]);
  const head = Buffer.alloc(body.length < 65536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (body.length < 65536) {
    head[1] = 126;
    head.writeUInt16BE(body.length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(body.length), 2);
  }
  return Buffer.concat([head, body]);
}
