/** The first thing that runs: the carrier's process loads its code while the product loads its own, on another core. */
import { warmUpCarrier } from './carrier-process.js';

warmUpCarrier();
await import('./product.js');
