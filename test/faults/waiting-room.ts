/** The front of the house during a fault run: who comes while the product is down waits at the door instead of being sent away. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface WaitingRoom {
  url: string;
  close(): Promise<void>;
}

const KNOCK_MS = 25;

/** Without it every client's own growing pauses would make a run wait longer than the restart takes. */
export async function openWaitingRoom(port: number): Promise<WaitingRoom> {
  const guests = new Set<Socket>();
  let open = true;
  let knocking: Promise<void> | undefined;
  /** One knocks for all who wait. */
  const opened = (): Promise<void> =>
    (knocking ??= knockUntilOpen(port, () => open).finally(() => (knocking = undefined)));
  const server = createServer((guest) => {
    guests.add(guest);
    guest.once('close', () => guests.delete(guest));
    guest.on('error', () => guest.destroy());
    void opened().then(() => admit(guest, port));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      open = false;
      for (const guest of guests) guest.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function admit(guest: Socket, port: number): void {
  if (guest.destroyed) return;
  const house = connect({ port, host: '127.0.0.1', noDelay: true });
  house.on('error', () => guest.destroy());
  house.once('close', () => guest.destroy());
  guest.once('close', () => house.destroy());
  guest.pipe(house);
  house.pipe(guest);
}

async function knockUntilOpen(port: number, stillOpen: () => boolean): Promise<void> {
  while (stillOpen() && !(await knock(port))) await pause(KNOCK_MS);
}

function knock(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => (socket.destroy(), done(true)));
    socket.once('error', () => done(false));
  });
}
