/** A table of the live page: it may be wider than its card and is then scrolled by keyboard too. */
import type { ReactNode } from 'react';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';

interface Props {
  label: MessageId;
  heads: readonly MessageId[];
  testId?: string;
  /** Each row ends with a cell for what can be done about it. */
  acts?: boolean;
  /** The rows. */
  children: ReactNode;
  /** Under the table, scrolled with it. */
  beneath?: ReactNode;
}

export function LiveTable({ label, heads, testId, acts = true, children, beneath }: Props) {
  const say = useSay();
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={say(label)}>
      <table className="table live-table" data-testid={testId}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col" key={head}>
                {say(head)}
              </th>
            ))}
            {acts && (
              <th scope="col">
                <span className="sr">{say('live.actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {beneath}
    </div>
  );
}
