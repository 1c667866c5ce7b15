/** A STUN server of twenty lines on loopback: without one, werift asks a public one and waits five seconds offline. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const XOR_MAPPED_ADDRESS = 0x0020;
const MAGIC_COOKIE = 0x2112a442;

export interface StunResponder {
  url: string;
  close(): void;
}

export async function startStunResponder(): Promise<StunResponder> {
  const socket = createSocket('udp4');
  socket.on('message', (request, from) => respond(socket, request, from));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', resolve);
  });
  return { url: `stun:127.0.0.1:${socket.address().port}`, close: () => socket.close() };
}

function respond(socket: Socket, request: Buffer, from: RemoteInfo): void {
  if (request.length < 20 || request.readUInt16BE(0) !== BINDING_REQUEST) return;
  const answer = Buffer.alloc(32);
  answer.writeUInt16BE(BINDING_SUCCESS, 0);
  answer.writeUInt16BE(12, 2);
  request.copy(answer, 4, 4, 20);
  answer.writeUInt16BE(XOR_MAPPED_ADDRESS, 20);
  answer.writeUInt16BE(8, 22);
  answer.writeUInt16BE(0x0001, 24);
  answer.writeUInt16BE(from.port ^ (MAGIC_COOKIE >>> 16), 26);
  const address = from.address.split('.').reduce((value, part) => value * 256 + Number(part), 0);
  answer.writeUInt32BE((address ^ MAGIC_COOKIE) >>> 0, 28);
  socket.send(answer, from.port, from.address);
}
