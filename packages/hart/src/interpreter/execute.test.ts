import { decoder, endsBlock, isaTables } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { mepc, mnepc, mnstatus, sepc } from '../csrs/csrs.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';

const isa = 'max_svade_smrnmi';
const rows = isaTables.flatMap((table) => table.rows);
const start = BigInt(ramBase) + 0x1000n;
const elsewhere = BigInt(ramBase) + 0x2000n;

const { hart, memory } = bareHart([], { isa });
const decode = decoder(hart.isa);

/** Whether code goes on straight after the instruction, in M-mode with registers that all point into RAM. */
function goesOn(word: number): boolean {
  memory.write(Number(start), 4, BigInt(word));
  hart.reset(start);
  hart.write(mnstatus, mnstatus.NMIE.mask);
  for (const csr of [mepc, sepc, mnepc]) hart.write(csr, elsewhere);
  for (let n = 1; n < 32; n++) hart.setX(n, elsewhere);
  const { kind } = hart.step();
  return kind === 'trap' || (hart.pc === start + 4n && !hart.state.waiting);
}

test('a row with which straight-line code can end says so', () => {
  const silent = rows.filter((row) => {
    const words = [0, 0xffff_ffff, 0x0020_0100].map((filling) => (row.match | (filling & ~row.mask)) >>> 0);
    return !endsBlock(row.does) && words.some((word) => decode(word)?.insn === row && !goesOn(word));
  });
  expect(silent.map(({ name }) => name)).toEqual([]);
});

// Jumps and returns; what traps always; wfi; and what orders later fetches and translations after what came before it
// (unpriv "Zifencei Extension for Instruction-Fetch Fence", priv "Supervisor Memory-Management Fence Instruction", priv
// "Hypervisor Memory-Management Fence Instructions", priv "Svinval Extension for Fine-Grained Address-Translation Cache
// Invalidation").
test('these end straight-line code, and no others', () => {
  const ends = rows.filter(({ does }) => endsBlock(does)).map(({ name }) => name);
  const expected =
    'jal jalr beq bne blt bltu bge bgeu ecall ebreak fence.i mret sret mnret wfi sfence.vma sinval.vma sfence.w.inval ' +
    'sfence.inval.ir hfence.vvma hfence.gvma hinval.vvma hinval.gvma';
  expect(ends.toSorted()).toEqual(expected.split(' ').toSorted());
});
