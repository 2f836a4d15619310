import { mip, sepc } from '@hartlab/hart';
import { policies } from '@hartlab/sse';
import { describe, expect, test } from 'vitest';
import { withdrawOverflow } from './counter-overflow.ts';
import { payload } from './testing/board.ts';
import { SSE, HSM, UNREGISTER, DISABLE, COMPLETE, PMU, entry, ready, bits, OF } from './testing/overflowing.ts';

describe('a hart that suspends', () => {
  test.each([
    ['retentive', 0n],
    ['non-retentive', 0x8000_0000n],
  ])('%s, keeps the interrupt where it was, and is woken by it', (_, type) => {
    const all = ready();
    all.board.call(HSM, 3, [type, BigInt(payload + 0x2000), 0n]);
    expect([...bits(all), all.hart.waiting]).toEqual([0, 1, 0, true]);
    const resumes = type === 0n ? all.hart.x(10) : undefined;
    // A counter that overflowed with the very call.
    all.hart.set(mip.LCOFIP, 1);
    for (let n = 0; n < 2; n++) all.board.step();
    expect([all.hart.pc, ...bits(all)]).toEqual([entry, 0, 0, 1]);
    if (resumes === undefined) expect(all.hart.read(sepc)).toBe(BigInt(payload + 0x2000));
  });
});

describe.each(Object.keys(policies) as (keyof typeof policies)[])('under %s', (policy) => {
  test('ten overflows are ten samples, each at the instruction after the one that counted', () => {
    const all = ready({ policy: policies[policy] });
    const { hart } = all;
    const expected: bigint[] = [];
    const sampled: bigint[] = [];
    for (let n = 1; n <= 10; n++) {
      expected.push(hart.pc + 4n * BigInt(n));
      all.overflowIn(n);
      all.nops(n);
      all.board.step();
      sampled.push(hart.read(sepc));
      withdrawOverflow(hart);
      all.stopCounting();
      all.board.call(SSE, COMPLETE);
    }
    expect(sampled).toEqual(expected);
  });
});

test('a snapshot in the middle of the handler goes on as the run did', () => {
  const all = ready();
  all.overflowIn(2);
  all.nops(2);
  all.board.step();
  const interrupted = all.hart.read(sepc);
  const saved = all.board.firmware.save();
  const block = all.board.memory.hartBlock(0).slice();
  const goOn = () => {
    withdrawOverflow(all.hart);
    all.board.call(SSE, COMPLETE);
    return [all.hart.pc, ...bits(all), OF(all)];
  };
  const went = goOn();
  expect(went).toEqual([interrupted, 0, 1, 0, 1]);
  all.sse(DISABLE, PMU);
  all.sse(UNREGISTER, PMU);
  all.board.memory.hartBlock(0).set(block);
  all.hart.flushTranslations();
  all.board.firmware.restore(saved);
  expect(bits(all)).toEqual([0, 0, 1]);
  expect(goOn()).toEqual(went);
});
