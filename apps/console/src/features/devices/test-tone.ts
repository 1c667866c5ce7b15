/** Three short rising notes on the chosen loudspeaker, made here: nothing is fetched. */
const notes = [440, 554, 659];
const noteSeconds = 0.35;
const loudness = 0.2;

/** Resolves when they were played; rejects when this browser cannot play there. `output` null: the system's own. */
export async function playTestTone(output: string | null): Promise<void> {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const player = new Audio();
  player.srcObject = out.stream;
  try {
    if (output !== null && canChooseOutput()) await player.setSinkId(output);
    await player.play();
    await Promise.all(
      notes.map((hertz, at) => play(context, out, hertz, context.currentTime + at * noteSeconds)),
    );
  } finally {
    player.pause();
    player.srcObject = null;
    await context.close();
  }
}

export const canChooseOutput = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;

function play(context: AudioContext, out: AudioNode, hertz: number, at: number): Promise<void> {
  const note = new OscillatorNode(context, { frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  // Swelling and fading: a sudden edge would click.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + 0.05);
  volume.gain.linearRampToValueAtTime(0, at + noteSeconds);
  note.connect(volume).connect(out);
  return new Promise((resolve) => {
    note.onended = () => resolve();
    note.start(at);
    note.stop(at + noteSeconds);
  });
}
