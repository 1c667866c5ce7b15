/** Takes every packet of a console: counts it, finds its command, checks its shape, answers; nothing thrown gets past here. */
import { Problem, type ProblemDetails } from '@lib/contracts';
import { logger, toProblemDetails } from '@lib/platform';
import type { GatewayMetrics } from '../gateway-metrics.js';
import type { AgentSocket } from '../streams/broadcaster.js';
import type { Command } from './commands.js';

const log = logger('realtime');

type Ack = (answer: { ok: true } | { ok: false; problem: ProblemDetails }) => void;

export class Dispatcher {
  constructor(
    private readonly commands: ReadonlyMap<string, Command>,
    private readonly metrics: GatewayMetrics,
  ) {}

  /** Sits before the socket's event emitter and passes nothing on, so that no event name reaches a listener by itself. */
  guard(socket: AgentSocket): void {
    socket.use((packet) => void this.take(socket, packet));
  }

  private async take(socket: AgentSocket, packet: unknown[]): Promise<void> {
    const last = packet.at(-1);
    const ack = once(typeof last === 'function' ? (last as Ack) : undefined);
    try {
      const name = packet[0];
      if (!this.grant(socket)) throw new Problem('rate-limited');
      const command = typeof name === 'string' ? this.commands.get(name) : undefined;
      if (!command) return;
      const input = parse(command, packet[1]);
      await command.run(socket, input, (result) => ack({ ok: true, ...result }));
    } catch (error) {
      ack({ ok: false, problem: toProblemDetails(error) });
    }
  }

  private grant(socket: AgentSocket): boolean {
    const grant = socket.data.budget.take(Date.now());
    if (grant === 'granted') return true;
    this.metrics.dropped('rate-limited');
    if (grant === 'flood') {
      log.warn({ agentId: socket.data.principal.agentId }, 'closed a console that floods');
      socket.disconnect(true);
    }
    return false;
  }
}

function parse(command: Command, input: unknown): unknown {
  const parsed = command.input.safeParse(typeof input === 'function' ? undefined : input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new Problem('invalid-input', undefined, errors);
}

/** A client may send no ack at all, and must never get two. */
function once(ack: Ack | undefined): Ack {
  let waiting = ack;
  return (answer) => {
    waiting?.(answer);
    waiting = undefined;
  };
}
