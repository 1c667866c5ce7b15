/** One part of a queue's form: what it is about, and what is wrong in it. */
import { useId, type ReactNode } from 'react';
import { useSay } from '../../i18n.js';
import { faultTexts, type Fault } from './faults.js';

interface Props {
  title: string;
  lead?: string;
  faults: readonly Fault[];
  /** The settings this part holds, as the contract names them. */
  of: readonly string[];
  testId?: string;
  children: ReactNode;
}

export function Part({ title, lead, faults, of, testId, children }: Props) {
  const say = useSay();
  const faultsId = useId();
  const texts = of.flatMap((part) => faultTexts(faults, part, say));
  return (
    <fieldset
      className="card queue-part"
      aria-describedby={texts.length > 0 ? faultsId : undefined}
      data-testid={testId}
    >
      <legend>{title}</legend>
      {lead && <p className="muted">{lead}</p>}
      {children}
      <div id={faultsId} role="alert">
        {texts.map((text) => (
          <p className="fault" key={text}>
            {text}
          </p>
        ))}
      </div>
    </fieldset>
  );
}
