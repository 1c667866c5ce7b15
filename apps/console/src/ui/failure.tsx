/** Something did not work: what happened, what is safe, one way on, and an id to quote. */
import { Copy } from 'lucide-react';
import type { Refusal } from '../api/refusal.js';
import { say, useSay } from '../i18n.js';
import { problemIds, type ProblemTextId } from './problem-text.js';
import { showToast } from './toast.js';

export function problemText(refusal: Refusal): string {
  if (refusal.code === 'network' || refusal.code === 'not-connected') return say('error.network');
  const id = `problem.${refusal.code}` as ProblemTextId;
  return problemIds.has(id) ? say(id) : say('problem.other', { title: refusal.title });
}

/** For a press that came to nothing: the reason in a toast, with the id when the fault is ours. */
export function showRefusal(refusal: Refusal): void {
  showToast({ text: problemText(refusal), kind: 'failed', instance: refusal.instance }, 8_000);
}

export function Failure({ refusal, onRetry }: { refusal: Refusal; onRetry?: () => void }) {
  const say = useSay();
  return (
    <div className="em" role="alert">
      <b>{say('error.title')}</b>
      <p>{problemText(refusal)}</p>
      {refusal.instance && <ErrorId id={refusal.instance} />}
      {onRetry && (
        <button type="button" className="btn" onClick={onRetry}>
          {say('error.retry')}
        </button>
      )}
    </div>
  );
}

export function ErrorId({ id }: { id: string }) {
  const say = useSay();
  return (
    <button
      type="button"
      className="btn sm ghost"
      title={say('error.copy')}
      onClick={() => void navigator.clipboard.writeText(id)}
    >
      <Copy className="ic" aria-hidden="true" />
      {say('error.id', { id: id.slice(0, 13) })}
    </button>
  );
}
