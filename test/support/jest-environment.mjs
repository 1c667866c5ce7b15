/** Remembers whether any test of the file failed, so that its database is kept for a look when it did. */
import { TestEnvironment } from 'jest-environment-node';

export default class RememberingEnvironment extends TestEnvironment {
  handleTestEvent(event) {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.global.someTestFailed = true;
  }
}
