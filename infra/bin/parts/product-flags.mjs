/**
 * How Node runs the product's processes. A young generation of 4 MB instead of 16 saves 20 MB at rest, one helper thread
 * instead of four leaves the cores to the work (mail a fifth faster on two): test/bench/start and test/bench/mail-ingest.
 */
export const productFlags = ['--enable-source-maps', '--max-semi-space-size=4', '--v8-pool-size=1'];
