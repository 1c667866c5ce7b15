/** Where the chat service answers: the widget's own origin, unless the installation runs its services apart. */
export interface ServicePlace {
  url: string;
  socketPath: string;
}

export async function findService(origin: string): Promise<ServicePlace> {
  const own = { url: origin, socketPath: '/socket.io' };
  try {
    const answer = await fetch(`${origin}/api/widget/config`, { credentials: 'omit' });
    if (!answer.ok) return own;
    const said = (await answer.json()) as { chatUrl?: string | null; socketPath?: string };
    return { url: said.chatUrl ?? own.url, socketPath: said.socketPath ?? own.socketPath };
  } catch {
    return own;
  }
}
