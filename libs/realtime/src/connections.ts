/** The consoles on this gateway, by agent and by watched ticket. */
import { socketLimits } from '@lib/contracts';
import type { AgentSocket } from './streams/broadcaster.js';

export class Connections {
  private readonly byAgent = new Map<string, Set<AgentSocket>>();
  private readonly byTicket = new Map<string, Set<AgentSocket>>();

  isFull(agentId: string): boolean {
    return (this.byAgent.get(agentId)?.size ?? 0) >= socketLimits.connectionsPerAgent;
  }

  add(socket: AgentSocket): void {
    addTo(this.byAgent, socket.data.principal.agentId, socket);
  }

  remove(socket: AgentSocket): void {
    removeFrom(this.byAgent, socket.data.principal.agentId, socket);
    for (const ticketId of socket.data.watched) removeFrom(this.byTicket, ticketId, socket);
    socket.data.watched.clear();
  }

  watch(socket: AgentSocket, ticketId: string): void {
    socket.data.watched.add(ticketId);
    addTo(this.byTicket, ticketId, socket);
  }

  unwatch(socket: AgentSocket, ticketId: string): void {
    socket.data.watched.delete(ticketId);
    removeFrom(this.byTicket, ticketId, socket);
  }

  all(): AgentSocket[] {
    return [...this.byAgent.values()].flatMap((sockets) => [...sockets]);
  }

  ofAgent(agentId: string): AgentSocket[] {
    return [...(this.byAgent.get(agentId) ?? [])];
  }

  watchersOf(ticketId: string): AgentSocket[] {
    return [...(this.byTicket.get(ticketId) ?? [])];
  }

  get size(): number {
    return this.all().length;
  }
}

function addTo(index: Map<string, Set<AgentSocket>>, key: string, socket: AgentSocket): void {
  const sockets = index.get(key) ?? new Set();
  index.set(key, sockets.add(socket));
}

function removeFrom(index: Map<string, Set<AgentSocket>>, key: string, socket: AgentSocket): void {
  const sockets = index.get(key);
  sockets?.delete(socket);
  if (sockets?.size === 0) index.delete(key);
}
