/** By which ways the sound of a call may go, and from which microphone: the library asks for them anew with each call. */
import type { Call } from '@twilio/voice-sdk';
import type { VoiceToken } from '@lib/contracts';

/** Without a relay, and without a chosen microphone, the library's own settings stand. */
export function wayOfSound(
  relay: VoiceToken['relay'],
  microphone: MediaTrackConstraints | true,
): Call.AcceptOptions {
  return {
    ...(relay && {
      rtcConfiguration: {
        iceServers: [{ urls: relay.urls, username: relay.username, credential: relay.credential }],
        iceTransportPolicy: relay.only ? ('relay' as const) : ('all' as const),
      },
    }),
    ...(microphone !== true && { rtcConstraints: { audio: microphone } }),
  };
}
