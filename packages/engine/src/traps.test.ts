import { type EngineKind, type Hart, type MachineMemory, pageBytes } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { interpreter, jitThat } from './engine.ts';
import { bareEngine, ramBase } from './testing/bare-engine.ts';

const base = BigInt(ramBase);
/** Bits 63:2 of an entry for a page of RAM, by its number (priv "Sv39: Page-Based 39-bit Virtual-Memory System"). */
const entry = (page: number, bits: bigint) => ((base / BigInt(pageBytes) + BigInt(page)) << 10n) | bits;

/** What the hart and RAM are after each of the slices of such lengths of a program. */
function run(
  source: string,
  prepare: (hart: Hart, memory: MachineMemory) => void,
  how: { kind: EngineKind } | { reference: true },
): { hart: Hart; states: Buffer[] } {
  const { engine, hart, memory } = bareEngine(how);
  memory.writeBytes(ramBase, assemble(source, { origin: base }).bytes);
  prepare(hart, memory);
  const states = Array.from({ length: 100 }, (_, n) => {
    engine.run(0, 1 + 17 * (n % 13));
    return Buffer.concat([memory.hartBlock(0), memory.ram]);
  });
  return { hart, states };
}

/** Runs it on the engine, and compares with the reference after each slice. */
function agree(
  kind: EngineKind,
  source: string,
  prepare: (hart: Hart, memory: MachineMemory) => void = () => undefined,
) {
  const { hart, states } = run(source, prepare, { kind });
  run(source, prepare, { reference: true }).states.forEach((state, n) => {
    expect(Buffer.compare(states[n]!, state), `after slice ${n}`).toBe(0);
  });
  return hart;
}

describe.each(Object.entries({ interpreter, jit: jitThat({ landings: 1, regions: 16 }) }))('%s', (_name, kind) => {
  test('a trap leads into a page at the same address that is another one in the other mode', () => {
    // In S-mode the first page is the second of RAM: the ecall and its handler are in one page and yet in two.
    const source = `csrw satp, a4\n la t0, handler\n csrw mtvec, t0\n la t2, ${base + 0x100n}
      li t0, 0x800\n csrs mstatus, t0
      enter: csrw mepc, t2\n mret
      .balign 128
      handler: addi a2, a2, 1\n j enter`;
    const prepare = (hart: Hart, memory: MachineMemory) => {
      memory.write(ramBase + 0x6000 + 8 * 2, 8, entry(7, 1n));
      memory.write(ramBase + 0x7000, 8, entry(5, 1n));
      memory.write(ramBase + 0x5000, 8, entry(1, 0xcfn));
      memory.writeBytes(ramBase + 0x1100, assemble('addi a1, a1, 1\n ecall', { origin: 0n }).bytes);
      // Where one mode has its code, the other one's page has what would be noticed.
      memory.writeBytes(ramBase + 0x1080, assemble('addi a2, a2, 64\n j .', { origin: 0n }).bytes);
      memory.writeBytes(ramBase + 0x100, assemble('addi a1, a1, 64\n j .', { origin: 0n }).bytes);
      hart.setX(14, (8n << 60n) | ((base + 0x6000n) / BigInt(pageBytes)));
    };
    expect(agree(kind, source, prepare).x(11)).toBeGreaterThan(100n);
  });

  test('an instruction of the reference lies in two pages, and its second half changes', () => {
    // csrr a1, mstatus becomes csrr a1, misa and back, which differ in bit 20.
    const nops = 'addi a2, a2, 1\n'.repeat((pageBytes - 12) / 4);
    const loop =
      'start: lhu a3, 0(a0)\n c.nop\n csrr a1, mstatus\n xori a3, a3, 0x10\n sh a3, 0(a0)\n add a4, a4, a1\n j start';
    agree(kind, `j start\n ${nops} ${loop}`, (hart, memory) => {
      hart.setX(10, base + BigInt(pageBytes));
      expect(memory.readHalf(ramBase + pageBytes - 2)).toBe(0x25f3);
    });
  });
});
