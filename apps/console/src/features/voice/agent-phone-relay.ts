/** By which ways the sound of a call may go: the library asks for them anew with each call. */
import type { Call } from '@twilio/voice-sdk';
import type { VoiceToken } from '@lib/contracts';

/** Without a relay the library's own settings stand. */
export function wayOfSound(relay: VoiceToken['relay']): Call.AcceptOptions {
  if (!relay) return {};
  const { urls, username, credential, only } = relay;
  return {
    rtcConfiguration: {
      iceServers: [{ urls, username, credential }],
      iceTransportPolicy: only ? 'relay' : 'all',
    },
  };
}
