/** One number, or the application of the consoles: whether its calls come to us, what leads elsewhere, and the press that changes it. */
import { AppWindow, Phone } from 'lucide-react';
import type { TelephonePlace } from '@lib/contracts';
import { useSay } from '../../i18n.js';

interface Props {
  place: TelephonePlace;
  busy: boolean;
  onConnect: () => void;
}

export function PlaceCard({ place, busy, onConnect }: Props) {
  const say = useSay();
  const { kind, name, connected, differences } = place;
  const Sign = kind === 'number' ? Phone : AppWindow;
  return (
    <li className="card telephone-place" data-testid="telephone-place" data-connected={connected}>
      <div>
        <h3 className="num">
          <Sign className="ic" aria-hidden="true" /> {name}
          <span className={`chip ${connected ? 'ok' : 'warn'}`}>
            {say(connected ? 'telephone.connected' : 'telephone.elsewhere')}
          </span>
        </h3>
        <p className="muted">{say(`telephone.kind-${kind}`)}</p>
      </div>
      {!connected && (
        <button
          type="button"
          className="btn primary"
          aria-disabled={busy}
          onClick={onConnect}
          data-testid="telephone-connect"
        >
          {say('telephone.connect')}
        </button>
      )}
      {differences.length > 0 && (
        <details>
          <summary>{say('telephone.differences', { count: differences.length })}</summary>
          <table className="telephone-differences">
            <thead>
              <tr>
                <th scope="col">{say('telephone.field')}</th>
                <th scope="col">{say('telephone.now')}</th>
                <th scope="col">{say('telephone.wanted')}</th>
              </tr>
            </thead>
            <tbody>
              {differences.map(({ field, now, wanted }) => (
                <tr key={field}>
                  <th scope="row">{say(`telephone.field-${field}`)}</th>
                  <td>{now || say('telephone.nothing')}</td>
                  <td>{wanted || say('telephone.nothing')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </li>
  );
}
