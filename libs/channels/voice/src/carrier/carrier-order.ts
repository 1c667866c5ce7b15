/** What our own decisions may ask of the carrier once they are committed. */
export type CarrierOrder =
  | { kind: 'join-caller'; callSid: string }
  | { kind: 'release-caller'; callSid: string }
  | { kind: 'resume'; callSid: string }
  | { kind: 'take-message'; callSid: string }
  | { kind: 'fetch-message'; callSid: string; recordingSid: string; seconds: number }
  | { kind: 'start-recording'; callSid: string }
  | { kind: 'stop-recording'; callSid: string }
  | { kind: 'announce-recording'; callSid: string }
  | { kind: 'fetch-recording'; callSid: string; recordingId: string }
  | { kind: 'end-conference'; callSid: string; interactionId: string }
  | { kind: 'hang-up'; callSid: string }
  /** Of a call we made: the customer's line, whatever the carrier came to call it. */
  | { kind: 'hang-up-customer'; callSid: string };
