/** Pure: waiting time as people say it: whole minutes, never less than one, never rounded in our favour. */
export function minutesOf(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}
