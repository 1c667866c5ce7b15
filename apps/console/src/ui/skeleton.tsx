/** Stands in for rows still on their way; nothing for the first 150 ms, then still shapes of the final size. */
import { useEffect, useState } from 'react';
import { useSay } from '../i18n.js';

export function Skeleton({ rows = 3 }: { rows?: number }) {
  const say = useSay();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" className="skeleton">
      <span className="sr">{say('common.loading')}</span>
      {shown &&
        Array.from({ length: rows }, (_, row) => (
          <div className="sk" key={row} aria-hidden="true">
            <i className="c" />
            <div>
              <i />
              <i />
            </div>
          </div>
        ))}
    </div>
  );
}
