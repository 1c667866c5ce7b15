/** Pictures from outside: fetched without a trace of who looks, and never from inside the house. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchPicture, isOpenInternet, MAX_PICTURE_BYTES } from './outside-picture.js';

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from('pixels')]);
const asked: IncomingHttpHeaders[] = [];
let server: Server;
let origin = '';
/** A test has only this machine to be the outside. */
const here = { mayReach: () => true, anyPort: true };

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers);
    if (request.url === '/to-png') return void response.writeHead(302, { location: '/png' }).end();
    if (request.url === '/round') return void response.writeHead(302, { location: '/round' }).end();
    if (request.url === '/svg')
      return void response.setHeader('content-type', 'image/png').end('<svg onload="x"/>');
    if (request.url === '/long')
      return void response.end(Buffer.concat([png, Buffer.alloc(MAX_PICTURE_BYTES)]));
    if (request.url === '/gone') return void response.writeHead(404).end(png);
    return void response.end(png);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));
beforeEach(() => asked.splice(0));

test('a picture comes as what its bytes are, also from where it has moved to', async () => {
  expect(await fetchPicture(`${origin}/png`, here)).toEqual({ type: 'image/png', bytes: png });
  expect(await fetchPicture(`${origin}/to-png`, here)).toMatchObject({ type: 'image/png' });
});

test('nobody is told who looks', async () => {
  await fetchPicture(`${origin}/png`, here);
  expect(Object.keys(asked[0] ?? {}).sort()).toEqual(['accept', 'connection', 'host', 'user-agent']);
});

test.each(['/svg', '/long', '/gone', '/round'])(
  'what is no picture, too long, gone or endless is none: %s',
  async (path) => {
    expect(await fetchPicture(`${origin}${path}`, here)).toBeNull();
    expect(asked.length).toBeLessThanOrEqual(4);
  },
);

test.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
  'this machine is never asked, by whatever name: %s',
  async (host) => {
    const { port } = server.address() as AddressInfo;
    expect(await fetchPicture(`http://${host}:${port}/png`, { anyPort: true })).toBeNull();
    expect(asked).toEqual([]);
  },
);

test.each([
  'file:///etc/passwd',
  'ftp://example.net/x',
  'http://user:pw@example.net/x',
  'http://example.net:22/',
  'x',
])('only the web is asked, without passwords and on its own ports: %s', async (address) => {
  expect(await fetchPicture(address)).toBeNull();
});

test.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['10.1.2.3', false],
  ['172.20.0.1', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['::ffff:10.0.0.1', false],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::', false],
  ['not an address', false],
])('%s is of the open internet: %s', (address, open) => {
  expect(isOpenInternet(address)).toBe(open);
});
