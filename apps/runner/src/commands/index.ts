import type { Command } from '../command.ts';
import { listPolicies } from './policies.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [listPolicies];
