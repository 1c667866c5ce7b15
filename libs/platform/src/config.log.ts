/** The level before the settings are read: what goes wrong while reading them must be seen, and tests are quiet. */
export function firstLevel(): string {
  return process.env['NODE_ENV'] === 'test' ? 'silent' : 'info';
}
