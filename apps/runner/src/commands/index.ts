import type { Command } from '../command.ts';

/** Every command, in the order of the help. Each is loaded when it is asked for: none pays for what another needs. */
const loaders = {
  demo: async () => (await import('./demo.ts')).demo,
  run: async () => (await import('./run.ts')).runPayload,
  sweep: async () => (await import('./sweep.ts')).sweepEvents,
  court: async () => (await import('./court.ts')).judge,
  reproduce: async () => (await import('./reproduce.ts')).reproduceFinding,
  disasm: async () => (await import('./disasm.ts')).disassembleImage,
  guests: async () => (await import('./guests.ts')).showGuests,
  policies: async () => (await import('./policies.ts')).listPolicies,
} as const satisfies Record<string, () => Promise<Command>>;

/** The command of this name; for any other word all of them, to tell of and to compare it with. */
export const commandsFor = (word: string | undefined): Promise<Command[]> =>
  Promise.all(
    Object.entries(loaders)
      .filter(([name]) => name === word || !Object.hasOwn(loaders, word ?? ''))
      .map(([, load]) => load()),
  );
