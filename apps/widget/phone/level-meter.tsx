/** A bar that follows how loud a stream is, so that one sees that sound flows before wondering why one hears none. */
import { useEffect, useRef } from 'preact/hooks';

export function LevelMeter({ stream, label }: { stream: MediaStream | null; label: string }) {
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(() => (stream ? follow(stream, (level) => show(bar.current, level)) : undefined), [stream]);
  return (
    <label class="level">
      <span>{label}</span>
      <meter ref={bar} min={0} max={1} value={0} />
    </label>
  );
}

function show(bar: HTMLMeterElement | null, level: number): void {
  if (bar) bar.value = level;
}

/** Loudness on a scale from silence (-60 dB) to full; returns what stops it. */
function follow(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let frame = 0;
  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((total, sample) => total + sample * sample, 0) / samples.length;
    tell(Math.max(0, 1 + Math.log10(Math.max(power, 1e-6)) / 6));
    frame = requestAnimationFrame(look);
  };
  look();
  return () => {
    cancelAnimationFrame(frame);
    tell(0);
    void context.close();
  };
}
