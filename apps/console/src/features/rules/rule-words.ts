/** A rule in words: when, under which conditions, and what it does; for the list and the log. */
import type { RuleAction, RuleCondition, RuleTrigger } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { currentLocale, type Say } from '../../i18n.js';
import type { House } from './house.js';

export function triggerWords(trigger: RuleTrigger, say: Say): string {
  return trigger.on === 'time'
    ? say('rules.on-time-text', { minutes: trigger.minutes, since: say(`rules.since-${trigger.since}`) })
    : say(`rules.on-${trigger.on}`);
}

export function conditionWords(condition: RuleCondition, house: House, say: Say): string {
  const values = valueWords(condition, house, say);
  const field =
    condition.field === 'value'
      ? (house.fields.find(({ id }) => id === condition.fieldId)?.[currentLocale()] ??
        say('rules.field-value'))
      : say(`rules.field-${condition.field}`);
  const plain = values === '' ? field : `${field} ${values}`;
  return condition.not ? say('rules.not', { condition: plain }) : plain;
}

function valueWords(condition: RuleCondition, house: House, say: Say): string {
  switch (condition.field) {
    case 'channel':
      return condition.is.map((one) => say(`channel.${one}`)).join(', ');
    case 'type':
      return condition.is.map((one) => say(`type.${one}`)).join(', ');
    case 'status':
      return condition.is.map((one) => say(`status.${one}`)).join(', ');
    case 'priority':
      return condition.is.map((one) => say(`priority.${one}`)).join(', ');
    case 'clock':
      return condition.is.map((one) => say(`clocks.${one}`)).join(', ');
    case 'language':
      return condition.is.map((one) => say(`customer.lang-${one}`)).join(', ');
    case 'queue':
      return condition.is.map((id) => nameOf(house.queues, id)).join(', ');
    case 'tag':
      return condition.is.map((tag) => `#${tag}`).join(', ');
    case 'words':
      return condition.is.map((words) => `“${words}”`).join(', ');
    case 'domain':
    case 'value':
      return condition.is.join(', ');
    case 'hand-overs':
      return String(condition.atLeast);
    case 'repeats':
      return `${condition.atLeast} ${say('rules.days')} ${condition.days}`;
    case 'owned':
    case 'open-hours':
      return '';
  }
}

export function actionWords(action: RuleAction, house: House, say: Say): string {
  const what = say(`rules.do-${action.do}`);
  switch (action.do) {
    case 'set-priority':
      return `${what}: ${say(`priority.${action.priority}`)}`;
    case 'set-type':
      return `${what}: ${say(`type.${action.type}`)}`;
    case 'set-status':
      return `${what}: ${say(`status.${action.status}`)}`;
    case 'add-tags':
    case 'remove-tags':
      return `${what}: ${action.tags.map((tag) => `#${tag}`).join(', ')}`;
    case 'move-to-queue':
      return `${what}: ${nameOf(house.queues, action.queueId)}`;
    case 'apply-macro':
      return `${what}: ${nameOf(house.macros, action.macroId)}`;
    default:
      return what;
  }
}

/** Why an action was not done, in words where the screen has some. */
export function whyWords(code: string | null, say: Say): string {
  if (code === null) return '';
  const own = `rules.why-${code}` as MessageId;
  const said = say(own);
  if (said !== own) return said;
  const problem = `problem.${code}` as MessageId;
  const told = say(problem);
  return told === problem ? code : told;
}

/** Where a fault lies, in the words of the form. */
export function placesOf(paths: readonly (readonly PropertyKey[])[], say: Say): string {
  const places = paths.map(([part, second, third]) => {
    if (part === 'conditions')
      return say('rules.condition-of', {
        list: say(second === 'any' ? 'rules.any' : 'rules.all'),
        number: Number(third ?? 0) + 1,
      });
    if (part === 'actions') return say('rules.action', { number: Number(second ?? 0) + 1 });
    return say(part === 'name' ? 'rules.name' : 'rules.when');
  });
  return [...new Set(places)].join(', ');
}

function nameOf(things: House['queues'], id: string): string {
  return things.find(([one]) => one === id)?.[1] ?? '?';
}
