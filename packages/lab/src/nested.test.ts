import { readFileSync } from 'node:fs';
import { BufferConsole, Machine } from '@hartlab/machine';
import { policies, type PolicyName } from '@hartlab/sse';
import { describe, expect, test, vi } from 'vitest';
import { assembledImage, guestSource } from './guest-image.ts';
import { guestIsa } from './guests.ts';
import { guestPayload, payloadOf, type Payload } from './payload.ts';
import { localSoftwareEvent } from './sse-call.ts';
import { sweep, type SweepOptions } from './sweep.ts';
import { opensbiFile } from './testing/opensbi.ts';

// A run for each boundary: a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** What the guest says in the end when an event interrupts it at each boundary of its window, one run after the other. */
function endings(source: string, policy: PolicyName): ReadonlySet<string> {
  const payload = payloadOf('nested', 'complete-save', assembledImage(source));
  const [begin, end] = [payload.address('sweep_begin'), payload.address('sweep_end')];
  const console = new BufferConsole();
  const machine = new Machine({
    bios: 'built-in',
    kernel: payload.image,
    ram: 8 * 1024 ** 2,
    console,
    policy: policies[policy],
    isa: guestIsa('nested-thrice')!,
  });
  const hart = machine.harts[0]!;
  const until = (address: bigint) => {
    for (let left = 10_000; hart.pc !== address && left > 0 && machine.step(); left--);
  };
  until(begin);
  const said = new Set<string>();
  let boundaries = 0;
  for (; hart.pc !== end && boundaries < 1000; machine.step(), boundaries++) {
    const before = machine.save();
    const length = console.text.length;
    machine.firmware!.signal(localSoftwareEvent, hart.hartid);
    machine.run({ maxInstructions: 10_000 });
    said.add(console.text.slice(length));
    machine.restore(before);
  }
  expect(boundaries).toBeGreaterThan(200);
  expect(hart.pc).toBe(end);
  return said;
}

const source = guestSource('nested', 'complete-save');

// O3: the inner event is not to be seen by the outer one's handler, nor by what that interrupted.
test.each(Object.keys(policies) as PolicyName[])(
  'an event in the handler of another leaves both as they were to the end of the run, %s',
  (policy) => {
    expect(endings(source, policy)).toEqual(new Set(['PASS nested\n']));
  },
);

// O3b: what is remembered of the outer event is not the inner one's, also where the outer handler forgets.
test('an outer handler that forgets sstatus is safe with private resume state', () => {
  const restored = `    csrw sstatus, t0
    ld t0, 48(sp)`;
  expect(source).toContain(restored);
  const forgetful = source.replace(restored, '    ld t0, 48(sp)');
  expect(endings(forgetful, 'private')).toEqual(new Set(['PASS nested\n']));
});

describe('three deep', () => {
  const deep = guestSource('nested-thrice', 'complete-save');
  const passes = new Set(['PASS nested-thrice\n']);
  const restored = '    csrw sstatus, t0\n    ld t0, 40(sp)';
  const forgetful = deep.replace(restored, '    ld t0, 40(sp)');

  test('an event in the handler of an event in the handler of another leaves all three as they were', () => {
    expect(endings(deep, 'spec-3.0')).toEqual(passes);
  });

  test('the handler in the middle may forget sstatus with private resume state, and not without', () => {
    expect(deep).toContain(restored);
    expect(endings(forgetful, 'private')).toEqual(passes);
    // There it does not come to the end of its window even without the event.
    expect(() => endings(forgetful, 'spec-3.0')).toThrow();
  });

  /** Boundaries of the handler in the middle. */
  const middle = (): Payload => {
    const payload = guestPayload('nested-thrice', 'minimal');
    return { ...payload, window: { begin: payload.address('second_handler'), boundaries: 22 } };
  };
  const judged = (options: SweepOptions) =>
    [...sweep(middle(), options)].map(({ symbol, skipped, violations }) => [
      symbol?.split('+')[0],
      skipped,
      violations.map(({ oracle, field }) => `${oracle} ${field}`).join(),
    ]);

  test('is what the sweep comes to', () => {
    const fine = Array(22).fill(['second_handler', undefined, '']) as unknown[];
    expect(judged({}).filter(([symbol]) => symbol !== 'vector')).toEqual(fine.slice(4));
    expect(judged({ source: 'software' })).toEqual(judged({}));
  });

  test.skipIf(!opensbiFile)('is the same under OpenSBI, if HARTLAB_OPENSBI names one with SSE', () => {
    expect(judged({ firmware: new Uint8Array(readFileSync(opensbiFile!)) })).toEqual(judged({ policy: 'opensbi-1.9' }));
  });
});

describe('an event that waits for the end of the one before', () => {
  /** `hello` has an event of its own, which the handler of the sweep's brings: it is next in order, so it comes behind that. */
  const chained = (handler: string): Payload => {
    const own =
      ' li a0, SSE_GLOBAL_SOFTWARE_EVENT\n la a1, waiting\n la a2, sse_stack_end\n li a7, SBI_SSE\n li a6, SSE_REGISTER\n ecall\n' +
      ' li a0, SSE_GLOBAL_SOFTWARE_EVENT\n li a6, SSE_ENABLE\n ecall\nsweep_begin:\n';
    const brings =
      'sse_handler:\n addi a7, a7, -64\n sd a0, 0(a7)\n sd a1, 8(a7)\n sd sp, 16(a7)\n mv sp, a7\n' +
      ' li a0, SSE_GLOBAL_SOFTWARE_EVENT\n li a1, 0\n li a7, SBI_SSE\n li a6, SSE_INJECT\n ecall\n' +
      ' ld a1, 8(sp)\n ld a0, 0(sp)\n ld sp, 16(sp)\n';
    const waiting = `\n.balign 4\nwaiting:\n${handler}\n li a7, SBI_SSE\n li a6, SSE_COMPLETE\n ecall\n`;
    const text = guestSource('hello', 'minimal')
      .replace('sweep_begin:\n', own)
      .replace('sse_handler:\n', brings)
      .replace('.zero 16\nsse_stack_end', '.zero 128\nsse_stack_end');
    const payload = payloadOf('hello', 'minimal', assembledImage(text + waiting));
    return { ...payload, window: { ...payload.window, boundaries: 4 } };
  };
  const found = (handler: string, options: SweepOptions) =>
    new Set(
      [...sweep(chained(handler), options)].flatMap(({ violations }) =>
        violations.map(({ oracle, field, got }) => `${oracle} ${field} ${got}`),
      ),
    );

  // The interrupted software is asked when the last handler has completed.
  test.each<SweepOptions>([{}, { source: 'software' }])('is followed, and judged behind it', (options) => {
    expect(found('nop', options)).toEqual(new Set());
    expect(found('li s3, 77', options)).toEqual(new Set(['O1 x19 77']));
  });
});
