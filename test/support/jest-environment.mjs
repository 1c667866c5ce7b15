/** Ends a test file's database after the file's own hooks are done, or keeps it for a look when a test failed. */
import { TestEnvironment } from 'jest-environment-node';

export default class DatabaseEnvironment extends TestEnvironment {
  async handleTestEvent(event) {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.failed = true;
    // A hook would come too early: those of the file are called after it, and stop a product whose database is gone.
    if (event.name === 'run_finish' && !this.failed) await this.global.dropTestDatabase?.();
  }
}
