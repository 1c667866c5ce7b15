/** One reading for all who ask at the same time, always begun after the question: an answer is never older than its asker. */
export class SharedRead<T> {
  private running: Promise<T> | undefined;
  private following: Promise<T> | undefined;

  constructor(private readonly read: () => Promise<T>) {}

  next(): Promise<T> {
    if (!this.running) return this.start();
    this.following ??= this.running.then(
      () => this.start(),
      () => this.start(),
    );
    return this.following;
  }

  private start(): Promise<T> {
    this.following = undefined;
    const reading = this.read();
    this.running = reading;
    const done = () => {
      if (this.running === reading) this.running = undefined;
    };
    reading.then(done, done);
    return reading;
  }
}
