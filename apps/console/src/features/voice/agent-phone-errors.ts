/** The library's error numbers as what an agent can do about them. */
/** Keys of the sentences that help. */
export type PhoneHelp =
  | 'device.mic-denied'
  | 'device.mic-none'
  | 'phone.not-allowed'
  | 'phone.no-connection'
  | 'phone.other-tab'
  | 'phone.failed';

export interface PhoneError {
  code: string;
  help: PhoneHelp;
}

const micBlocked = new Set([31401, 31208]);
const noMic = new Set([31402, 31403]);
const tokenFaults = new Set([20101, 20104, 20151, 31201, 31202, 31204, 31205]);
/** The library mends these by itself; an agent who reads of them could only worry. */
const passing = new Set([31005, 31009, 53000, 53001, 31003]);

export function phoneErrorOf(error: unknown): PhoneError & { passing: boolean } {
  const code = codeOf(error);
  return {
    code: String(code ?? nameOf(error)),
    help: helpFor(code, nameOf(error)),
    passing: code !== null && passing.has(code),
  };
}

export function needsNewToken(error: unknown): boolean {
  const code = codeOf(error);
  return code !== null && tokenFaults.has(code);
}

function helpFor(code: number | null, name: string): PhoneHelp {
  if (name === 'NotAllowedError' || (code !== null && micBlocked.has(code))) return 'device.mic-denied';
  if (name === 'NotFoundError' || (code !== null && noMic.has(code))) return 'device.mic-none';
  if (code !== null && tokenFaults.has(code)) return 'phone.not-allowed';
  if (code !== null && (passing.has(code) || (code >= 53_000 && code < 54_000))) return 'phone.no-connection';
  return 'phone.failed';
}

function codeOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'number' && error.code >= 10_000 ? error.code : null;
}

/** A browser refuses the microphone with a DOMException, which the library passes on inside its own error. */
function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const { originalError, name } = error as { originalError?: { name?: string }; name?: string };
  return originalError?.name ?? name ?? 'unknown';
}
