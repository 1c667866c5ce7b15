/** When a console repaints: once per animation frame, once a second while its tab is hidden. */

/** Runs `flush` once, later. Injected so that tests decide when. */
export type FrameScheduler = (flush: () => void) => void;

interface Page {
  requestAnimationFrame?: (callback: () => void) => number;
  document?: { visibilityState: string };
}

const hiddenTabMs = 1_000;

export const browserFrames: FrameScheduler = (flush) => {
  const page = globalThis as Page;
  // A hidden tab gets no animation frames at all; without a page (Node) there are none either.
  if (page.requestAnimationFrame && page.document?.visibilityState === 'visible')
    page.requestAnimationFrame(flush);
  else setTimeout(flush, page.document ? hiddenTabMs : 0);
};
