/** Who may open a socket from where, and who is put out for not reading. */
import { jest } from '@jest/globals';
import { loadConfig } from './config.js';
import { originAllowed } from './io-adapter.js';
import { watchSlowClients } from './slow-clients.js';

const config = loadConfig({
  PUBLIC_URL: 'https://desk.example',
  CONSOLE_ORIGINS: 'http://localhost:5173',
  WIDGET_ORIGINS: 'https://shop.example',
});
const open = loadConfig({ PORT: '3000' });

describe('originAllowed', () => {
  it.each([
    ['agents', 'https://desk.example', false, true],
    ['agents', 'http://localhost:5173', true, true],
    ['agents', 'https://desk.example.evil', false, false],
    ['agents', 'https://shop.example', false, false],
    ['agents', 'null', false, false],
    ['agents', '', false, false],
    ['agents', undefined, false, true],
    ['agents', undefined, true, false],
    ['visitors', 'https://shop.example', false, true],
    ['visitors', 'https://desk.example', false, true],
    ['visitors', 'https://other.example', false, false],
    ['visitors', 'null', false, false],
    ['visitors', undefined, false, true],
  ] as const)('%s from %s (cookie %s): %s', (kind, origin, byCookie, allowed) => {
    expect(originAllowed(kind, origin, config, byCookie)).toBe(allowed);
  });

  it('lets the widget in from anywhere by default, and the console only from its own page', () => {
    expect(originAllowed('visitors', 'https://any.example', open)).toBe(true);
    expect(originAllowed('agents', 'https://any.example', open)).toBe(false);
    expect(originAllowed('agents', 'http://127.0.0.1:3000', open, true)).toBe(true);
  });
});

describe('watchSlowClients', () => {
  const packets = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));
  const client = (writeBuffer: object[]) => ({ writeBuffer, close: jest.fn() });
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('closes a socket whose queue does not move, and only that one', () => {
    const stuck = client(packets(51));
    const short = client(packets(50));
    const moving = client(packets(200));
    const stop = watchSlowClients({ clients: { stuck, short, moving } }, () => undefined);
    jest.advanceTimersByTime(1_000);
    expect(stuck.close).not.toHaveBeenCalled();
    moving.writeBuffer = packets(150);
    jest.advanceTimersByTime(1_000);
    expect(stuck.close).toHaveBeenCalledWith(true);
    expect([short.close, moving.close].flatMap((close) => close.mock.calls)).toEqual([]);
    stop();
  });

  it('waits for nobody with thousands of packets', () => {
    const flooded = client(packets(5_001));
    const stop = watchSlowClients({ clients: { flooded } }, () => undefined);
    jest.advanceTimersByTime(1_000);
    expect(flooded.close).toHaveBeenCalledTimes(1);
    stop();
  });
});
