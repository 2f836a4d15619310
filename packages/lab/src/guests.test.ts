import { BufferConsole, Machine } from '@hartlab/machine';
import { describe, expect, test, vi } from 'vitest';
import { guestImage } from './guest-image.ts';
import { guests, handlers, type GuestName, type HandlerName } from './guests.ts';

// Sixteen guests are assembled and run: a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const says: Readonly<Record<GuestName, string>> = {
  hello: 'Hello from S-mode.\n',
  ecall: 'Five calls from U-mode answered.\n',
  'world-switch': 'PASS world-switch\n',
  'user-return': 'PASS user-return\n',
  suspend: 'PASS suspend\n',
};

describe.each(Object.keys(guests) as GuestName[])('%s', (guest) => {
  test.each(Object.keys(handlers) as HandlerName[])('with the handler %s says its line and powers off', (handler) => {
    const console = new BufferConsole();
    const machine = new Machine({ bios: 'built-in', kernel: guestImage(guest, handler), ram: 16 * 1024 ** 2, console });
    expect(machine.run({ maxInstructions: 10_000 })).toMatchObject({ reason: 'poweroff' });
    expect(console.text).toBe(says[guest]);
  });
});
