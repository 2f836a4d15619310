import { A } from './rows/a.ts';
import { C } from './rows/c.ts';
import { H } from './rows/h.ts';
import { I } from './rows/i.ts';
import { M } from './rows/m.ts';
import { S } from './rows/s.ts';
import { Svinval, SvinvalAndH } from './rows/svinval.ts';
import { Zicsr } from './rows/zicsr.ts';
import { Zifencei } from './rows/zifencei.ts';

/**
 * Every instruction, by the extension that brings it. Zicntr has no table: its instructions are other spellings of
 * csrrs (unpriv "Zicntr Extension for Base Counters and Timers"). C is apart, because its rows expand to the others.
 */
export const isaTables = { I, Zifencei, Zicsr, M, A, C, S, Svinval, H, SvinvalAndH };
