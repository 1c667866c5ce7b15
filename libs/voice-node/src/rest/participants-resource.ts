/** The Participants of a conference: bring someone in, mute, hold, coach, and show the door. */
import { listenForMachine, machineDetection } from '../amd/answering-machine.js';
import type { Call } from '../call.js';
import type {
  Conference,
  ConferenceEvent,
  ConferenceSubscription,
  Seat,
  SeatSettings,
} from '../conference.js';
import { element, type FlowEntry } from '../twiml/flow.js';
import { parties, statusSubscription, timeout } from './callers.js';
import { findConference } from './conferences-resource.js';
import type { Form } from './form.js';
import { page } from './paging.js';
import { accountPath, participantJson } from './resource-json.js';
import { created, gone, ok, route, type RestContext } from './rest-request.js';
import { invalid, notFound } from './twilio-problem.js';

export const participantRoutes = [
  route('POST', /^\/Conferences\/([^/]+)\/Participants$/, ({ form }, context, name = '') => {
    const addresses = parties(form, context.options);
    const detection = machineDetection(form, 'Amd');
    const settings = settingsOf(form, openNow(context, name));
    const conference = openFor(context, name);
    conference.subscribe(subscriptionOf(form));
    const call = context.exchange.dial({
      ...addresses,
      direction: 'outbound-api',
      timeoutSeconds: timeout(form),
      subscription: statusSubscription(form),
      answered: (answered) => {
        context.flows.start(answered, seatingDocument(conference, settings));
        if (detection)
          void listenForMachine(answered, detection, (callback) => context.exchange.tell(callback));
      },
    });
    const seat = conference.expect(call, settings);
    giveUpSeatUnlessTaken(conference, seat, call);
    return created(participantJson(conference, seat));
  }),
  route('GET', /^\/Conferences\/([^/]+)\/Participants$/, ({ path, query }, context, name) => {
    const conference = findConference(context, name, path);
    const flag = (key: string, value: boolean) => query.get(key) === null || query.get(key) === String(value);
    const seats = conference.seats
      .filter(
        (seat) => flag('Muted', seat.muted) && flag('Hold', seat.hold) && flag('Coaching', seat.coaching),
      )
      .map((seat) => participantJson(conference, seat));
    const uri = `${accountPath(context.options.accountSid)}/Conferences/${conference.sid}/Participants.json`;
    return ok(page('participants', uri, query, seats));
  }),
  route('GET', /^\/Conferences\/([^/]+)\/Participants\/([^/]+)$/, ({ path }, context, name, who) => {
    const { conference, seat } = findSeat(context, path, name, who);
    return ok(participantJson(conference, seat));
  }),
  route('POST', /^\/Conferences\/([^/]+)\/Participants\/([^/]+)$/, ({ path, form }, context, name, who) => {
    const { conference, seat } = findSeat(context, path, name, who);
    conference.update(seat, changeOf(form, conference));
    const announceUrl = form.url('AnnounceUrl');
    if (announceUrl) conference.announce(announceUrl, form.method('AnnounceMethod'), seat);
    return ok(participantJson(conference, seat));
  }),
  route('DELETE', /^\/Conferences\/([^/]+)\/Participants\/([^/]+)$/, ({ path }, context, name, who) => {
    const { conference, seat } = findSeat(context, path, name, who);
    conference.leave(seat, 'removed_via_api');
    if (!seat.seated) context.exchange.finish(seat.call);
    return gone;
  }),
];

/** The conference as it is before anybody is asked in; undefined when it has yet to begin. */
function openNow({ exchange }: RestContext, name: string): Conference | undefined {
  return exchange.conferences.get(name) ?? exchange.conferenceNamed(name);
}

/** Creating a participant by name is how a conference begins; a sid must be one that is still open. */
function openFor(context: RestContext, name: string): Conference {
  const bySid = context.exchange.conferences.get(name);
  if (bySid?.status === 'completed') throw invalid(21220, 'The conference has ended');
  return bySid ?? context.exchange.openConference(name);
}

/** A party that never answers must not keep the room open. */
function giveUpSeatUnlessTaken(conference: Conference, seat: Seat, call: Call): void {
  call.onEnd(() => {
    if (!seat.seated) conference.leave(seat, 'participant_hung_up');
  });
}

