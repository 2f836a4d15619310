import { expect, test } from 'vitest';
import { assemble } from './assembler/assemble.ts';
import { AssemblerError } from './assembler/assembler-error.ts';
import { decoder } from './decoder.ts';
import { disassemble } from './disassemble.ts';
import { parseIsa } from './isa.ts';

const isa = parseIsa('rv64ima_zalasr');
const decode = decoder(isa);
const wordOf = (source: string) => new DataView(assemble(source, { isa }).bytes.buffer).getUint32(0, true);

// Words of LLVM's llvm/test/MC/RISCV/rv32zalasr-valid.s and rv64zalasr-valid.s; those of lr, sc and AMOs from GNU as 2.40.
test.each([
  ['lb.aq t1,(a0)', 0x3405032f],
  ['lh.aq t1,(a0)', 0x3405132f],
  ['lw.aq t1,(a0)', 0x3405232f],
  ['ld.aq t1,(a0)', 0x3405332f],
  ['lb.aqrl t1,(a0)', 0x3605032f],
  ['lh.aqrl t1,(a0)', 0x3605132f],
  ['lw.aqrl t1,(a0)', 0x3605232f],
  ['ld.aqrl t1,(a0)', 0x3605332f],
  ['sb.rl t1,(a0)', 0x3a65002f],
  ['sh.rl t1,(a0)', 0x3a65102f],
  ['sw.rl t1,(a0)', 0x3a65202f],
  ['sd.rl t1,(a0)', 0x3a65302f],
  ['sb.aqrl t1,(a0)', 0x3e65002f],
  ['sh.aqrl t1,(a0)', 0x3e65102f],
  ['sw.aqrl t1,(a0)', 0x3e65202f],
  ['sd.aqrl t1,(a0)', 0x3e65302f],
  ['lr.w a0,(a1)', 0x1005a52f],
  ['lr.w.aq a0,(a1)', 0x1405a52f],
  ['sc.d.rl a0,a2,(a1)', 0x1ac5b52f],
  ['amoadd.w.aqrl a0,a2,(a1)', 0x06c5a52f],
])('%s', (source, word) => {
  expect(wordOf(source)).toBe(word);
  const decoded = decode(word);
  expect(decoded && disassemble(decoded, 0n).replace('\t', ' ')).toBe(source);
});

test('a load has no release, and a store no acquire, without the other', () => {
  for (const source of ['lw.rl t1, (a0)', 'sw.aq t1, (a0)', 'add.aq a0, a0, a0'])
    expect(() => assemble(source, { isa }), source).toThrow(AssemblerError);
  // unpriv "Load Acquire", "Store Release": the versions without aq, or without rl, are reserved.
  for (const word of [0x3005232f, 0x3205232f, 0x3865202f, 0x3c65202f]) expect(decode(word)).toBeUndefined();
});
