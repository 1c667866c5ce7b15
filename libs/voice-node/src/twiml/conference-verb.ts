/** Dial with a Conference: takes a seat, stays until the seat is given up, then goes on with the document. */
import type { ConferenceEvent, ConferenceSubscription, LeaveReason, SeatSettings } from '../conference.js';
import { FlowStopped, next, type Flow, type Outcome } from './flow.js';
import { absolute, actionOf, isTrue, methodOf, type VerbTools } from './verb.js';
import type { XmlElement } from './xml.js';

export async function dialConference(
  dial: XmlElement,
  noun: XmlElement,
  flow: Flow,
  tools: VerbTools,
): Promise<Outcome> {
  const enteredAt = Date.now();
  const conference = tools.exchange.openConference(noun.text);
  conference.subscribe(subscriptionOf(noun, flow));
  let leave: (reason: LeaveReason) => void = () => undefined;
  const left = new Promise<LeaveReason>((resolve) => (leave = resolve));
  const seat = conference.enter(flow.call, seatSettings(noun, flow), leave);
  const stopped = () =>
    conference.leave(
      seat,
      why(flow.signal) === 'call-ended' ? 'participant_hung_up' : 'participant_updated_via_api',
    );
  flow.signal.addEventListener('abort', stopped, { once: true });
  if (flow.signal.aborted) stopped();
  await left;
  flow.signal.removeEventListener('abort', stopped);
  const action = actionOf(dial, flow, {
    DialCallStatus: 'answered',
    DialCallDuration: String(Math.round((Date.now() - enteredAt) / 1000)),
    DialBridged: 'true',
  });
  if (flow.signal.aborted) {
    const hungUp = why(flow.signal) === 'call-ended';
    if (hungUp && action?.kind === 'goto') {
      tools.documents.tell(flow.call, action.url, action.method, action.parameters);
    }
    throw flow.signal.reason;
  }
  return action ?? next;
}

function why(signal: AbortSignal): string | undefined {
  return signal.reason instanceof FlowStopped ? signal.reason.why : undefined;
}

function seatSettings(noun: XmlElement, flow: Flow): SeatSettings {
  const { attributes } = noun;
  const beep = attributes.beep ?? 'true';
  return {
    label: attributes.participantLabel ?? null,
    muted: isTrue(attributes.muted, false),
    hold: false,
    startConferenceOnEnter: isTrue(attributes.startConferenceOnEnter, true),
    endConferenceOnExit: isTrue(attributes.endConferenceOnExit, false),
    coaching: attributes.coach !== undefined && attributes.coach !== '',
    callSidToCoach: attributes.coach || null,
    beepOnEnter: beep === 'true' || beep === 'onEnter',
    beepOnExit: beep === 'true' || beep === 'onExit',
    waitUrl: attributes.waitUrl ? absolute(attributes.waitUrl, flow) : (attributes.waitUrl ?? null),
    waitMethod: methodOf(noun, 'waitMethod'),
  };
}

function subscriptionOf(noun: XmlElement, flow: Flow): ConferenceSubscription | undefined {
  const { statusCallback, statusCallbackEvent } = noun.attributes;
  if (!statusCallback) return undefined;
  return {
    url: absolute(statusCallback, flow),
    method: methodOf(noun, 'statusCallbackMethod'),
    events: (statusCallbackEvent ?? '').split(/[\s,]+/).filter(Boolean) as ConferenceEvent[],
  };
}
