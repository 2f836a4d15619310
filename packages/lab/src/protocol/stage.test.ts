import { expect, test } from 'vitest';
import { Stage } from './stage.ts';

const software = 0xffff_0000n;

test('harts make calls, are started, interrupted and stopped; what is asked aside changes nothing', () => {
  const stage = new Stage({ harts: 2 });
  const { code, shared } = stage.ground;
  const call = (hart: number, extension: 'SSE' | 'HSM', name: string, ...args: bigint[]) =>
    stage.perform({ kind: 'call', hart, extension, name, args });
  const status = () =>
    stage.see().ask({ hart: 1, extension: 'SSE', name: 'read_attrs', args: [software, 0n, 1n, shared, 0n] }).words[0]! &
    7n;
  expect(stage.see().harts.map(({ runs }) => runs)).toEqual([true, false]);
  call(0, 'HSM', 'hart_start', 1n, code + 0x100n, 7n);
  expect(stage.see().harts[1]).toMatchObject({ runs: true, a0: 1n, a1: 7n, context: { pc: code + 0x100n } });
  call(1, 'SSE', 'register', software, code + 0x800n, 9n);
  call(1, 'SSE', 'enable', software);
  call(1, 'SSE', 'hart_unmask');
  expect(status()).toBe(2n);
  call(0, 'SSE', 'inject', software, 1n);
  // sbi "Software Event Injection": A6 is the hart, A7 the entry argument.
  expect(stage.see().harts[1]!.context).toMatchObject({ pc: code + 0x800n, a6: 1n, a7: 9n });
  expect(status()).toBe(3n);
  call(1, 'SSE', 'complete');
  stage.perform({ kind: 'code', hart: 1, change: { sepc: 0x1234n, SPP: 1 } });
  expect(stage.see().harts[1]!.context).toMatchObject({ sepc: 0x1234n, SPP: 1 });
  call(1, 'HSM', 'hart_stop');
  expect(stage.see().harts[1]!.runs).toBe(false);
  stage.reset();
  expect(stage.see().harts[0]!.context.pc).toBe(code);
});
