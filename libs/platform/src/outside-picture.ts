/** Fetches a picture that a stranger's mail names, without telling who looks and without reaching anything but the open internet. */
import { lookup as resolveName } from 'node:dns';
import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export const MAX_PICTURE_BYTES = 5 * 1024 * 1024;
const MAX_HOPS = 3;
const PATIENCE_MS = 5_000;
const PORTS = new Set(['', '80', '443']);

export interface Picture {
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  bytes: Buffer;
}

export interface OutsideOptions {
  /** Whether an address may be reached at all; by default only those of the open internet. */
  mayReach?: (address: string) => boolean;
  /** By default 80 and 443, the ports of the web. */
  anyPort?: boolean;
}

/**
 * One picture of at most 5 MB within 5 seconds, over at most three redirections. No cookie, no referrer, no name of ours.
 * @returns null for anything else: another kind of content, a private address, a refusal, silence
 */
export async function fetchPicture(address: string, options: OutsideOptions = {}): Promise<Picture | null> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    let next: URL | null = new URL(address);
    for (let hop = 0; next && hop <= MAX_HOPS; hop++) {
      const answer = await ask(next, options, signal);
      const { location } = answer.headers;
      if (location === undefined || (answer.statusCode ?? 0) < 300 || (answer.statusCode ?? 0) > 399)
        return answer.statusCode === 200 ? pictureOf(await bodyOf(answer)) : discard(answer);
      discard(answer);
      next = new URL(location, next);
    }
  } catch {
    // A name that does not exist, a forbidden address, a server that does not speak: no picture.
  }
  return null;
}

function ask(url: URL, options: OutsideOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:') throw new Error('not of the web');
  if (url.username || url.password) throw new Error('carries a password');
  if (!options.anyPort && !PORTS.has(url.port)) throw new Error('not a port of the web');
  const mayReach = options.mayReach ?? isOpenInternet;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !mayReach(host)) throw new Error('not of the open internet');
  return new Promise((resolve, reject) => {
    const asked = (secure ? requestSecure : requestPlain)(url, {
      agent: false,
      signal,
      lookup: onlyReachable(mayReach),
      headers: { accept: 'image/png,image/jpeg,image/gif,image/webp', 'user-agent': 'Mozilla/5.0' },
    });
    asked.on('response', resolve).on('error', reject).end();
  });
}

/** The very address that was looked at is the one connected to: a name cannot change its mind in between. */
function onlyReachable(mayReach: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => mayReach(address)))
        return done(new Error('not of the open internet'), '');
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
}

async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_PICTURE_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function discard(answer: IncomingMessage): null {
  answer.destroy();
  return null;
}

/** By its first bytes; what a server says of it is not asked. SVG is a program and never passes. */
function pictureOf(bytes: Buffer): Picture | null {
  const opening = bytes.subarray(0, 12).toString('latin1');
  if (opening.startsWith('\x89PNG\r\n\x1a\n')) return { type: 'image/png', bytes };
  if (opening.startsWith('\xff\xd8\xff')) return { type: 'image/jpeg', bytes };
  if (/^GIF8[79]a/.test(opening)) return { type: 'image/gif', bytes };
  return opening.startsWith('RIFF') && opening.endsWith('WEBP') ? { type: 'image/webp', bytes } : null;
}

const closed = new BlockList();
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ] as const),
])
  closed.addSubnet(network, bits, 'ipv4');
const open6 = new BlockList();
open6.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  closed.addSubnet(network, bits, 'ipv6');

/** Whether an address is reached from everywhere: not this machine, this network, nor one reserved (RFC 6890 and its registry). */
export function isOpenInternet(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  return family === 6 && open6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}
