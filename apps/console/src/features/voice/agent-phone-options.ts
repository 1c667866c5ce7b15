/** What the agent's telephone is given by the console, or by a test. */
import type { TellCallQuality, VoiceToken } from '@lib/contracts';
import type { VoiceSdk } from './agent-phone-sdk.js';
import type { TabLeader } from './agent-phone-leader.js';

export interface AgentPhoneOptions {
  fetchToken(): Promise<Pick<VoiceToken, 'token' | 'edge' | 'relay'>>;
  /** Host and path of the embedded carrier; null or absent: the provider's own. */
  edge?: string | null;
  /** The chosen microphone, when a call needs it. */
  microphone?(): MediaTrackConstraints | true;
  /** The chosen loudspeaker; null: the system's own. */
  speaker?(): string | null;
  /** Hears every few seconds how the call sounds. */
  tellQuality?(told: TellCallQuality): void;
  loadSdk?: (edge: string | null) => Promise<VoiceSdk>;
  leader?: TabLeader;
}
