/** The sockets as strangers' programs hold them, and who is answered what on every command. */
import type {
  Ack,
  AgentToServer,
  ServerToAgent,
  ServerToVisitor,
  StreamCursors,
  VisitorToServer,
} from '@lib/contracts';
import { io, type Socket } from 'socket.io-client';
import type { Things } from './things.js';

export type Console = Socket<ServerToAgent, AgentToServer> & {
  /** Everything that was ever said to it, as text. */
  heard: string[];
};

/** Settles when it was greeted; rejects with the code it was refused with. */
export async function openConsole(url: string, auth: object): Promise<Console> {
  return opened(`${url}/agents`, auth) as Promise<Console>;
}

export async function openVisitor(
  url: string,
  auth: object,
): Promise<Socket<ServerToVisitor, VisitorToServer> & { heard: string[] }> {
  return opened(`${url}/visitors`, auth) as ReturnType<typeof openVisitor>;
}

async function opened(address: string, auth: object): Promise<unknown> {
  const socket = io(address, { transports: ['websocket'], forceNew: true, reconnection: false, auth });
  const heard: string[] = [];
  socket.onAny((name: string, body: unknown) => heard.push(`${name} ${JSON.stringify(body)}`));
  await new Promise<void>((resolve, reject) => {
    socket.once('hello', () => resolve());
    socket.once('connect_error', (error: Error & { data?: { code?: string } }) => {
      socket.close();
      reject(new Error(error.data?.code ?? error.message));
    });
  });
  return Object.assign(socket, { heard });
}

/** What a console asks with somebody else's thing, and what must come of it: a problem's code, or for `ok` an answer without it. */
type Foreign = { input: (foreign: Things) => unknown; answer: string };

/** By its type complete: a new command without a row does not compile. */
export const foreignCommands: Record<keyof AgentToServer, Foreign> = {
  'ticket.watch': { input: ({ ticket }) => ({ ticketId: ticket }), answer: 'not-found' },
  'ticket.unwatch': { input: ({ ticket }) => ({ ticketId: ticket }), answer: 'ok' },
  'offer.accept': { input: ({ offer }) => ({ offerId: offer }), answer: 'not-found' },
  'offer.decline': { input: ({ offer }) => ({ offerId: offer }), answer: 'not-found' },
  // One's own state is the only one it can set: nobody is named.
  'agent.set-state': { input: ({ agent }) => ({ state: 'away', agentId: agent }), answer: 'invalid-input' },
  // Nothing is sent for a ticket one does not watch.
  typing: { input: ({ ticket }) => ({ ticketId: ticket }), answer: 'ok' },
  resume: {
    input: ({ ticket, agent, queue }) => ({ epoch: 'another', streams: streams(ticket, agent, queue) }),
    answer: 'ok',
  },
  heartbeat: { input: () => ({}), answer: 'ok' },
};

export function streams(ticket: string, agent: string, queue: string): StreamCursors {
  return { [`ticket:${ticket}`]: 0, [`agent:${agent}`]: 0, [`queue:${queue}`]: 0, '*': 0, 'ticket:*': 0 };
}

/** What a visitor may say; none of it names a thing of the house. */
export const visitorCommands: Record<keyof VisitorToServer, object> = {
  'chat.start': { text: 'Hello', ticketId: 'x', conversationId: 'x' },
  'chat.send': { clientId: 'c', text: 'Hello', conversationId: 'x' },
  'chat.typing': { conversationId: 'x' },
  'chat.end': { conversationId: 'x' },
  'chat.request-person': { conversationId: 'x' },
};

export function codeOf(answer: Ack<object>): string {
  return answer.ok ? 'ok' : answer.problem.code;
}
