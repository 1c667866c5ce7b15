/** The typed wire to the gateway: options of the connection, commands as promises with a time-out and problems as errors. */
import type { AgentToServer, ServerToAgent } from '@lib/contracts';
import { io, type Socket } from 'socket.io-client';
import { CommandError } from './command-error.js';

export type GatewaySocket = Socket<ServerToAgent, AgentToServer>;
export type CommandName = keyof AgentToServer;
export type CommandInput<C extends CommandName> = Parameters<AgentToServer[C]>[0];
type AnswerTo<C extends CommandName> = Parameters<Parameters<AgentToServer[C]>[1]>[0];
type Granted<A> = A extends { ok: true } ? A : never;
export type CommandResult<C extends CommandName> = Granted<AnswerTo<C>>;

export interface GatewayAddress {
  /** Origin of the gateway, e.g. `location.origin`. */
  url: string;
  path?: string;
  /** Left out, the session cookie speaks. */
  token?: string | (() => string | null);
}

export const commandTimeoutMs = 10_000;
export const longestPauseMs = 10_000;
const firstPauseMs = 500;

export function openSocket({ url, path, token }: GatewayAddress): GatewaySocket {
  return io(`${url.replace(/\/$/, '')}/agents`, {
    path: path ?? '/socket.io',
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: firstPauseMs,
    reconnectionDelayMax: longestPauseMs,
    // A restarted gateway must not meet all its consoles in the same second.
    randomizationFactor: 0.5,
    timeout: 10_000,
    auth: (give) => {
      const value = typeof token === 'function' ? token() : token;
      give(value ? { token: value } : {});
    },
  });
}

/** The pause before try number `attempt` where socket.io leaves trying again to us. */
export function pauseBefore(attempt: number, random: () => number = Math.random): number {
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** attempt);
  return pause * (0.5 + random());
}

/** `settled` is called in the same turn as the answer arrives, before the push that follows it is read. */
export function ask<C extends CommandName>(
  socket: GatewaySocket,
  command: C,
  input: CommandInput<C>,
  settled: (error: CommandError | null, result: CommandResult<C> | null) => void,
): void {
  if (!socket.connected) return settled(CommandError.notConnected(), null);
  const wire = socket.timeout(commandTimeoutMs) as unknown as {
    emit(name: string, input: unknown, ack: (late: Error | null, answer?: AnswerTo<C>) => void): void;
  };
  wire.emit(command, input, (late, answer) => {
    if (late || !answer) settled(CommandError.noAnswer(), null);
    else if (answer.ok) settled(null, answer as CommandResult<C>);
    else settled(new CommandError(answer.problem), null);
  });
}
