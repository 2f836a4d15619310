import { extension, fn } from './extension.ts';

/** The supervisor's timer. */
export const TIME = extension(
  'TIME',
  { set_timer: fn(0, { stime_value: 'uint64_t' }, [], 'sbi "Function: Set Timer (FID #0)"') },
  'sbi "Timer Extension"',
);
