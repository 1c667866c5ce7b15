/** Saves a chat's file without leaving the host page, whatever the link answers; a link past its ten minutes is renewed. */
import type { ChatClient } from './chat-client.ts';

interface FileLink {
  id: string;
  name: string;
  url: string;
}

export async function saveFile(chat: ChatClient, lineId: string, file: FileLink): Promise<void> {
  const bytes = (await fetchFile(file)) ?? (await fetchFile(await renewed(chat, lineId, file)));
  if (!bytes) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function fetchFile({ url }: FileLink): Promise<Blob | null> {
  const answer = await fetch(url, { credentials: 'omit' }).catch(() => null);
  return answer?.ok ? answer.blob() : null;
}

async function renewed(chat: ChatClient, lineId: string, file: FileLink): Promise<FileLink> {
  await chat.refresh();
  const line = chat.state.value.conversation?.lines.find(({ id }) => id === lineId);
  return line?.attachments.find(({ id }) => id === file.id) ?? file;
}
