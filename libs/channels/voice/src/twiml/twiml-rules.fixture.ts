/** A rule table of the provider's documented TwiML, against which the specs check every document we emit. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';

const spoken = 'language voice loop';
const attributes: Record<string, string> = {
  Response: '',
  Say: spoken,
  Play: 'loop digits',
  Pause: 'length',
  Redirect: 'method',
  Hangup: '',
  Leave: '',
  Gather:
    'input action method timeout speechTimeout numDigits finishOnKey actionOnEmptyResult bargeIn language hints profanityFilter',
  Record:
    'action method timeout finishOnKey maxLength playBeep trim recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent transcribe transcribeCallback',
  Enqueue: 'action method waitUrl waitUrlMethod maxQueueSize workflowSid',
  Dial: 'action method timeout hangupOnStar timeLimit callerId record trim answerOnBridge ringTone',
  Conference:
    'participantLabel startConferenceOnEnter endConferenceOnExit beep waitUrl waitMethod muted maxParticipants statusCallback statusCallbackMethod statusCallbackEvent record trim coach region',
};
const children: Record<string, string> = {
  Response: 'Say Play Pause Redirect Hangup Leave Enqueue Dial Gather Record',
  Gather: 'Say Play Pause',
  Dial: 'Conference',
};
const whileQueued = 'Say Play Pause Gather Redirect Hangup Leave';
/** A document above this is refused by the carrier (error 11750). */
const maxBytes = 64 * 1024;

type Node = Record<string, unknown> & { ':@'?: Record<string, string> };

export function faultsOf(xml: string, heard: 'call' | 'queue'): string[] {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) return [`not XML: ${valid.err.msg}`];
  const size = Buffer.byteLength(xml) > maxBytes ? ['too large'] : [];
  const root = rootOf(xml);
  const late = heard === 'call' ? [] : verbsOf(xml).filter((verb) => !whileQueued.split(' ').includes(verb));
  return [...size, ...nodeFaults(root), ...late.map((verb) => `${verb} is not possible while queued`)];
}

export function verbsOf(xml: string): string[] {
  return childrenOf(rootOf(xml)).map(nameOf);
}

function nodeFaults(node: Node): string[] {
  const name = nameOf(node);
  const allowed = attributes[name];
  if (allowed === undefined) return [`unknown verb ${name}`];
  const known = allowed.split(' ');
  const wrong = Object.keys(node[':@'] ?? {}).filter((attribute) => !known.includes(attribute));
  const below = childrenOf(node);
  const nested = (children[name] ?? '').split(' ');
  const misplaced = below.map(nameOf).filter((child) => !nested.includes(child));
  return [
    ...wrong.map((attribute) => `${name} has no attribute ${attribute}`),
    ...misplaced.map((child) => `${child} inside ${name}`),
    ...below.filter((child) => nested.includes(nameOf(child))).flatMap(nodeFaults),
  ];
}

function rootOf(xml: string): Node {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    ignoreDeclaration: true,
  });
  const [root] = parser.parse(xml) as Node[];
  if (!root || nameOf(root) !== 'Response') throw new Error('no Response');
  return root;
}

function childrenOf(node: Node): Node[] {
  return (node[nameOf(node)] as Node[]).filter((child) => nameOf(child) !== '#text');
}

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ':@') ?? '';
}