/** The answered party runs the same document a caller would: one way into a room. */
function seatingDocument(conference: Conference, settings: SeatSettings): FlowEntry {
  const noun = element(
    'Conference',
    {
      participantLabel: settings.label ?? undefined,
      muted: String(settings.muted),
      startConferenceOnEnter: String(settings.startConferenceOnEnter),
      endConferenceOnExit: String(settings.endConferenceOnExit),
      beep: beepWord(settings),
      coach: settings.callSidToCoach ?? undefined,
      waitUrl: settings.waitUrl ?? undefined,
      waitMethod: settings.waitMethod,
    },
    [],
    conference.friendlyName,
  );
  return { document: element('Response', {}, [element('Dial', {}, [noun])]) };
}

function settingsOf(form: Form, conference: Conference | undefined): SeatSettings {
  const label = form.text('Label');
  if (label !== undefined && conference?.find(label))
    throw invalid(16025, `Label ${label} is already in use`);
  const beep = form.text('Beep') ?? 'true';
  const callSidToCoach = form.text('CallSidToCoach') ?? null;
  const coaching = form.flag('Coaching') ?? callSidToCoach !== null;
  if (coaching) requireCoachTarget(conference, callSidToCoach);
  return {
    label: label ?? null,
    muted: form.flag('Muted') ?? false,
    hold: false,
    startConferenceOnEnter: form.flag('StartConferenceOnEnter') ?? true,
    endConferenceOnExit: form.flag('EndConferenceOnExit') ?? false,
    coaching,
    callSidToCoach: coaching ? callSidToCoach : null,
    beepOnEnter: beep === 'true' || beep === 'onEnter',
    beepOnExit: beep === 'true' || beep === 'onExit',
    waitUrl: form.url('WaitUrl') ?? null,
    waitMethod: form.method('WaitMethod'),
  };
}

function changeOf(form: Form, conference: Conference): Parameters<Conference['update']>[1] {
  const change: Parameters<Conference['update']>[1] = {};
  const muted = form.flag('Muted');
  const hold = form.flag('Hold');
  const coaching = form.flag('Coaching');
  const endConferenceOnExit = form.flag('EndConferenceOnExit');
  const callSidToCoach = form.text('CallSidToCoach');
  if (muted !== undefined) change.muted = muted;
  if (endConferenceOnExit !== undefined) change.endConferenceOnExit = endConferenceOnExit;
  if (hold !== undefined) {
    change.hold = hold;
    change.holdUrl = form.url('HoldUrl') ?? null;
    change.holdMethod = form.method('HoldMethod');
  }
  if (coaching === false) Object.assign(change, { coaching: false, callSidToCoach: null });
  else if (coaching || callSidToCoach !== undefined) {
    requireCoachTarget(conference, callSidToCoach ?? null);
    Object.assign(change, { coaching: true, callSidToCoach });
  }
  return change;
}

function requireCoachTarget(conference: Conference | undefined, callSid: string | null): void {
  if (conference?.status !== 'in-progress' || !callSid || !conference.find(callSid)?.seated) {
    throw invalid(16028, 'CallSidToCoach must be a call in this in-progress conference');
  }
}

function findSeat(
  context: RestContext,
  path: string,
  name: string | undefined,
  who = '',
): { conference: Conference; seat: Seat } {
  const conference = findConference(context, name, path);
  const seat = conference.find(who);
  if (!seat) throw notFound(path);
  return { conference, seat };
}

function subscriptionOf(form: Form): ConferenceSubscription | undefined {
  const url = form.url('ConferenceStatusCallback');
  if (!url) return undefined;
  return {
    url,
    method: form.method('ConferenceStatusCallbackMethod'),
    events: form.list('ConferenceStatusCallbackEvent') as ConferenceEvent[],
  };
}

function beepWord({ beepOnEnter, beepOnExit }: SeatSettings): string {
  if (beepOnEnter && beepOnExit) return 'true';
  if (beepOnEnter) return 'onEnter';
  return beepOnExit ? 'onExit' : 'false';
}
