/** Who listens to a call, whether help is asked on it, and how it sounds, as JSON beside an `interaction` row: for the ticket and for the live page. */

const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const person = (alias: string) =>
  `jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name, 'photo', ${alias}.photo)`;

export const LISTENERS = `(SELECT coalesce(jsonb_agg(jsonb_build_object('supervisor', ${person('listener')},
    'state', CASE WHEN listening.here_at IS NULL THEN 'asked' ELSE 'here' END, 'mode', listening.mode,
    'purpose', listening.purpose, 'words', listening.words, 'since', ${utc('coalesce(listening.here_at, listening.asked_at)')},
    'refusal', listening.refusal) ORDER BY listening.asked_at, listening.id), '[]')
  FROM supervision.listening_now AS listening JOIN agents.agent AS listener ON listener.id = listening.supervisor_id
  WHERE listening.interaction_id = interaction.id AND listening.ended_at IS NULL)`;

export const HAND = `(SELECT jsonb_build_object('since', ${utc('hand.raised_at')}, 'words', hand.words,
    'answer', CASE WHEN answerer.id IS NOT NULL THEN jsonb_build_object('by', ${person('answerer')}, 'text', hand.answer,
      'at', ${utc('hand.answered_at')}) END)
  FROM supervision.raised_hand AS hand LEFT JOIN agents.agent AS answerer ON answerer.id = hand.answered_by
  WHERE hand.interaction_id = interaction.id AND hand.lowered_at IS NULL)`;

const FIGURES = `'seconds', quality.seconds, 'mos', quality.mos, 'worstMos', quality.worst_mos, 'lossPercent', quality.loss_percent,
  'worstJitterMs', quality.worst_jitter_ms, 'worstRttMs', quality.worst_rtt_ms, 'warnings', quality.warnings`;

/** At the telephone of the agent whose call it is. */
export const QUALITY = `(SELECT jsonb_build_object('level', quality.level, ${FIGURES})
  FROM bus.call_quality AS quality WHERE quality.interaction_id = interaction.id AND quality.agent_id = interaction.agent_id
  ORDER BY quality.heard_at DESC LIMIT 1)`;

/** Of every colleague who was on the call, in the order in which they were last heard of; who only listened was not on it. */
export const QUALITY_BY_COLLEAGUE = `(SELECT jsonb_agg(jsonb_build_object('name', colleague.name, ${FIGURES}) ORDER BY quality.heard_at, quality.call_sid)
  FROM bus.call_quality AS quality JOIN agents.agent AS colleague ON colleague.id = quality.agent_id
  WHERE interaction.channel = 'voice' AND quality.interaction_id = interaction.id 
    AND (quality.role <> 'supervisor' OR quality.agent_id = interaction.agent_id))`;
