/** How often each kind of work is tried, with growing pauses, before it is kept for an administrator to look at. */
export const TRIES = { arrival: 8, event: 10, timer: 10 };
