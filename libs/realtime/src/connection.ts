/** One console on the wire: who it is, what it follows, what it may still ask this second. */
import type { Principal } from '@lib/platform';
import type { CommandBudget } from './commands/command-budget.js';

export interface Connection {
  consoleId: string;
  principal: Principal;
  /** Kept to ask again whether the session still stands; never logged. */
  token: string;
  /** Streams it has joined. */
  streams: Set<string>;
  /** Tickets it watches or is about to. */
  watched: Set<string>;
  budget: CommandBudget;
  /** Commands that change what it follows run one after the other. */
  turn: Promise<void>;
}
