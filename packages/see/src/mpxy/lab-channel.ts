import { err } from '@hartlab/sbi';
import type { Mark, MarkKind } from '../mark.ts';
import type { Channel } from './channel.ts';

/** By message_id. The data of each is a name. */
const kinds: Readonly<Record<number, MarkKind>> = { 1: 'window begins', 2: 'window ends', 3: 'phase' };

/** How many marks there have been, modulo 2^32. */
type Marks = number;

/**
 * By this channel a guest talks to the lab that runs it: it marks a window of the run, and names its phases. A protocol of
 * this project's own, of messages without a response. Its attribute is how many marks there have been.
 *
 * @param mark is told of each
 */
export const labChannel = (mark: (mark: Mark) => void): Channel<Marks> => ({
  channel_id: 2,
  MSG_PROT_ID: 0x8000_0002,
  MSG_PROT_VERSION: 0x0001_0000,
  MSG_DATA_MAX_LEN: 64,
  initial: 0,
  form: 0,
  attributes: [{ read: (marks) => marks }],
  sendWithoutResponse: (marks, { hartid, message_id, data }) => {
    const kind = kinds[message_id];
    if (kind === undefined) return err('NOT_SUPPORTED');
    mark({ hartid, kind, name: String.fromCharCode(...data) });
    return { state: (marks + 1) >>> 0 };
  },
});
