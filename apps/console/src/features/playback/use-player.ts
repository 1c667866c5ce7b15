/** One listening: an audio element, where it stands, and what of it was heard, told to the house under one id. */
import { useEffect, useRef, useState, type RefObject } from 'react';
import { recordingApi } from '../../api/recording-calls.js';
import { hearing, nothingHeard, toTell } from './heard.js';

export interface Player {
  audio: RefObject<HTMLAudioElement | null>;
  src: string;
  position: number;
  playing: boolean;
  /** Sound was asked for and has not come yet. */
  waiting: boolean;
  failed: boolean;
  toggle: () => void;
  seek: (second: number) => void;
  /** After a failure: another listening. */
  again: () => void;
  events: Record<'onPlaying' | 'onPause' | 'onEnded' | 'onTimeUpdate' | 'onWaiting' | 'onError', () => void>;
}

/** `onTold`: it stands still, and how far somebody came is kept. */
export function usePlayer(recordingId: string, seconds: number, onTold: () => void): Player {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playback, setPlayback] = useState(() => crypto.randomUUID());
  const [position, setPosition] = useState(0);
  const [state, setState] = useState<'still' | 'waiting' | 'playing' | 'failed'>('still');
  const heard = useRef(nothingHeard);
  const telling = useRef<Promise<unknown>>(Promise.resolve());

  function tell(over: boolean): void {
    const news = toTell(heard.current, over);
    if (news) {
      heard.current = { ...heard.current, told: news };
      // What could not be told now is told with the next.
      telling.current = recordingApi.heard(playback, news).catch(() => {
        heard.current = { ...heard.current, told: null };
      });
    }
    if (over && heard.current.from !== null) void telling.current.then(onTold);
  }
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  useEffect(() => {
    const leave = (): void => latest.current(true);
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, []);

  function play(): void {
    setState('waiting');
    // A refusal to play is told by the element's own error; being paused at once is none.
    audio.current?.play().catch(() => undefined);
  }
  function seek(second: number): void {
    const to = Math.min(seconds, Math.max(0, second));
    setPosition(to);
    if (audio.current) audio.current.currentTime = to;
  }
  function stand(): void {
    setState((before) => (before === 'failed' ? before : 'still'));
    tell(true);
  }
  return {
    audio,
    src: recordingApi.soundUrl(recordingId, playback),
    position,
    playing: state === 'playing' || state === 'waiting',
    waiting: state === 'waiting',
    failed: state === 'failed',
    toggle: () => (state === 'still' || state === 'failed' ? play() : audio.current?.pause()),
    seek,
    again: () => {
      heard.current = nothingHeard;
      setPlayback(crypto.randomUUID());
      setState('still');
      setPosition(0);
    },
    events: {
      onPlaying: () => setState('playing'),
      onPause: stand,
      onEnded: stand,
      onWaiting: () => setState('waiting'),
      onError: () => setState('failed'),
      onTimeUpdate: () => {
        const element = audio.current;
        if (!element) return;
        setPosition(element.currentTime);
        if (element.paused) return;
        heard.current = hearing(heard.current, element.currentTime);
        tell(false);
      },
    },
  };
}
