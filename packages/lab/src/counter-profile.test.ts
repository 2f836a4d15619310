import { BufferConsole, Machine } from '@hartlab/machine';
import { expect, test, vi } from 'vitest';
import { ComparedState } from './compared-state.ts';
import { hartDifferences } from './hart-difference.ts';
import { guestPayload } from './payload.ts';

// Some hundred runs: seconds, and more when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const payload = guestPayload('counter-profile', 'minimal');
const { address } = payload;
/** sbi "Function: Find and configure a matching counter (FID #2)": SET_UINH and SET_SINH. */
const filters = { 'U-mode': 1n << 6n, 'S-mode and U-mode': 0n } as const;
const ram = 8 * 1024 ** 2;
/** More instructions than the guest has. */
const never = 1n << 40n;
/** Of a run with so many samples, whose handler takes some forty instructions each. */
const patience = 200_000;

/** The guest run up to the end of its window: what there is then, or undefined when it does not come there. */
function run(counted: keyof typeof filters, period: bigint) {
  const { image, isa, window } = payload;
  const machine = new Machine({
    bios: 'built-in',
    kernel: image,
    ram,
    console: new BufferConsole(),
    ...(isa && { isa }),
  });
  machine.memory.write(Number(address('profile_filter')), 8, filters[counted]);
  machine.memory.write(Number(address('profile_period')), 8, period);
  const hart = machine.harts[0]!;
  for (let left = patience; hart.pc !== window.end; left--) if (left === 0 || !machine.step()) return undefined;
  const [{ address: begin, size } = { address: 0, size: 0 }] = image.segments;
  const own = [Number(address('profile_period')), Number(address('profile_stack_end'))] as const;
  const memory: bigint[] = [];
  for (let at = begin; at + 8 <= begin + size; at += 8)
    if (at < own[0] || at >= own[1]) memory.push(BigInt(machine.memory.read(at, 8)));
  return {
    state: ComparedState.of(hart),
    memory,
    samples: Number(machine.memory.read(Number(address('profile_samples')), 8)),
  };
}

const tail = (address('profile_completes') - address('profile_restarted')) / 4n;

/** Counters are exempt, and the overflow that may have come at the very end with them. */
const isCounter = (field: string): boolean => /^(?:mhpmcounter3|mhpmevent3\.OF|mip\.LCOFIP)$/.test(field);

test.each([
  ['U-mode', 1n],
  ['S-mode and U-mode', tail + 1n],
] as const)('with %s counted, every period from %i to 200 ends as if there had been no event', (counted, first) => {
  const expected = run(counted, never)!;
  expect(expected.samples).toBe(0);
  const taken: number[] = [];
  // Those of the guest's program, ECALLs aside, which do not retire (priv "Environment Call and Breakpoint").
  const inUserMode = 4 + 50 * 9 + 1 + 10 * 2 + 1;
  for (let period = first; period <= 200n; period++) {
    const got = run(counted, period);
    expect(got, `period ${period}`).toBeDefined();
    const differences = hartDifferences(expected.state, got!.state).filter(({ field }) => !isCounter(field));
    expect(differences, `period ${period}`).toEqual([]);
    expect(got!.memory, `period ${period}`).toEqual(expected.memory);
    if (counted === 'U-mode') expect(got!.samples).toBe(Math.floor(inUserMode / Number(period)));
    taken.push(got!.samples);
  }
  // Shorter periods have more samples, and none has none.
  expect(taken).toEqual(taken.toSorted((a, b) => b - a));
  expect(taken.at(-1)).toBeGreaterThan(0);
});

test('a period that the end of the handler uses up lets nothing else run', () => {
  expect(run('S-mode and U-mode', tail)).toBeUndefined();
});
