/** Texts that rules send: a closed list of variables that no stranger can fill with words of their own. */
import { z } from 'zod';

const PLACE = /\{\{([^{}]*)\}\}/g;

/**
 * Nothing a sender wrote is among it: whoever forges somebody's address must not have their words sent there by us.
 * `answerer`: the owner's first name, or "our team". `answer.by`: until when the first answer is due, if a policy says so.
 */
export const RuleVariable = z.enum(['ticket.number', 'answerer', 'answer.by', 'promise.next']);
export type RuleVariable = z.infer<typeof RuleVariable>;

export const RuleText = z
  .string()
  .trim()
  .min(1)
  .max(5_000)
  .superRefine((text, context) => {
    for (const name of unknownRuleVariables(text))
      context.addIssue({ code: 'custom', message: `unknown variable ${name}` });
  });

/** The names between double braces that are none; `{{ }}` for a pair that is broken. */
export function unknownRuleVariables(text: string): string[] {
  const names = [...text.matchAll(PLACE)].map((match) => (match[1] ?? '').trim());
  const rest = text.replace(PLACE, '');
  const broken = rest.includes('{{') || rest.includes('}}') ? ['{{ }}'] : [];
  return [...new Set([...names.filter((name) => !RuleVariable.safeParse(name).success), ...broken])];
}

/**
 * Filled in one pass. A line with a variable that has no value is left out whole, so that nothing is promised which nobody
 * knows; what is left stands without gaps.
 */
export function fillRuleText(text: string, values: Record<RuleVariable, string | null>): string {
  return text
    .split('\n')
    .flatMap((line) => fillLine(line, values) ?? [])
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function fillLine(line: string, values: Record<RuleVariable, string | null>): string | null {
  let whole = true;
  const filled = line.replace(PLACE, (written, name: string) => {
    const variable = RuleVariable.safeParse(name.trim());
    if (!variable.success) return written;
    const value = values[variable.data];
    if (value === null) whole = false;
    return value ?? '';
  });
  return whole ? filled : null;
}
