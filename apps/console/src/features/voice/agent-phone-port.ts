/** What the console asks of the agent's telephone, whatever library carries the sound. */
export interface AgentPhone {
  readonly status: 'off' | 'connecting' | 'ready' | 'ringing' | 'talking' | 'error';
  readonly muted: boolean;
  readonly callSince: number | null;
  readonly interactionId: string | null;
  readonly error?: { code: string; help: string };
  onChange(listener: () => void): () => void;
  start(): Promise<void>;
  answer(): void;
  hangUp(): void;
  mute(on: boolean): void;
  digits(digits: string): void;
  /** Sound level each way, 0 to 1. */
  level(): { in: number; out: number };
}
