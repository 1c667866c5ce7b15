/** The commands a console may send: a closed list of name, shape and verb. */
import { Heartbeat, OfferCommand, Resume, SetState, TicketTopic, type AgentToServer } from '@lib/contracts';
import type { z } from 'zod';
import type { Acts } from '../acts.js';
import type { AgentSocket } from '../streams/broadcaster.js';
import type { TicketStreams } from './ticket-streams.js';
import type { TypingRelay } from './typing-relay.js';

type Name = keyof AgentToServer;
type InputOf<C extends Name> = Parameters<AgentToServer[C]>[0];
type Granted<A> = A extends { ok: true } ? Omit<A, 'ok'> : never;
/** Called once, when the command succeeded; in the same turn as what must follow it on the wire. */
type AnswerTo<C extends Name> = (result: Granted<Parameters<Parameters<AgentToServer[C]>[1]>[0]>) => void;

export interface Command {
  input: z.ZodType;
  run(socket: AgentSocket, input: unknown, answer: (result: object) => void): Promise<void> | void;
}

type CommandTable = { [C in Name]: TypedCommand<C> };
interface TypedCommand<C extends Name> {
  input: z.ZodType<InputOf<C>>;
  run(socket: AgentSocket, input: InputOf<C>, answer: AnswerTo<C>): Promise<void> | void;
}

export interface CommandParts {
  acts: Acts;
  streams: TicketStreams;
  typing: TypingRelay;
  now: () => Date;
}

/** A Map, so that no name a client can think of finds anything that is not in this list. */
export function commandTable({ acts, streams, typing, now }: CommandParts): ReadonlyMap<string, Command> {
  const table: CommandTable = {
    'ticket.watch': {
      input: TicketTopic,
      run: (socket, { ticketId }, answer) => inTurn(socket, () => streams.watch(socket, ticketId, answer)),
    },
    'ticket.unwatch': {
      input: TicketTopic,
      run: (socket, { ticketId }, answer) =>
        inTurn(socket, async () => {
          streams.unwatch(socket, ticketId);
          answer({});
        }),
    },
    resume: {
      input: Resume,
      run: (socket, cursors, answer) => inTurn(socket, () => streams.resume(socket, cursors, answer)),
    },
    'offer.accept': {
      input: OfferCommand,
      run: async ({ data }, { offerId }, answer) => {
        const { ticketId } = await acts.acceptOffer(data.principal, offerId);
        answer({ ticketId });
      },
    },
    'offer.decline': {
      input: OfferCommand,
      run: async ({ data }, { offerId, reason }, answer) => {
        await acts.declineOffer(data.principal, offerId, reason);
        answer({});
      },
    },
    'agent.set-state': {
      input: SetState,
      run: async ({ data }, change, answer) => answer({ agent: await acts.setState(data.principal, change) }),
    },
    typing: {
      input: TicketTopic,
      run: async (socket, { ticketId }, answer) => {
        await typing.agentTypes(socket, ticketId);
        answer({});
      },
    },
    heartbeat: {
      input: Heartbeat,
      run: async ({ data }, _input, answer) => {
        await acts.beat(data.principal.agentId, data.consoleId);
        answer({ at: now().toISOString() });
      },
    },
  };
  return new Map(Object.entries(table) as [string, Command][]);
}

/** What changes the streams of a connection happens one after the other, in the order it was asked for. */
export function inTurn(socket: AgentSocket, work: () => Promise<void>): Promise<void> {
  const mine = socket.data.turn.then(work);
  socket.data.turn = mine.catch(() => undefined);
  return mine;
}
