import { BufferConsole, Machine } from '@hartlab/machine';
import { describe, expect, test, vi } from 'vitest';
import { expectedFindings } from './expected-findings.ts';
import { guestImage } from './guest-image.ts';
import { guestHarts, guestIsa, guests, handlers, type GuestName, type HandlerName } from './guests.ts';

// Each guest with each handler is assembled and run: some seconds, and more when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const says: Readonly<Record<GuestName, string>> = {
  hello: 'Hello from S-mode.\n',
  ecall: 'Five calls from U-mode answered.\n',
  'world-switch': 'PASS world-switch\n',
  'user-return': 'PASS user-return\n',
  suspend: 'PASS suspend\n',
  'perf-top': 'PASS perf-top\n',
  'error-injection': 'PASS error-injection\n',
  'poisoned-load': 'PASS poisoned-load\n',
  sampling: 'PASS sampling\n',
  mpxy: 'PASS mpxy\n',
  cppc: 'PASS cppc\n',
  'landing-pad': 'PASS landing-pad\n',
  'shadow-stack': 'PASS shadow-stack\n',
  'double-trap': 'PASS double-trap\n',
  fpu: 'PASS fpu\n',
  'two-harts': 'PASS two-harts\n',
  nested: 'PASS nested\n',
  'nested-thrice': 'PASS nested-thrice\n',
  'counter-profile': 'PASS counter-profile\n',
};

const everyHandler = Object.keys(handlers) as HandlerName[];
const ofMainJob = everyHandler.filter((name) => expectedFindings.some(({ handler }) => handler === name));

describe.each(Object.keys(guests) as GuestName[])('%s', (guest) => {
  // The other handlers differ in a few lines that no guest without an event runs.
  test.each(guest === 'hello' ? everyHandler : ofMainJob)(
    'with the handler %s says its line and powers off',
    (handler) => {
      const console = new BufferConsole();
      const isa = guestIsa(guest);
      const kernel = guestImage(guest, handler);
      const machine = new Machine({
        bios: 'built-in',
        kernel,
        ram: 16 * 1024 ** 2,
        console,
        ...(isa && { isa }),
        harts: guestHarts(guest) ?? 1,
      });
      expect(machine.run({ maxInstructions: 2_000_000 })).toMatchObject({ reason: 'poweroff' });
      expect(console.text).toBe(says[guest]);
    },
  );
});

test.each([
  ['mpxy', 2],
  ['mpxy', 4],
  ['mpxy', 8],
  ['cppc', 2],
  ['cppc', 4],
  ['cppc', 8],
  ['two-harts', 3],
  ['two-harts', 4],
  ['two-harts', 8],
] as const)('%s on %i harts', (guest, harts) => {
  const console = new BufferConsole();
  const kernel = guestImage(guest, 'minimal');
  const machine = new Machine({ bios: 'built-in', kernel, ram: 16 * 1024 ** 2, console, harts });
  expect(machine.run({ maxInstructions: 2_000_000 })).toMatchObject({ reason: 'poweroff' });
  expect(console.text).toBe(says[guest]);
});
