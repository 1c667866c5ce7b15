/** Leaves the console for the page on which a provider asks for permission; it sends people back to the settings. */
import { mailboxApi } from '../../api/mailbox-calls.js';
import { attempt } from '../../ui/attempt.js';

export async function askPermission(mailboxId: string): Promise<void> {
  await attempt(async () => location.assign((await mailboxApi.askPermission(mailboxId)).url));
}
