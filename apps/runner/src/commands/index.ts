import type { Command } from '../command.ts';
import { demo } from './demo.ts';
import { disassembleImage } from './disasm.ts';
import { showGuests } from './guests.ts';
import { listPolicies } from './policies.ts';
import { runPayload } from './run.ts';
import { sweepEvents } from './sweep.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [demo, runPayload, sweepEvents, disassembleImage, showGuests, listPolicies];
