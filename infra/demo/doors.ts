/** The three doors that any customer has: the SMTP port, the widget's socket, a test phone. Nothing here knows the inside. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { io } from 'socket.io-client';
import { RTCPeerConnection, RTCRtpCodecParameters } from 'werift';
import WebSocket from 'ws';
import type { DemoCustomer } from './customers.js';

export interface Doors {
  url: string;
  smtpHost: string;
  smtpPort: number;
  mailbox: string;
  /** How long somebody stays on the phone, in ms. */
  talkMs: number;
}

/** A busy house takes its time; nobody waits longer than this at a door. */
const PATIENCE_MS = 60_000;
const LINE_PAUSE_MS = 400;

/** Resolves when the customer has said everything; throws what a customer would be told. */
export async function come(customer: DemoCustomer, doors: Doors): Promise<void> {
  if (customer.channel === 'email') await write(customer, doors);
  else if (customer.channel === 'chat') await chat(customer, doors);
  else await call(customer, doors);
}

async function write(customer: DemoCustomer, { smtpHost, smtpPort, mailbox }: Doors): Promise<void> {
  const door = createTransport({
    host: smtpHost,
    port: smtpPort,
    ignoreTLS: true,
    connectionTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  try {
    await door.sendMail({
      from: { name: customer.name, address: customer.email },
      to: mailbox,
      subject: customer.subject,
      text: `${customer.lines.join('\n\n')}\n\n${customer.name}`,
    });
  } finally {
    door.close();
  }
}

async function chat({ name, email, locale, lines }: DemoCustomer, { url }: Doors): Promise<void> {
  const socket = io(`${url}/visitors`, { transports: ['websocket'], forceNew: true, timeout: PATIENCE_MS });
  const say = async (command: string, input: object): Promise<void> => {
    const answer = (await socket.timeout(PATIENCE_MS).emitWithAck(command, input)) as {
      ok: boolean;
      problem?: { title: string };
    };
    if (!answer.ok) throw new Error(answer.problem?.title ?? 'refused');
  };
  try {
    await new Promise<void>((welcome, refuse) => {
      socket.once('hello', () => welcome());
      socket.once('connect_error', refuse);
    });
    const [first = '', ...more] = lines;
    await say('chat.start', { name, email, locale, text: first, page: `${url}/demo` });
    for (const [at, text] of more.entries()) {
      await pause(LINE_PAUSE_MS);
      await say('chat.send', { clientId: `line-${at}`, text });
    }
  } finally {
    socket.disconnect();
  }
}

async function call({ phone }: DemoCustomer, { url, talkMs }: Doors): Promise<void> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/voice/edge/phone`, {
    handshakeTimeout: PATIENCE_MS,
    origin: new URL(url).origin,
  });
  const sound = listener(new URL(url).hostname);
  const say = (frame: object): void => socket.send(JSON.stringify(frame));
  const heard = new Promise<string>((up, fail) => {
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the line was cut')));
    socket.on('message', (data: Buffer) => {
      const words = data.toString();
      if (words.trim() === '') return void socket.send('\n');
      const frame = JSON.parse(words) as { type: string; numbers?: string[]; sdp?: string; reason?: string };
      if (frame.type === 'registered') void dial(frame.numbers?.[0] ?? '').catch(fail);
      else if (frame.type === 'answered') up(frame.sdp ?? '');
      else if (frame.type === 'ended' || frame.type === 'error') fail(new Error(frame.reason ?? 'no answer'));
    });
  });
  const dial = async (to: string): Promise<void> => {
    await sound.setLocalDescription(await sound.createOffer());
    say({ type: 'dial', to, sdp: sound.localDescription?.sdp });
  };
  try {
    heard.catch(() => undefined); // told below, once the socket is open
    await once(socket, 'open');
    say({ type: 'register', number: phone });
    const late = pause(PATIENCE_MS, undefined, { ref: false }).then(() =>
      Promise.reject(new Error('no answer')),
    );
    await sound.setRemoteDescription({ type: 'answer', sdp: await Promise.race([heard, late]) });
    await pause(talkMs);
    say({ type: 'hangup' });
  } finally {
    socket.close();
    await sound.close();
  }
}

/** An ear without a voice: who answers hears silence. */
function listener(host: string): RTCPeerConnection {
  const isHere = /^(127\.|localhost$|\[::1\]$)/.test(host);
  const codec = new RTCRtpCodecParameters({
    mimeType: 'audio/PCMU',
    clockRate: 8_000,
    channels: 1,
    payloadType: 0,
  });
  const connection = new RTCPeerConnection({
    codecs: { audio: [codec], video: [] },
    iceServers: [],
    iceUseIpv6: false,
    ...(isHere && {
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
      iceAdditionalHostAddresses: ['127.0.0.1'],
    }),
  });
  connection.addTransceiver('audio', { direction: 'recvonly' });
  return connection;
}
