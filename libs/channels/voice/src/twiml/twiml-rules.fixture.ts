/** Checks every document we emit against the provider's own grammar, and against what may be heard in each place. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { grammar, type AttributeRule } from './twiml-grammar.fixture.js';

/** Where the caller hears the document; the provider passes other verbs over while queued or held. */
const places = {
  call: null,
  queue: new Set(['Say', 'Play', 'Pause', 'Redirect', 'Hangup', 'Leave', 'Gather']),
  hold: new Set(['Say', 'Play', 'Pause', 'Redirect']),
};
/** A document above this is refused by the carrier (error 11750). */
const maxBytes = 64 * 1024;

type Node = Record<string, unknown> & { ':@'?: Record<string, string> };

export function faultsOf(xml: string, heard: keyof typeof places): string[] {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) return [`not XML: ${valid.err.msg}`];
  const size = Buffer.byteLength(xml) > maxBytes ? ['too large'] : [];
  const possible = places[heard];
  const late = verbsOf(xml).filter((verb) => possible && !possible.has(verb));
  const where = heard === 'hold' ? 'held' : 'queued';
  return [
    ...size,
    ...nodeFaults(rootOf(xml)),
    ...late.map((verb) => `${verb} is not possible while ${where}`),
  ];
}

export function verbsOf(xml: string): string[] {
  return childrenOf(rootOf(xml)).map(nameOf);
}

function nodeFaults(node: Node): string[] {
  const name = nameOf(node);
  const rule = grammar.get(name);
  if (!rule) return [`unknown verb ${name}`];
  const wrong = Object.entries(node[':@'] ?? {}).flatMap(([attribute, value]) =>
    attributeFaults(name, attribute, value, rule.attributes[attribute]),
  );
  const below = childrenOf(node);
  const misplaced = below.map(nameOf).filter((child) => !rule.children.has(child));
  const nested = below.filter((child) => rule.children.has(nameOf(child)));
  return [...wrong, ...misplaced.map((child) => `${child} inside ${name}`), ...nested.flatMap(nodeFaults)];
}

function attributeFaults(name: string, attribute: string, value: string, rule?: AttributeRule): string[] {
  if (!rule) return [`${name} has no attribute ${attribute}`];
  const { type, list } = rule;
  const values = list ? value.split(' ') : [value];
  const fits = (each: string): boolean => {
    if (type === 'string') return true;
    if (type === 'boolean') return each === 'true' || each === 'false';
    return type === 'number' ? /^\d+$/.test(each) : type.includes(each);
  };
  return values.every(fits) ? [] : [`${name} ${attribute} cannot be ${value}`];
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
