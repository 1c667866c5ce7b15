/** A command the gateway refused, or that got no answer: carries the problem to show. */
import type { ProblemDetails } from '@lib/contracts';

export class CommandError extends Error {
  constructor(readonly problem: ProblemDetails) {
    super(problem.detail ?? problem.title);
    this.name = 'CommandError';
  }

  get code(): string {
    return this.problem.code;
  }

  static notConnected(): CommandError {
    return new CommandError(local('not-connected', 503, 'There is no connection to the server'));
  }

  /** It may have happened or not: what follows on the streams tells. */
  static noAnswer(): CommandError {
    return new CommandError(local('no-answer', 504, 'The server did not answer in time'));
  }
}

function local(code: string, status: number, title: string): ProblemDetails {
  return { type: `urn:guichet:problem:${code}`, code, status, title };
}
