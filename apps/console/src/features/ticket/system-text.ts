/** What happened around a conversation, as one sentence. Events carry a name and what changed; nothing is looked up here. */
import type {
  Priority,
  StrangerMailState,
  JudgedAs,
  TicketStatus,
  TicketType,
  TimelineItem,
} from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { currentLocale, type Say } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { returnedText } from '../mail/returned-text.js';
import { momentText } from '../../ui/time-text.js';

type Facts = TimelineItem['data'];

export function systemText(item: TimelineItem, meId: string, say: Say): string {
  const { data } = item;
  if (item.kind === 'call') return say('event.interaction-started-chat');
  switch (data.name) {
    case 'ticket.opened':
      return say('event.ticket-opened');
    case 'ticket.owner-changed':
      return ownerText(data, meId, say);
    case 'ticket.status-changed':
      return say('event.status', { status: say(`status.${String(data.to) as TicketStatus}`) });
    case 'hand-over.proposed':
    case 'hand-over.accepted':
    case 'hand-over.expired':
    case 'hand-over.withdrawn':
      return say(handOverTexts[data.name], { name: textOf(data.toName) ?? '' });
    case 'hand-over.declined':
      return say('event.hand-over-declined', {
        name: textOf(data.toName) ?? '',
        reason: textOf(data.reason) ?? '',
      });
    case 'call.colleague-asked':
      return say('event.call-colleague-asked', { name: textOf(data.toName) ?? '' });
    case 'call.line-lost':
      return say('event.call-line-lost');
    case 'callback.asked':
      return say('event.callback-asked', { number: textOf(data.number) ?? '' });
    case 'callback.arranged':
      return say('event.callback-arranged', {
        number: textOf(data.number) ?? '',
        time: momentText(String(data.dueAt), serverNow()),
      });
    case 'callback.cancelled':
      return say('event.callback-cancelled');
    case 'callback.restored':
      return say('event.callback-restored');
    case 'callback.called-again':
      return say('event.callback-called-again');
    case 'callback.not-reached':
      return say('event.callback-not-reached', {
        tries: Number(data.tries),
        most: Number(data.mostTries),
        time: momentText(String(data.dueAt), serverNow()),
      });
    case 'callback.failed':
      return say('event.callback-failed', { tries: Number(data.tries) });
    case 'wrap-up.completed':
      return wrapUpText(data, say);
    case 'csat.answered':
      return say('event.csat', { score: Number(data.score) });
    case 'call.line-said':
      return say('event.call-line-said', { text: textOf(data.text) ?? '' });
    case 'stand-in.named':
    case 'stand-in.ended':
      return say(data.name === 'stand-in.named' ? 'event.stand-in-named' : 'event.stand-in-ended', {
        name: textOf(data.name === 'stand-in.named' ? data.toName : data.fromName) ?? '',
        owner: textOf(data.ownerName) ?? '',
      });
    case 'stand-in.sought':
      return say('event.stand-in-sought', { owner: textOf(data.ownerName) ?? '' });
    case 'work-item.asked':
    case 'work-item.moved':
    case 'work-item.taken-over':
      return say(steeringTexts[data.name], {
        by: item.author.name ?? '',
        name: textOf(data.toName) ?? '',
        reason: textOf(data.reason) ?? '',
      });
    case 'ticket.escalated':
      return say('event.escalated', { name: textOf(data.toName) ?? '', level: Number(data.to) });
    case 'ticket.bounced':
      return say('event.bounced');
    case 'ticket.moved-again':
      return say('event.moved-again', { reason: textOf(data.reason) ?? '' });
    case 'promise.made':
    case 'promise.kept':
    case 'promise.renewed':
    case 'promise.lapsed':
    case 'promise.cancelled':
      return say(promiseTexts[data.name], { time: momentText(String(data.dueAt), serverNow()) });
    case 'mail.possible-loop':
      return say('event.possible-loop');
    case 'mail.returned':
      return returnedText(data, say);
    case 'address.lifted':
      return say('event.address-lifted', { address: textOf(data.address) ?? '' });
    case 'participant.added':
      return say(
        data.why === 'same-organisation' ? 'event.participant-added-organisation' : 'event.participant-added',
        { address: textOf(data.address) ?? '' },
      );
    case 'mail.judged':
      return say(`event.mail-judged-${String(data.as) as JudgedAs}`);
    case 'attachment.released':
    case 'attachment.withheld':
      return say(data.name === 'attachment.released' ? 'event.file-released' : 'event.file-withheld', {
        file: textOf(data.file) ?? '',
        reason: textOf(data.reason) ?? '',
      });
    case 'stranger-mail.decided':
      return say(`event.stranger-${String(data.as) as StrangerMailState}`);
    case 'forwarded-mail.decided':
      return data.as === 'named'
        ? say('event.forwarded-named', { address: textOf(data.address) ?? '' })
        : say('event.forwarded-own-words');
    case 'ticket.changed':
      return changeText(data, say);
    case 'swarm.called':
      return say('event.swarm-called', { names: Array.isArray(data.names) ? data.names.join(', ') : '' });
    case 'swarm.accepted':
    case 'swarm.left':
      return say(data.name === 'swarm.accepted' ? 'event.swarm-accepted' : 'event.swarm-left');
    case 'swarm.declined': {
      const reason = textOf(data.reason);
      return reason ? say('event.swarm-declined-why', { reason }) : say('event.swarm-declined');
    }
    case 'task.added':
    case 'task.taken':
    case 'task.given-back':
    case 'task.done':
    case 'task.dropped':
      return say(taskTexts[data.name], {
        name: textOf(data.toName) ?? '',
        text: textOf(data.text) ?? '',
        reason: textOf(data.reason) ?? '',
      });
    case 'plan.step-added':
    case 'plan.step-changed':
    case 'plan.step-removed':
      return say(planTexts[data.name], { step: textOf(data.wording) ?? '' });
    case 'tags.changed':
      return say('event.tags');
    case 'macro.used':
      return say('event.macro-used', { name: textOf(data.macro) ?? '' });
    case 'understood.written':
    case 'understood.read-back':
    case 'understood.confirmed':
    case 'understood.corrected':
    case 'behind.written':
    case 'confirmation.asked':
    case 'confirmation.yes':
    case 'confirmation.no':
      return say(matterTexts[data.name]);
    case 'fields.changed':
      return say('event.fields');
    case 'checklist.added':
    case 'checklist.removed':
      return say('event.checklist');
    case 'checklist.ticked':
      return say('event.checklist-ticked', { item: textOf(data.item) ?? '' });
    case 'checklist.unticked':
      return say('event.checklist-unticked', { item: textOf(data.item) ?? '' });
    case 'checklist.answered':
      return say('event.checklist-answered', { item: textOf(data.item) ?? '' });
    case 'fact.told':
    case 'fact.tried':
    case 'fact.changed':
    case 'fact.removed':
    case 'fact.repeated':
    case 'fact.repeat-undone':
      return say(factTexts[data.name], { text: textOf(data.text) ?? '' });
    case 'macro.undone':
      return say('event.macro-undone');
    case 'interaction.ended': {
      const channel = data.channel === 'voice' ? 'voice' : 'chat';
      if (data.away === true) return say('event.left-chat');
      if (data.direction === 'out' && data.abandoned === true) return say('event.call-out-unreached');
      return say(
        data.abandoned === true ? `event.abandoned-${channel}` : `event.interaction-ended-${channel}`,
      );
    }
    case 'customer.merged':
      return say('event.merged');
    case 'customer.separated':
      return say('event.separated');
    case 'item.moved':
      return say('event.item-moved');
    case 'ticket.separated':
      return say('event.ticket-separated');
    case 'ticket.separated-from':
      return say('event.ticket-separated-from');
    case 'ticket.merged':
    case 'ticket.merged-here':
    case 'ticket.merge-undone':
    case 'ticket.merge-undone-here':
    case 'ticket.split':
    case 'ticket.split-here':
    case 'ticket.split-undone':
    case 'ticket.split-undone-here':
    case 'ticket.linked':
    case 'ticket.unlinked':
      return say(relationTexts[data.name], {
        number: textOf(data.number) ?? '',
        count: typeof data.items === 'number' ? data.items : 0,
      });
    default:
      return item.text ?? String(data.name ?? '');
  }
}

