/** Refusals as the provider words them: a numeric code, a sentence, a page, a status. */
export class TwilioProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }

  toJSON(): Record<string, unknown> {
    return {
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    };
  }
}

export const notFound = (path: string): TwilioProblem =>
  new TwilioProblem(404, 20404, `The requested resource ${path} was not found`);

export const invalid = (code: number, message: string): TwilioProblem =>
  new TwilioProblem(400, code, message);
