/** Who hears that an article has changed: every colleague, on the stream that all of them follow; what it says is asked for. */
import type { EventEnvelope } from '@lib/contracts';
import { agentsStream } from './agent.rule.js';

export const articleStream = agentsStream;

export function isArticleChange(event: EventEnvelope): event is EventEnvelope<'article.changed'> {
  return event.name === 'article.changed';
}
