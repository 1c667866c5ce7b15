/** What is new about a listening, from the call as it stands: pure. */
import type { ListeningMode, ListeningRefusal } from '@lib/contracts';
import type { ListeningStep } from './supervision.entities.js';

export interface NewStep {
  step: ListeningStep;
  reason: ListeningRefusal | null;
}

interface Call {
  state: string;
  agentId: string | null;
  parties: { state: string; listeningId?: string | null; mode?: string }[];
}

/** In order; empty when all of it is known. A party seen gone without having come ends it too: callbacks may be late. */
export function stepsOf(
  listening: { id: string; here: boolean; mode: ListeningMode },
  call: Call,
): NewStep[] {
  const party = call.parties.find(({ listeningId }) => listeningId === listening.id);
  const steps: NewStep[] = [];
  const add = (step: ListeningStep, reason: ListeningRefusal | null = null) => steps.push({ step, reason });
  const over = call.state !== 'connected' && call.state !== 'held';
  if (party?.state === 'present' && !listening.here) add('here');
  if (party?.state === 'present' && isMode(party.mode) && party.mode !== listening.mode) add(party.mode);
  if (over) add(listening.here ? 'left' : 'failed', 'call-over');
  else if (party?.state === 'left')
    add(listening.here ? 'left' : 'failed', listening.here ? null : 'line-gone');
  else if (party && party.state !== 'present' && party.state !== 'ringing') add('failed', 'no-answer');
  return steps;
}

function isMode(word: string | undefined): word is ListeningMode {
  return word === 'listen' || word === 'whisper' || word === 'barge';
}
