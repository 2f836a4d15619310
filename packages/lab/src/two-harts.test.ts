import { readFileSync } from 'node:fs';
import { noReservation, type Hart } from '@hartlab/hart';
import { callRegisters, HSM, IPI, RFENCE } from '@hartlab/sbi';
import { BufferConsole, Machine } from '@hartlab/machine';
import { describe, expect, test, vi } from 'vitest';
import { guestPayload } from './payload.ts';
import { stateField } from './state-field.ts';
import { sweep } from './sweep.ts';
import { guestMachine } from './swept-machine.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const payload = guestPayload('two-harts', 'minimal');
const { a6, a7 } = callRegisters;

/** How many boundaries the page says that there are, by how many harts there are and which is swept. */
const page = readFileSync(new URL('../../../docs/findings/harts-that-work-for-each-other.md', import.meta.url), 'utf8');
const told = new Map(
  [...page.matchAll(/^\| (\d) \| (\d) \| `minimal` \| ([\d,]+) \| 0 \| private \|$/gm)].map(
    ([, harts, hart, boundaries]) => [`${harts} ${hart}`, boundaries] as const,
  ),
);

/** What the swept hart does at a boundary, and the next hart meanwhile: each a situation that a sweep must come to. */
function situation(hart: Hart, next: Hart, machine: Machine, reservation: bigint): string[] {
  const symbol = payload.symbol(hart.pc)?.split('+')[0];
  const isLocked = machine.memory.read(Number(payload.address('lock')), 4) === 1n;
  const nextWaits = payload.symbol(next.pc)?.startsWith('wait_for_lock') === true && !next.waiting;
  const calls = machine.memory.read(Number(hart.pc), 4) === 0x73n;
  const called = [RFENCE, IPI, HSM].find(({ eid }) => hart.x(a7) === BigInt(eid))?.name;
  return [
    reservation !== noReservation ? 'holds a reservation' : '',
    symbol === 'hold_lock' && isLocked && nextWaits ? 'holds the lock that the next hart waits for' : '',
    symbol === 'wait_for_lock' && isLocked ? 'waits for the lock' : '',
    symbol === 'vector' ? 'handles an IPI' : '',
    hart.waiting ? 'sleeps' : '',
    calls ? `before ${called} ${hart.x(a6)}` : '',
  ].filter((each) => each !== '');
}

describe.each([
  [2, 0],
  [2, 1],
  [3, 1],
  [8, 0],
  [8, 7],
])('of %i harts the one with the ID %i', (harts, hart) => {
  test.each(['signal', 'software-global'] as const)(
    'comes into every situation, and nothing is to be seen of a %s',
    (source) => {
      const seen = new Set<string>();
      let machine: Machine | undefined;
      const machineOf = guestMachine(payload, { harts });
      const options = {
        hart,
        source,
        machine: (wanted: Parameters<typeof machineOf>[0]) => (machine = machineOf(wanted)),
      };
      let boundaries = 0;
      for (const { before, skipped, violations } of sweep(payload, options)) {
        boundaries++;
        expect([skipped, violations]).toEqual([undefined, []]);
        const reservation = before.value(stateField('reservation'));
        const { [hart]: swept, [(hart + 1) % harts]: next } = machine!.harts;
        for (const each of situation(swept!, next!, machine!, reservation)) seen.add(each);
      }
      const counted = told.get(`${harts} ${hart}`);
      if (counted !== undefined) expect(boundaries.toLocaleString('en')).toBe(counted);
      expect([...seen].sort()).toEqual(
        [
          'before HSM 0',
          'before HSM 2',
          'before sPI 0',
          'before RFNC 0',
          'before RFNC 1',
          'handles an IPI',
          'holds a reservation',
          'holds the lock that the next hart waits for',
          'sleeps',
          'waits for the lock',
        ].sort(),
      );
    },
  );
});

test('it says so where there is no second hart', () => {
  const console = new BufferConsole();
  const machine = new Machine({ bios: 'built-in', kernel: payload.image, ram: 8 * 1024 ** 2, console });
  machine.run({ maxInstructions: 100_000 });
  expect(console.text).toBe('There is no second hart.\nFAIL\n');
});

test.each(['signal', 'software'] as const)('a hart that is not the payload’s is not swept, by %s', (source) => {
  expect(() => [...sweep(payload, { hart: 2, source })]).toThrow('there is no hart 2 to sweep; change --hart or -smp');
});

test('the page on harts that work for each other has numbers of these sweeps', () => {
  expect([...told.keys()]).toEqual(['2 0', '2 1', '3 1', '8 7']);
});
