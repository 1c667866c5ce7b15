/** Ends what jest-setup.mjs started. */
export default async function teardown() {
  await globalThis.stopTestPostgres?.();
}
