/** What a calendar that is being written means: its next openings, and the days on which the clocks change. */
import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { BusinessCalendar } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { problemText } from '../../ui/failure.js';
import { longDateText, openingText } from '../../ui/time-text.js';

const PAUSE_MS = 400;

export function CalendarPreview({ calendar }: { calendar: BusinessCalendar }) {
  const say = useSay();
  const settled = useSettled(calendar);
  const { data, error } = useQuery({
    queryKey: ['calendar-preview', settled],
    queryFn: ({ signal }) => api.previewCalendar(settled, signal),
    placeholderData: (before) => before,
    retry: false,
  });
  return (
    <section
      className="card"
      aria-labelledby="preview-title"
      aria-live="polite"
      data-testid="calendar-preview"
    >
      <h2 id="preview-title">{say('calendar.preview')}</h2>
      {error ? (
        <p className="fault">{problemText(asRefusal(error))}</p>
      ) : (
        <>
          <ol className="openings">
            {data?.openings.map(({ from, to }) => (
              <li key={from} className="num">
                {openingText(from, to, settled.timeZone)}
              </li>
            ))}
          </ol>
          {data && data.oddDays.length > 0 && (
            <>
              <h3>{say('calendar.odd-days')}</h3>
              <ul className="openings">
                {data.oddDays.map(({ date, hours }) => (
                  <li key={date}>{say('calendar.odd-day', { day: longDateText(date), hours })}</li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </section>
  );
}

/** Asked once the writer pauses. */
function useSettled(calendar: BusinessCalendar): BusinessCalendar {
  const [settled, setSettled] = useState(calendar);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(calendar), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [calendar]);
  return settled;
}
