/** The core: customers, agents, tickets, routing, and the one view that edges may read. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Core1800000000200 implements MigrationInterface {
  name = 'Core1800000000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public`);
    for (const schema of ['customers', 'agents', 'tickets', 'routing'])
      await runner.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    for (const statement of [...tables, ...hotPathIndexes, interactionStatus]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW bus.interaction_status`);
    for (const schema of ['routing', 'tickets', 'agents', 'customers'])
      await runner.query(`DROP SCHEMA ${schema} CASCADE`);
  }
}

const tables = [
  `CREATE TABLE customers.customer (
        id uuid NOT NULL,
        name text,
        locale text,
        merged_into uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT customer_pk PRIMARY KEY (id)
      )`,
  `CREATE TABLE customers.identity (
        id uuid NOT NULL,
        customer_id uuid NOT NULL,
        kind text NOT NULL,
        value text NOT NULL,
        proof text NOT NULL DEFAULT 'proven',
        evidence text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT identity_once UNIQUE (kind, value),
        CONSTRAINT identity_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX identity_customer ON customers.identity (customer_id)`,
  `CREATE TABLE customers.same_person (
        id uuid NOT NULL,
        customer_id uuid NOT NULL,
        identity_id uuid NOT NULL,
        reason text NOT NULL,
        state text NOT NULL DEFAULT 'proposed',
        decided_by uuid,
        decided_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT same_person_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX same_person_identity ON customers.same_person (identity_id)`,
  `CREATE INDEX same_person_customer ON customers.same_person (customer_id)`,
  `CREATE TABLE customers.claim (
        id uuid NOT NULL,
        customer_id uuid NOT NULL,
        kind text NOT NULL,
        value text NOT NULL,
        source text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT claim_once UNIQUE (customer_id, kind, value),
        CONSTRAINT claim_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX claim_value ON customers.claim (kind, value)`,
  `CREATE TABLE agents.agent (
        id uuid NOT NULL,
        email text NOT NULL,
        name text NOT NULL,
        photo text,
        role text NOT NULL,
        locale text NOT NULL DEFAULT 'en',
        password_hash text NOT NULL,
        languages jsonb NOT NULL DEFAULT '[]',
        skills jsonb NOT NULL DEFAULT '{}',
        capacity jsonb NOT NULL DEFAULT '{"chat": 4, "email": 8, "voice": 1}',
        state text NOT NULL DEFAULT 'offline',
        state_reason text,
        state_since timestamptz NOT NULL DEFAULT now(),
        missed_offers integer NOT NULL DEFAULT 0,
        idle_since timestamptz NOT NULL DEFAULT now(),
        disabled_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT agent_email UNIQUE (email),
        CONSTRAINT agent_role CHECK (role IN ('agent', 'supervisor', 'admin')),
        CONSTRAINT agent_state CHECK (state IN ('available', 'away', 'offline')),
        CONSTRAINT agent_pk PRIMARY KEY (id)
      )`,
  `CREATE TABLE agents.session (
        id uuid NOT NULL,
        agent_id uuid NOT NULL,
        token_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        CONSTRAINT session_token UNIQUE (token_hash),
        CONSTRAINT session_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX session_agent ON agents.session (agent_id)`,
  `CREATE TABLE agents.login_failure (
        id uuid NOT NULL,
        account text NOT NULL,
        address text NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT login_failure_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX login_failure_account ON agents.login_failure (account, at)`,
  `CREATE TABLE agents.console (
        id text NOT NULL,
        agent_id uuid NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT console_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX console_expiry ON agents.console (expires_at)`,
  `CREATE INDEX console_agent ON agents.console (agent_id)`,
  `CREATE TABLE agents.membership (
        agent_id uuid NOT NULL,
        queue_id uuid NOT NULL,
        CONSTRAINT membership_pk PRIMARY KEY (agent_id, queue_id)
      )`,
  `CREATE INDEX membership_queue ON agents.membership (queue_id)`,
  `CREATE TABLE agents.engagement (
        interaction_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        channel text NOT NULL,
        state text NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        wrap_up_until timestamptz,
        CONSTRAINT engagement_state CHECK (state IN ('offered', 'engaged', 'wrapping-up')),
        CONSTRAINT engagement_pk PRIMARY KEY (interaction_id)
      )`,
  `CREATE INDEX engagement_agent ON agents.engagement (agent_id)`,
  `CREATE TABLE agents.state_change (
        id uuid NOT NULL,
        agent_id uuid NOT NULL,
        from_state text NOT NULL,
        to_state text NOT NULL,
        reason text,
        by jsonb NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT state_change_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX state_change_agent ON agents.state_change (agent_id, at)`,
  `CREATE TABLE tickets.ticket (
        id uuid NOT NULL,
        number bigserial NOT NULL,
        customer_id uuid NOT NULL,
        subject text NOT NULL,
        type text NOT NULL DEFAULT 'question',
        status text NOT NULL DEFAULT 'new',
        impact text NOT NULL DEFAULT 'low',
        urgency text NOT NULL DEFAULT 'medium',
        priority text NOT NULL DEFAULT 'normal',
        priority_reason text,
        owner_id uuid,
        owner_since timestamptz,
        stand_in_id uuid,
        queue_id uuid,
        channels jsonb NOT NULL DEFAULT '[]',
        last_message jsonb,
        hand_over_count integer NOT NULL DEFAULT 0,
        participants jsonb NOT NULL DEFAULT '[]',
        follows_ticket_id uuid,
        opened_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        resolved_at timestamptz,
        closed_at timestamptz,
        seq integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT ticket_number UNIQUE (number),
        CONSTRAINT ticket_status CHECK (status IN ('new', 'open', 'pending', 'on-hold', 'resolved', 'closed')),
        CONSTRAINT ticket_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX ticket_owner ON tickets.ticket (owner_id, status)`,
  `CREATE INDEX ticket_customer ON tickets.ticket (customer_id, updated_at)`,
  `CREATE TABLE tickets.interaction (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        customer_id uuid NOT NULL,
        identity_id uuid NOT NULL,
        channel text NOT NULL,
        state text NOT NULL DEFAULT 'waiting',
        queue_id uuid,
        agent_id uuid,
        thread_key text NOT NULL,
        our_address text NOT NULL,
        seq integer,
        started_at timestamptz NOT NULL DEFAULT now(),
        queued_at timestamptz,
        connected_at timestamptz,
        ended_at timestamptz,
        wrap_up_until timestamptz,
        data jsonb NOT NULL DEFAULT '{}',
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT interaction_state CHECK (state IN ('waiting', 'offered', 'connected', 'held', 'wrapping-up', 'ended', 'abandoned')),
        CONSTRAINT interaction_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX interaction_ticket ON tickets.interaction (ticket_id)`,
  `CREATE TABLE tickets.thread (
        channel text NOT NULL,
        key text NOT NULL,
        ticket_id uuid NOT NULL,
        interaction_id uuid,
        CONSTRAINT thread_pk PRIMARY KEY (channel, key)
      )`,
  `CREATE INDEX thread_ticket ON tickets.thread (ticket_id)`,
  `CREATE TABLE tickets.message (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        seq integer NOT NULL,
        interaction_id uuid NOT NULL,
        channel text NOT NULL,
        direction text NOT NULL,
        author_kind text NOT NULL,
        author_id uuid,
        author_name text,
        at timestamptz NOT NULL DEFAULT now(),
        subject text,
        text text NOT NULL,
        reply_text text,
        html text,
        data jsonb NOT NULL DEFAULT '{}',
        delivery_state text,
        delivery_detail text,
        delivery_at timestamptz,
        idempotency_key text,
        CONSTRAINT message_idempotency UNIQUE (idempotency_key),
        CONSTRAINT message_place UNIQUE (ticket_id, seq),
        CONSTRAINT message_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX message_interaction ON tickets.message (interaction_id)`,
  `CREATE TABLE tickets.note (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        seq integer NOT NULL,
        author_id uuid,
        author_name text,
        at timestamptz NOT NULL DEFAULT now(),
        text text NOT NULL,
        idempotency_key text,
        CONSTRAINT note_idempotency UNIQUE (idempotency_key),
        CONSTRAINT note_place UNIQUE (ticket_id, seq),
        CONSTRAINT note_pk PRIMARY KEY (id)
      )`,
  `CREATE TABLE tickets.ticket_event (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        seq integer NOT NULL,
        name text NOT NULL,
        actor_kind text NOT NULL,
        actor_id uuid,
        actor_name text,
        at timestamptz NOT NULL DEFAULT now(),
        data jsonb NOT NULL,
        CONSTRAINT ticket_event_place UNIQUE (ticket_id, seq),
        CONSTRAINT ticket_event_pk PRIMARY KEY (id)
      )`,
  `CREATE TABLE tickets.attachment (
        id uuid NOT NULL,
        ticket_id uuid,
        message_id uuid,
        uploaded_by uuid,
        sha256 text NOT NULL,
        name text NOT NULL,
        type text NOT NULL,
        size integer NOT NULL,
        inline boolean NOT NULL DEFAULT false,
        content_id text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT attachment_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX attachment_message ON tickets.attachment (message_id)`,
  `CREATE INDEX attachment_ticket ON tickets.attachment (ticket_id)`,
  `CREATE TABLE routing.queue (
        id uuid NOT NULL,
        name text NOT NULL,
        is_default boolean NOT NULL DEFAULT false,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT queue_pk PRIMARY KEY (id)
      )`,
  `CREATE TABLE routing.entry_point (
        channel text NOT NULL,
        address text NOT NULL,
        queue_id uuid NOT NULL,
        CONSTRAINT entry_point_pk PRIMARY KEY (channel, address)
      )`,
  `CREATE TABLE routing.work_item (
        id uuid NOT NULL,
        interaction_id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        queue_id uuid NOT NULL,
        channel text NOT NULL,
        state text NOT NULL DEFAULT 'waiting',
        enqueued_at timestamptz NOT NULL DEFAULT now(),
        sort_key timestamptz NOT NULL,
        owner_id uuid,
        owner_until timestamptz,
        moves_ownership boolean NOT NULL DEFAULT false,
        agent_id uuid,
        assigned_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT work_item_interaction UNIQUE (interaction_id),
        CONSTRAINT work_item_state CHECK (state IN ('waiting', 'offered', 'assigned', 'abandoned', 'done')),
        CONSTRAINT work_item_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX work_item_ticket ON routing.work_item (ticket_id)`,
  `CREATE TABLE routing.offer (
        id uuid NOT NULL,
        work_item_id uuid NOT NULL,
        interaction_id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        channel text NOT NULL,
        reason text NOT NULL,
        state text NOT NULL DEFAULT 'made',
        made_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text,
        CONSTRAINT offer_state CHECK (state IN ('made', 'accepted', 'declined', 'expired', 'withdrawn')),
        CONSTRAINT offer_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX offer_item ON routing.offer (work_item_id, made_at)`,
];

const hotPathIndexes = [
  `CREATE INDEX ticket_page ON tickets.ticket (status, updated_at DESC, id DESC)`,
  `CREATE INDEX ticket_queue_page ON tickets.ticket (queue_id, updated_at DESC, id DESC)`,
  `CREATE INDEX ticket_subject_search ON tickets.ticket USING gin (subject public.gin_trgm_ops)`,
  `CREATE INDEX interaction_live ON tickets.interaction (ticket_id, agent_id) WHERE state NOT IN ('ended', 'abandoned')`,
  `CREATE INDEX work_item_line ON routing.work_item (queue_id, sort_key) WHERE state IN ('waiting', 'offered')`,
  // One live offer per item: whatever races, a waiting interaction rings at one agent only.
  `CREATE UNIQUE INDEX offer_live ON routing.offer (work_item_id) WHERE state = 'made'`,
  `CREATE INDEX offer_agent ON routing.offer (agent_id) WHERE state = 'made'`,
];

/** What an edge may know of the core. Estimate: max(0, position − free + 1) × mean handling of the last 30 min ÷ staffed. */
const interactionStatus = `
  CREATE VIEW bus.interaction_status AS
  SELECT interaction.channel, thread.key AS thread_key, interaction.id AS interaction_id, ticket.id AS ticket_id,
         'G-' || lpad(ticket.number::text, greatest(6, length(ticket.number::text)), '0') AS ticket_number,
         interaction.state, line.position,
         CASE WHEN line.position IS NULL OR staff.staffed = 0 THEN NULL
              ELSE ceil(greatest(0, line.position - staff.free + 1) * handling.seconds / staff.staffed)::integer
         END AS estimated_wait_seconds,
         CASE WHEN agent.id IS NULL THEN NULL
              ELSE jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) END AS agent
  FROM tickets.thread
  JOIN tickets.interaction ON interaction.id = thread.interaction_id
  JOIN tickets.ticket ON ticket.id = interaction.ticket_id
  LEFT JOIN agents.agent ON agent.id = interaction.agent_id AND interaction.state IN ('connected', 'held', 'wrapping-up', 'ended')
  LEFT JOIN routing.work_item AS mine ON mine.interaction_id = interaction.id AND mine.state IN ('waiting', 'offered')
  LEFT JOIN LATERAL (
    SELECT count(*)::integer AS position FROM routing.work_item AS ahead
    WHERE mine.id IS NOT NULL AND ahead.queue_id = mine.queue_id AND ahead.channel = mine.channel
      AND ahead.state IN ('waiting', 'offered') AND ahead.sort_key <= mine.sort_key
    HAVING mine.id IS NOT NULL) AS line ON true
  LEFT JOIN LATERAL (
    SELECT count(*)::integer AS staffed,
           count(*) FILTER (WHERE NOT EXISTS (
             SELECT 1 FROM agents.engagement WHERE engagement.agent_id = staffer.id AND engagement.channel = mine.channel))::integer AS free
    FROM agents.membership JOIN agents.agent AS staffer ON staffer.id = membership.agent_id
    WHERE membership.queue_id = mine.queue_id AND staffer.state = 'available'
      AND EXISTS (SELECT 1 FROM agents.console WHERE console.agent_id = staffer.id AND console.expires_at > now())) AS staff ON true
  LEFT JOIN LATERAL (
    SELECT coalesce(avg(extract(epoch FROM done.ended_at - done.assigned_at)), 180) AS seconds
    FROM routing.work_item AS done
    WHERE done.queue_id = mine.queue_id AND done.channel = mine.channel
      AND done.ended_at > now() - interval '30 minutes' AND done.assigned_at IS NOT NULL) AS handling ON true`;