const handOverTexts = {
  'hand-over.proposed': 'event.hand-over-proposed',
  'hand-over.accepted': 'event.hand-over-accepted',
  'hand-over.expired': 'event.hand-over-expired',
  'hand-over.withdrawn': 'event.hand-over-withdrawn',
} as const satisfies Record<string, MessageId>;

const steeringTexts = {
  'work-item.asked': 'event.work-item-asked',
  'work-item.moved': 'event.work-item-moved',
  'work-item.taken-over': 'event.work-item-taken-over',
} as const satisfies Record<string, MessageId>;

const relationTexts = {
  'ticket.merged': 'event.merged-into',
  'ticket.merged-here': 'event.merged-here',
  'ticket.merge-undone': 'event.merge-undone',
  'ticket.merge-undone-here': 'event.merge-undone-here',
  'ticket.split': 'event.split',
  'ticket.split-here': 'event.split-here',
  'ticket.split-undone': 'event.split-undone',
  'ticket.split-undone-here': 'event.split-undone-here',
  'ticket.linked': 'event.linked',
  'ticket.unlinked': 'event.unlinked',
} as const satisfies Record<string, MessageId>;

const planTexts = {
  'plan.step-added': 'event.plan-added',
  'plan.step-changed': 'event.plan-changed',
  'plan.step-removed': 'event.plan-removed',
} as const satisfies Record<string, MessageId>;

