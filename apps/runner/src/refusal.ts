import type { Exit } from './exit.ts';

/**
 * Ends the command with one line on stderr and a documented exit code. The message says what is wrong, where, and how
 * to mend it; it has no stack, because the fault is not in hartlab.
 */
export class Refusal extends Error {
  readonly exit: Exit;

  constructor(message: string, exit: Exit = 'bad input') {
    super(message);
    this.name = 'Refusal';
    this.exit = exit;
  }
}
