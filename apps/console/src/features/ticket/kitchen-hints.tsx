/** Under the composer, when there is something to say: inner words in the text, and the plain words one press away. */
import type { Finding } from '@lib/contracts';
import { useSay } from '../../i18n.js';

/** More at once is a scolding; the rest comes when these are settled. */
const SHOWN = 3;

interface Props {
  findings: Finding[];
  onUse: (finding: Finding) => void;
  onShow: (finding: Finding) => void;
}

export function KitchenHints({ findings, onUse, onShow }: Props) {
  const say = useSay();
  const shown = findings.slice(0, SHOWN);
  return (
    <>
      {/* Always there, so that a screen reader hears what comes into it; only the number, the list can be walked. */}
      <p className="sr" role="status" aria-live="polite">
        {findings.length > 0 && say('kitchen.count', { count: findings.length })}
      </p>
      {findings.length > 0 && (
        <ul className="kitchen" aria-label={say('kitchen.title')} data-testid="kitchen-hints">
          {shown.map((finding) => (
            <li key={`${finding.start}:${finding.words}`}>
              <button
                type="button"
                className="plain found"
                title={finding.why}
                aria-label={say('kitchen.show', { found: finding.words })}
                onClick={() => onShow(finding)}
              >
                {finding.words}
              </button>
              <span className="kind">{say(`kitchen.kind-${finding.kind}`)}</span>
              {finding.replacement !== null && (
                <button
                  type="button"
                  className="btn sm ghost use"
                  aria-label={say('kitchen.use-for', { words: finding.replacement, found: finding.words })}
                  onClick={() => onUse(finding)}
                  data-testid="kitchen-use"
                >
                  {say('kitchen.use', { words: finding.replacement })}
                </button>
              )}
            </li>
          ))}
          {findings.length > SHOWN && (
            <li className="kind">{say('kitchen.more', { count: findings.length - SHOWN })}</li>
          )}
        </ul>
      )}
    </>
  );
}
