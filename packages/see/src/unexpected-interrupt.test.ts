import { mideleg, mie, mip } from '@hartlab/hart';
import { expect, test } from 'vitest';
import { Board } from './testing/board.ts';

test('an interrupt that nobody expects in M-mode ends the run, and is not the supervisor’s', () => {
  const board = new Board({});
  const hart = board.harts[0]!;
  hart.write(mideleg, 0n);
  hart.write(mie, mip.SSIP.mask);
  hart.write(mip, mip.SSIP.mask);
  board.step();
  expect(board.halts).toEqual([expect.stringContaining('mcause=0x8000000000000001')]);
});
