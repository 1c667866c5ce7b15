/** A call of some days ago whose recording is here: its rows and its sound, as the voice edge would have left them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { newId } from '@lib/platform';
import { readLoudness } from '../../libs/channels/voice/src/recordings/peaks.js';
import type { TestDatabase } from './postgres.js';

const RATE = 8_000;
const HEADER_BYTES = 44;

export interface StoredCall {
  recordingId: string;
  seconds: number;
  size: number;
}

/** On a ticket, answered by `agentId`; paused once for 20 s, so that nothing of those is in it. */
export async function storeCall(
  database: TestDatabase,
  dataDir: string,
  { ticketId, agentId, seconds }: { ticketId: string; agentId: string; seconds: number },
): Promise<StoredCall> {
  const [interactionId, recordingId] = [newId(), newId()];
  const callSid = `CA${recordingId.replaceAll('-', '')}`;
  const sound = twoVoices(seconds);
  mkdirSync(join(dataDir, 'recordings'), { recursive: true });
  writeFileSync(join(dataDir, 'recordings', `${recordingId}.wav`), sound);
  const { peaks } = await readLoudness(Readable.from([sound]), sound.length);
  const began = new Date(Date.now() - 2 * 86_400_000);
  const at = (second: number): Date => new Date(began.getTime() + second * 1_000);
  await database.query(
    `WITH place AS (UPDATE tickets.ticket SET seq = seq + 1, version = version + 1 WHERE id = $2 RETURNING *)
     INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, state, queue_id, agent_id, thread_key,
       our_address, seq, started_at, connected_at, ended_at)
     SELECT $1, place.id, place.customer_id, (SELECT id FROM customers.identity WHERE customer_id = place.customer_id LIMIT 1),
       'voice', 'ended', place.queue_id, $3, 'call:' || $4, '+15005550100', place.seq, $5, $6, $7 FROM place`,
    [interactionId, ticketId, agentId, callSid, at(-20), at(-5), at(seconds + 20)],
  );
  await database.query(
    `INSERT INTO voice.recording_policy (queue_id, version, enabled, purpose, legal_basis, announcement, retention_days,
       objection_key, keep_at_carrier, set_at, set_by)
     SELECT queue_id, 1, true, 'quality', 'legitimate-interest', '{"fr": "Enregistré", "en": "Recorded"}', 180, '9', false, $2, $3
     FROM tickets.ticket WHERE id = $1 ON CONFLICT DO NOTHING`,
    [ticketId, began, agentId],
  );
  await database.query(
    `INSERT INTO voice.recording (id, call_sid, interaction_id, queue_id, policy_version, state, changed_at, announced_at,
       started_at, ended_at, stored_at, delete_at, seconds, size, sha256, peaks)
     SELECT $1, $2, $3, queue_id, 1, 'stopped', $5::timestamptz, $5, $5, $6::timestamptz, $6, $5 + interval '180 days', $7, $8, $9, $10
     FROM tickets.ticket WHERE id = $4`,
    [
      recordingId,
      callSid,
      interactionId,
      ticketId,
      began,
      at(seconds + 20),
      seconds,
      sound.length,
      'a'.repeat(64),
      JSON.stringify(peaks),
    ],
  );
  const half = Math.round(seconds / 2);
  for (const [what, second] of [
    ['announced', 0],
    ['started', 0],
    ['paused', half],
    ['resumed', half + 20],
    ['ended', seconds + 20],
    ['stored', seconds + 21],
  ] as const)
    await database.query(
      `INSERT INTO voice.recording_event (id, recording_id, what, at) VALUES ($1, $2, $3, $4)`,
      [newId(), recordingId, what, at(second)],
    );
  return { recordingId, seconds, size: sound.length };
}

/** A WAV of two channels: the customer and the house take turns, three seconds each, in words of uneven loudness. */
function twoVoices(seconds: number): Buffer {
  const frames = seconds * RATE;
  const file = Buffer.alloc(HEADER_BYTES + frames * 4);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(frames * 4, 40);
  for (let frame = 0; frame < frames; frame += 1) {
    const time = frame / RATE;
    const side = Math.floor(time / 3) % 2;
    const word = Math.abs(Math.sin(time * 5) * Math.sin(time * 1.7));
    const value = Math.round(26_000 * word * Math.sin(2 * Math.PI * (side === 0 ? 440 : 660) * time));
    file.writeInt16LE(value, HEADER_BYTES + frame * 4 + side * 2);
  }
  return file;
}