const taskTexts = {
  'task.added': 'event.task-added',
  'task.taken': 'event.task-taken',
  'task.given-back': 'event.task-given-back',
  'task.done': 'event.task-done',
  'task.dropped': 'event.task-dropped',
} as const satisfies Record<string, MessageId>;

const factTexts = {
  'fact.told': 'event.fact-told',
  'fact.tried': 'event.fact-tried',
  'fact.changed': 'event.fact-changed',
  'fact.removed': 'event.fact-removed',
  'fact.repeated': 'event.fact-repeated',
  'fact.repeat-undone': 'event.fact-repeat-undone',
} as const satisfies Record<string, MessageId>;

const matterTexts = {
  'understood.written': 'event.understood-written',
  'understood.read-back': 'event.understood-read-back',
  'understood.confirmed': 'event.understood-confirmed',
  'understood.corrected': 'event.understood-corrected',
  'behind.written': 'event.behind',
  'confirmation.asked': 'event.confirmation-asked',
  'confirmation.yes': 'event.confirmation-yes',
  'confirmation.no': 'event.confirmation-no',
} as const satisfies Record<string, MessageId>;

const promiseTexts = {
  'promise.made': 'event.promise-made',
  'promise.kept': 'event.promise-kept',
  'promise.renewed': 'event.promise-renewed',
  'promise.lapsed': 'event.promise-lapsed',
  'promise.cancelled': 'event.promise-cancelled',
} as const satisfies Record<string, MessageId>;

function ownerText(data: Facts, meId: string, say: Say): string {
  const from = textOf(data.fromName);
  const to = textOf(data.toName);
  if (data.to === null) return say('event.owner-none');
  if (from && to) return say('event.handed-over', { from, to });
  if (data.to === meId) return say('event.owner-you');
  return to ? say('event.owner-to', { name: to }) : say('event.owner-changed');
}

function wrapUpText(data: Facts, say: Say): string {
  const labels = typeof data.disposition === 'object' && data.disposition !== null ? data.disposition : null;
  if (!labels) return say(data.by === 'time' ? 'event.wrap-up-ran-out' : 'event.wrap-up-none');
  const disposition = textOf((labels as Record<string, unknown>)[currentLocale()]) ?? '';
  const reason = textOf(data.reason);
  return reason ? say('event.wrap-up-why', { disposition, reason }) : say('event.wrap-up', { disposition });
}

function changeText(data: Facts, say: Say): string {
  const changes = (typeof data.changes === 'object' && data.changes !== null ? data.changes : {}) as Record<
    string,
    { to: unknown }
  >;
  const parts: string[] = [];
  const to = (field: string): string | null => textOf(changes[field]?.to);
  const [status, priority, subject, type] = [to('status'), to('priority'), to('subject'), to('type')];
  if (status) parts.push(say('event.status', { status: say(`status.${status as TicketStatus}`) }));
  if (priority) parts.push(say(`priority.${priority as Priority}`));
  if (subject) parts.push(say('event.subject', { subject }));
  if (type) parts.push(say('event.type', { type: say(`type.${type as TicketType}`) }));
  if (parts.length === 0) parts.push(say('event.changed'));
  const reason = textOf(data.reason);
  return reason ? `${parts.join(', ')} (${reason})` : parts.join(', ');
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
