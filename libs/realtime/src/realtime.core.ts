/** Puts the parts of a gateway together: one epoch, one sequencer, its readers and its commands. */
import type { EventTail, Wakeups } from '@lib/bus';
import type { Database } from '@lib/database';
import { newId, type Authenticator, type Clock, type Config } from '@lib/platform';
import type { Acts } from './acts.js';
import { CommandBudget } from './commands/command-budget.js';
import { commandTable } from './commands/commands.js';
import { Dispatcher } from './commands/dispatcher.js';
import { TicketStreams } from './commands/ticket-streams.js';
import { TypingRelay } from './commands/typing-relay.js';
import { Connections } from './connections.js';
import { ConsoleAuth } from './console-auth.js';
import { GatewayMetrics } from './gateway-metrics.js';
import { Greeter } from './greeter.js';
import { DeskPushes } from './pushes/desk-pushes.js';
import { FloorPushes } from './pushes/floor-pushes.js';
import { OverviewPushes } from './pushes/overview-pushes.js';
import { PushPump } from './pushes/push-pump.js';
import { WatchPushes } from './pushes/watch-pushes.js';
import { seesAllQueues } from './rules/queue.rule.js';
import { deskOf, ticketOf } from './rules/ticket.rule.js';
import { SessionWatch } from './session-watch.js';
import { SnapshotReader } from './snapshot.js';
import { Broadcaster } from './streams/broadcaster.js';
import { Followers } from './streams/followers.js';
import { Sequencer } from './streams/sequencer.js';
import type { Truth } from './truth.js';

export interface RealtimeSurroundings {
  truth: Truth;
  acts: Acts;
  authenticator: Authenticator;
  tail: EventTail;
  wakeups: Wakeups;
  database: Database;
  clock: Clock;
  config: Config;
}

export const REALTIME_SURROUNDINGS = Symbol('realtime-surroundings');
export type RealtimeCore = ReturnType<typeof buildRealtime>;

export function buildRealtime(around: RealtimeSurroundings, regreet: Regreet) {
  const { truth, acts, clock } = around;
  const now = () => clock.now();
  const metrics = new GatewayMetrics();
  const connections = new Connections();
  const broadcaster = new Broadcaster();
  const sequencer = new Sequencer({
    epoch: newId(),
    now: () => now().getTime(),
    backlogMs: around.config.REALTIME_BACKLOG_MS,
    send: (push) => {
      metrics.pushed(push.name);
      broadcaster.send(push);
    },
  });
  const followers = new Followers(sequencer, broadcaster);
  const desks = new DeskPushes(sequencer, truth);
  const watches = new WatchPushes(followers, connections, truth);
  const floor = new FloorPushes(sequencer, truth, {
    membershipChanged: (agentId, queueIds) => {
      for (const socket of connections.ofAgent(agentId))
        if (!seesAllQueues(socket.data.principal) && greeter.followsOtherQueues(socket, queueIds))
          regreet(socket);
    },
    queuesChanged: () => {
      for (const socket of connections.all()) if (seesAllQueues(socket.data.principal)) regreet(socket);
    },
  });
  const overview = new OverviewPushes(sequencer, truth);
  const pump = new PushPump(truth, desks, watches, floor, overview);
  const greeter = new Greeter(followers, new SnapshotReader(truth, floor, overview, now), floor, desks, pump);
  const streams = new TicketStreams({ followers, connections, truth, watches, pump, greeter, metrics });
  const typing = new TypingRelay(around.database, around.wakeups, broadcaster, now);
  sequencer.onClosed((stream) => {
    const [agentId, ticketId] = [deskOf(stream), ticketOf(stream)];
    if (agentId !== null) desks.forget(agentId);
    if (ticketId !== null) watches.forget(ticketId);
  });
  return {
    ...{
      metrics,
      connections,
      broadcaster,
      sequencer,
      followers,
      floor,
      overview,
      pump,
      greeter,
      watches,
      typing,
    },
    dispatcher: new Dispatcher(commandTable({ acts, streams, typing, now }), metrics),
    auth: new ConsoleAuth(around.authenticator, connections, around.config),
    sessions: new SessionWatch(around.authenticator, connections, regreet),
    newBudget: () => new CommandBudget(Date.now()),
  };
}

/** Says hello anew, in its turn, to a console whose rights or queues have changed. */
export type Regreet = (socket: Parameters<Greeter['greet']>[0]) => void;
