/** A press that calls the server: whether it worked; if not, the reason is shown. */
import { asRefusal } from '../api/refusal.js';
import { showRefusal } from './failure.js';

export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    showRefusal(asRefusal(error));
    return false;
  }
}
