/** What the console asks of the agent's telephone, whatever library carries the sound. */
import type { MessageId } from '@lib/design';
import type { LineCheck } from './line-check.js';
import type { PhoneTrouble } from './agent-phone-trouble.js';

export interface AgentPhone {
  readonly status: 'off' | 'connecting' | 'ready' | 'ringing' | 'talking' | 'error';
  readonly muted: boolean;
  readonly callSince: number | null;
  readonly interactionId: string | null;
  readonly error?: { code: string; help: MessageId };
  /** What is wrong with the sound of the call that goes on. */
  readonly trouble: PhoneTrouble | null;
  onChange(listener: () => void): () => void;
  start(): Promise<void>;
  stop(): void;
  /** The call of this interaction is answered without a press: its offer was accepted here. */
  expect(interactionId: string): void;
  answer(): void;
  hangUp(): void;
  mute(on: boolean): void;
  digits(digits: string): void;
  /** A short call to the house itself; a customer's call ends it. Never rejects. */
  checkLine(): Promise<LineCheck>;
  /** Takes the chosen loudspeaker, also for a call that goes on. */
  useSpeaker(): void;
  /** Sound level each way, 0 to 1. */
  level(): { in: number; out: number };
}
