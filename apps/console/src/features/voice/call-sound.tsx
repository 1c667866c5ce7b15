/** How a call sounds, as a mark and a word; pressed, the figures behind the word and where they were measured. */
import { Popover } from 'radix-ui';
import { SignalHigh, SignalLow, SignalMedium, SignalZero } from 'lucide-react';
import type { CallQuality, QualityLevel } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay, type Say } from '../../i18n.js';
import { figureText, timerText } from '../../ui/time-text.js';
import './voice.css';

interface Props {
  quality: CallQuality;
  /** Whose telephone it is measured at; absent: my own. */
  colleague?: string;
}

const marks = { good: SignalHigh, fair: SignalMedium, poor: SignalLow } as const;

export function CallSound({ quality, colleague }: Props) {
  const say = useSay();
  const word = soundText(quality.level, say);
  const Mark = quality.level ? marks[quality.level] : SignalZero;
  const where = colleague ? say('quality.measured-at', { name: colleague }) : say('quality.measured-here');
  return (
    <Popover.Root>
      <Popover.Trigger
        className="plain sound"
        data-testid="call-sound"
        data-level={quality.level ?? 'unknown'}
        {...(colleague && { 'aria-label': say('quality.word-of', { word, name: colleague }) })}
      >
        <Mark className="ic" aria-hidden="true" />
        {word}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="pop call-figures"
          sideOffset={8}
          collisionPadding={8}
          aria-label={say('quality.title')}
          data-testid="call-figures"
        >
          <h2>{word}</h2>
          <p>{where}</p>
          <dl className="bt num">
            {figuresOf(quality, say).map(([name, value]) => (
              <div key={name}>
                <dt>{say(name)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {quality.warnings.length > 0 && (
            <>
              <h3>{say('quality.warnings')}</h3>
              <ul>
                {quality.warnings.map(({ name, seconds }) => (
                  <li key={name}>
                    {say('quality.warned', {
                      what: say(`quality.${name}`),
                      time: timerText(seconds * 1_000),
                    })}
                  </li>
                ))}
              </ul>
            </>
          )}
          <p className="muted">{say('quality.source')}</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

export function soundText(level: QualityLevel | null, say: Say): string {
  return say(level ? `quality.${level}` : 'quality.unknown');
}

/** Only what was measured. */
function figuresOf(quality: CallQuality, say: Say): [MessageId, string][] {
  const { mos, worstMos, lossPercent, worstJitterMs, worstRttMs } = quality;
  const figures: [MessageId, string | null][] = [
    ['quality.mos', mos === null ? null : figureText(mos)],
    ['quality.worst-mos', worstMos === null ? null : figureText(worstMos)],
    [
      'quality.loss',
      lossPercent === null ? null : say('quality.percent', { value: figureText(lossPercent) }),
    ],
    ['quality.jitter', say('quality.ms', { value: worstJitterMs })],
    ['quality.rtt', worstRttMs === null ? null : say('quality.ms', { value: worstRttMs })],
    ['quality.measured-for', timerText(quality.seconds * 1_000)],
  ];
  return figures.flatMap(([name, value]) => (value === null ? [] : [[name, value] as [MessageId, string]]));
}
