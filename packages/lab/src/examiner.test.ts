import { BufferConsole, Machine } from '@hartlab/machine';
import { describe, expect, test, vi } from 'vitest';
import { Examiner } from './examiner.ts';
import { guestPayload } from './payload.ts';
import { sweep } from './sweep.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

describe('an instruction is named', () => {
  const payload = guestPayload('user-return', 'minimal');
  const physical = payload.address('user_code');
  /** Boundary 154 is the first instruction of the user program, mapped at 0x400000. */
  const nameOf = (names: ReadonlyMap<bigint, string>) => {
    const [boundary] = sweep({ ...payload, symbol: (at) => names.get(at) }, { policy: 'private', boundary: 154 });
    expect(boundary?.pc).toBe(0x40_0000n);
    return boundary?.symbol;
  };
  test('by its physical address, as guests are linked', () => {
    expect(
      nameOf(
        new Map([
          [physical, 'physical'],
          [0x40_0000n, 'virtual'],
        ]),
      ),
    ).toBe('physical');
  });
  test('or else by its virtual address, as kernels are', () => {
    expect(nameOf(new Map([[0x40_0000n, 'virtual']]))).toBe('virtual');
    expect(nameOf(new Map())).toBeUndefined();
  });
});

test('a hart that waits in the firmware takes no event', () => {
  const payload = guestPayload('hello', 'minimal');
  const machine = new Machine({
    bios: 'built-in',
    kernel: payload.image,
    harts: 2,
    ram: 16 * 1024 ** 2,
    console: new BufferConsole(),
  });
  machine.checkpoint();
  const { skipped, mode, violations } = new Examiner(machine, machine.harts[1]!, payload).examine(0);
  expect({ skipped, mode, violations }).toEqual({ skipped: 'the hart is in M-mode', mode: 'M', violations: [] });
});
