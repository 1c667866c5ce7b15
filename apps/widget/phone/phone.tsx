/** The test phone: one person can call the support number from it, and be called, without any phone company. */
import { render } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { LevelMeter } from './level-meter.js';
import { PhoneLine, type PhoneSnapshot } from './phone-line.js';
import { wordsFor, type Words } from './words.js';
import './phone.css';

const KEYS = [...'123456789*0#'];
const DEFAULT_NUMBER = '+15005550123';
const query = new URLSearchParams(location.search);
const { language, words } = wordsFor(query.get('lang') ? [query.get('lang') ?? ''] : navigator.languages);

function Phone() {
  const [changed, setSnapshot] = useState<PhoneSnapshot | null>(null);
  const [sound, setSound] = useState<{ remote: MediaStream; own: MediaStream } | null>(null);
  const speaker = useRef<HTMLAudioElement>(null);
  const line = useMemo(
    () =>
      new PhoneLine({
        url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/voice/edge/phone`,
        // A plus in an address is a space; people forget to escape it.
        number: (query.get('number') ?? DEFAULT_NUMBER).replace(/^ ?\+?/, '+'),
        changed: setSnapshot,
        sound: (remote, own) => setSound({ remote, own }),
      }),
    [],
  );
  const snapshot = changed ?? line.current;
  const inCall = !['offline', 'ready'].includes(snapshot.state);

  useEffect(() => {
    if (speaker.current) speaker.current.srcObject = inCall ? (sound?.remote ?? null) : null;
    if (!inCall && sound) setSound(null);
  }, [sound, inCall]);
  useAutomation(line, snapshot);

  return (
    <div class="phone">
      <h1>{words.title}</h1>
      <p class="banner" role="note">
        {words.banner}
      </p>
      <Status snapshot={snapshot} words={words} />
      <audio ref={speaker} autoplay />
      {inCall ? (
        <InCall line={line} snapshot={snapshot} sound={sound} words={words} />
      ) : (
        <Idle line={line} snapshot={snapshot} words={words} />
      )}
    </div>
  );
}

function Status({ snapshot, words }: { snapshot: PhoneSnapshot; words: Words }) {
  return (
    <div class={`status ${snapshot.state}`} role="status">
      <strong>{words.state[snapshot.state]}</strong>
      <span class="number">{snapshot.peer ?? snapshot.number}</span>
      {snapshot.notice && <p>{words.notice[snapshot.notice]}</p>}
    </div>
  );
}

function Idle({ line, snapshot, words }: { line: PhoneLine; snapshot: PhoneSnapshot; words: Words }) {
  const [own, setOwn] = useState(snapshot.number);
  const [to, setTo] = useState('');
  const target = to || snapshot.numbers[0] || '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void line.dial(target);
      }}
    >
      <label>
        <span>{words.myNumber}</span>
        <input
          type="tel"
          name="own"
          value={own}
          onInput={(event) => setOwn(event.currentTarget.value)}
          onChange={() => line.takeNumber(own)}
        />
      </label>
      <label>
        <span>{words.call}</span>
        <input
          type="tel"
          name="to"
          list="numbers"
          value={target}
          onInput={(event) => setTo(event.currentTarget.value)}
        />
        <datalist id="numbers">
          {snapshot.numbers.map((number) => (
            <option key={number} value={number} />
          ))}
        </datalist>
      </label>
      <button type="submit" class="primary" disabled={snapshot.state !== 'ready' || target === ''}>
        {words.dial}
      </button>
    </form>
  );
}

interface InCallProps {
  line: PhoneLine;
  snapshot: PhoneSnapshot;
  sound: { remote: MediaStream; own: MediaStream } | null;
  words: Words;
}

function InCall({ line, snapshot, sound, words }: InCallProps) {
  if (snapshot.state === 'incoming') {
    return (
      <div class="choices">
        <button class="primary" onClick={() => void line.answer()}>
          {words.answer}
        </button>
        <button onClick={() => void line.answer('machine')}>{words.machine}</button>
        <button onClick={() => line.reject('busy')}>{words.busy}</button>
        <button onClick={() => line.reject('no-answer')}>{words.noAnswer}</button>
      </div>
    );
  }
  return (
    <>
      <LevelMeter stream={sound?.own ?? null} label={words.me} />
      <LevelMeter stream={sound?.remote ?? null} label={words.them} />
      <div class="keypad" role="group" aria-label={words.keypad}>
        {KEYS.map((key) => (
          <button
            key={key}
            aria-label={words.key(key)}
            disabled={snapshot.state !== 'talking'}
            onClick={() => line.press(key)}
          >
            {key}
          </button>
        ))}
      </div>
      <button class="end" onClick={() => line.hangUp()}>
        {words.hangUp}
      </button>
    </>
  );
}

/** `?auto=1` answers by itself, `?auto=machine` as a machine would, `?dial=+1…` calls once the line is ready: a phone nobody has to hold. */
function useAutomation(line: PhoneLine, snapshot: PhoneSnapshot): void {
  const dialled = useRef(false);
  useEffect(() => {
    const dial = query.get('dial');
    if (snapshot.state === 'ready' && dial && !dialled.current) {
      dialled.current = true;
      void line.dial(dial.replace(/^ ?\+?/, '+'));
    }
    const auto = query.get('auto');
    if (snapshot.state !== 'incoming' || !auto) return;
    if (auto === '1') void line.answer();
    if (auto === 'machine') void line.answer('machine');
  }, [line, snapshot.state]);
}

document.documentElement.lang = language;
document.title = `Guichet – ${words.title}`;
const root = document.getElementById('phone');
if (root) render(<Phone />, root);
