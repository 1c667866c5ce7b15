/** The ids of the console's catalogue as a type: a text that does not exist does not compile. */
import type en from './catalogues/console.en.json';

export type MessageId = keyof typeof en;
export type MessageValues = Record<string, string | number>;
