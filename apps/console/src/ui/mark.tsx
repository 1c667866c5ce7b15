/** Guichet's mark. */
import { mark } from '@lib/design';

export function Mark() {
  return (
    <svg viewBox={mark.viewBox} fill="none" aria-hidden="true" className="mark">
      {mark.strokes.map((d) => (
        <path key={d} d={d} stroke="currentColor" strokeWidth={mark.strokeWidth} strokeLinecap="round" />
      ))}
      <path d={mark.fill} fill="currentColor" />
    </svg>
  );
}
