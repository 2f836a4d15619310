import type { Command } from '../command.ts';
import { demo } from './demo.ts';
import { disassembleImage } from './disasm.ts';
import { showGuests } from './guests.ts';
import { listPolicies } from './policies.ts';
import { runPayload } from './run.ts';
import { sweepGuest } from './sweep.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [demo, runPayload, sweepGuest, disassembleImage, showGuests, listPolicies];
