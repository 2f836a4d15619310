import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import {
  hstatus,
  htinst,
  mcause,
  medeleg,
  mepc,
  menvcfg,
  mstatus,
  mtinst,
  mtval,
  satp,
  scause,
  sepc,
  ssp,
  stval,
} from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import type { CorruptedAccess } from '../state/poisoned-lines.ts';
import { bareHarts, ramBase } from '../testing/bare-hart.ts';
import { all, data, guest, pte, root, supervisor } from '../testing/page-tables.ts';

/* priv "Machine Cause (mcause) Register": a hardware-error exception, code 19, is triggered when corrupted data is
accessed explicitly or implicitly by an instruction. */
const hardwareError = 19n;
const line = ramBase + 0x4040;
const before = 0x0123_4567_89ab_cdefn;

/** Executes one instruction with a1 = `address` and a2 = -1 on a hart all of whose other memory is good. */
function execute(source: string, address: number, corrupted = line) {
  const { memory, harts } = bareHarts();
  const hart = harts[0]!;
  const seen: CorruptedAccess[] = [];
  memory.writeBytes(ramBase, assemble(source).bytes);
  for (let at = line - 64; at < line + 128; at += 8) memory.write(at, 8, before);
  memory.poison.add(corrupted);
  memory.poison.consumed = (access) => seen.push(access);
  hart.write(mstatus, mstatus.FS.mask);
  hart.setX(10, 0x77n);
  hart.setX(11, BigInt(address));
  hart.setX(12, 2n ** 64n - 1n);
  const step = hart.step();
  return { hart, memory, seen, step };
}

function expectError({ hart, seen, step }: ReturnType<typeof execute>, at: number) {
  expect(step).toMatchObject({ kind: 'trap', cause: hardwareError });
  expect([hart.read(mcause), hart.read(mepc), hart.read(mtval)]).toEqual([hardwareError, BigInt(ramBase), BigInt(at)]);
  expect(hart.x(10)).toBe(0x77n);
  expect(seen).toEqual([{ hart: 0, physical: at, virtual: BigInt(at), implicit: false }]);
}

const loads = ['lb', 'lbu', 'lh', 'lhu', 'lw', 'lwu', 'ld'].map((name) => `${name} a0, 0(a1)`);
const atomics = [
  'lr.w a0, (a1)',
  'lr.d a0, (a1)',
  'amoadd.w a0, a2, (a1)',
  'amoswap.d a0, a2, (a1)',
  'amocas.d a0, a2, (a1)',
];

describe('an instruction that needs corrupted data', () => {
  test.each([...loads, 'fld fa0, 0(a1)', ...atomics])('%s: takes a hardware error, and does nothing', (source) => {
    const done = execute(source, line + 24);
    expectError(done, line + 24);
    expect(done.memory.read(line + 24, 8)).toBe(before);
    expect(done.hart.state.reservation).toBe(2n ** 64n - 1n);
  });

  test('a quadword: the same', () => {
    const done = execute('amocas.q a0, a2, (a1)', line + 16);
    expectError(done, line + 16);
  });

  test.each([...loads, ...atomics])('%s of the lines beside it: nothing is wrong', (source) => {
    for (const address of [line - 8, line + 64]) {
      const { step, seen } = execute(source, address);
      expect([step.kind, seen]).toEqual(['retired', []]);
    }
  });

  test('a misaligned load tells the portion that is corrupted, its first or its second', () => {
    expectError(execute('ld a0, 0(a1)', line - 3), line);
    expectError(execute('ld a0, 0(a1)', line + 61), line + 61);
  });

  test('and so does one that lies in two pages', () => {
    const page = ramBase + 0x5000;
    expectError(execute('ld a0, 0(a1)', page - 3, page), page);
    expectError(execute('ld a0, 0(a1)', page - 3, page - 64), page - 3);
  });

  test('the pop of a shadow stack: the same', () => {
    const { hart, memory, tables } = supervisor();
    hart.write(menvcfg, menvcfg.SSE.mask);
    tables.map(3, root, 0x1000n, BigInt(ramBase), all);
    tables.map(3, root, 0x2000n, data, pte.V | pte.W | pte.A | pte.D);
    memory.writeBytes(ramBase, assemble('sspopchk ra').bytes);
    memory.poison.add(Number(data));
    hart.write(ssp, 0x2000n);
    hart.pc = 0x1000n;
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: hardwareError });
    expect([hart.read(mtval), hart.read(ssp)]).toEqual([0x2000n, 0x2000n]);
  });
});

describe('an instruction that needs it of a guest', () => {
  test.each(['hlv.d a0, (a1)', 'hlvx.wu a0, (a1)'])('%s: a hardware error, of a guest virtual address', (source) => {
    const { hart, memory, tables } = guest();
    tables.map(3, root, 0x2000n, data, all);
    memory.poison.add(Number(data) + 0x40);
    memory.writeBytes(ramBase, assemble(source).bytes);
    hart.write(hstatus, hstatus.SPVP.mask);
    hart.enter('S', false);
    hart.write(satp, 0n);
    hart.pc = BigInt(ramBase);
    hart.setX(11, 0x2048n);
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: hardwareError });
    expect([hart.read(mtval), hart.get(mstatus.GVA)]).toEqual([0x2048n, 1]);
    hart.pc = BigInt(ramBase);
    hart.enter('S', false);
    hart.setX(11, 0x2080n);
    expect(hart.step().kind).toBe('retired');
  });
});

describe('an instruction that does not', () => {
  test.each(['sb', 'sh', 'sw', 'sd'])('%s: stores, and the line stays corrupted', (name) => {
    const { step, memory } = execute(`${name} a2, 0(a1)`, line + 8);
    expect(step.kind).toBe('retired');
    expect(memory.read(line + 8, 1)).toBe(0xffn);
    expect(memory.poison.save()).toEqual([line]);
  });

  test('an SC that has no reservation', () => {
    expect(execute('sc.d a0, a2, (a1)', line).step.kind).toBe('retired');
  });

  test.each(['cbo.clean', 'cbo.flush', 'cbo.inval'])('%s: nothing changes', (name) => {
    const { step, memory, seen } = execute(`${name} (a1)`, line + 8);
    expect([step.kind, memory.poison.save(), seen]).toEqual(['retired', [line], []]);
  });

  test('cbo.zero: overwrites the line, which is good again', () => {
    const { step, memory, hart } = execute('cbo.zero (a1)', line + 8);
    expect([step.kind, memory.poison.save()]).toEqual(['retired', []]);
    memory.writeBytes(ramBase + 4, assemble('ld a0, 0(a1)').bytes);
    expect(hart.step().kind).toBe('retired');
    expect(hart.x(10)).toBe(0n);
  });
});

describe('an instruction whose own bytes are corrupted', () => {
  const fetched = (pc: number) => {
    const done = execute('nop', 0, pc === line - 2 ? line : pc);
    const { hart, memory } = done;
    memory.writeBytes(line - 2, assemble('addi a0, a0, 1').bytes);
    hart.pc = BigInt(pc);
    return { ...done, step: hart.step() };
  };

  test('is not executed', () => {
    const { hart, step } = fetched(line + 2);
    expect(step).toMatchObject({ kind: 'trap', cause: hardwareError });
    expect([hart.read(mepc), hart.read(mtval)]).toEqual([BigInt(line + 2), BigInt(line + 2)]);
  });

  // priv "Machine Trap Value (mtval) Register"
  test('even if only its second half is: mtval tells that portion, mepc the instruction', () => {
    const { hart, seen } = fetched(line - 2);
    expect([hart.read(mcause), hart.read(mepc), hart.read(mtval)]).toEqual([19n, BigInt(line - 2), BigInt(line)]);
    expect(seen).toEqual([{ hart: 0, physical: line, virtual: BigInt(line), implicit: false }]);
  });
});

describe('a page walk that reads a corrupted entry', () => {
  const address = 0x12_3456_7000n;
  const observed = ({ memory, hart }: ReturnType<typeof supervisor> | ReturnType<typeof guest>) => {
    const seen: CorruptedAccess[] = [];
    memory.poison.consumed = (access) => seen.push(access);
    hart.write(medeleg, 1n << 19n);
    return seen;
  };

  test.each(['fetch', 'load', 'store'] as const)(
    'takes a hardware error for the address of the %s, at each level',
    (access) => {
      for (const level of [0, 1, 2]) {
        const { hart, memory, tables } = supervisor();
        tables.map(3, root, address, data, all);
        expect(hart.translate(address, access)).toEqual({ physical: Number(data) });
        let at = Number(root + 8n * ((address >> 30n) & 0x1ffn));
        for (let depth = 2; depth > level; depth--)
          at = Number(((memory.read(at, 8) >> 10n) << 12n) + 8n * ((address >> BigInt(12 + 9 * (depth - 1))) & 0x1ffn));
        memory.poison.add(at);
        const trap = { cause: hardwareError, tval: address, gva: false };
        expect(hart.translate(address, access)).toEqual({ trap });
        expect(hart.peek(address, access)).toEqual({ trap });
        memory.poison.remove(at);
        expect(hart.translate(address, access)).toEqual({ physical: Number(data) });
      }
    },
  );

  test('tells that the access was implicit, and of which entry; S-mode takes it where it is delegated', () => {
    const bench = supervisor();
    const seen = observed(bench);
    const { hart, memory, tables } = bench;
    const entry = Number(tables.map(3, root, address, data, all));
    memory.poison.add(entry);
    hart.pc = address;
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: hardwareError });
    expect([hart.read(scause), hart.read(sepc), hart.read(stval)]).toEqual([19n, address, address]);
    expect(seen).toEqual([{ hart: 0, physical: entry, virtual: address, implicit: true }]);
  });

  test('of the G-stage: the address is the guest’s, and there is no transformed instruction', () => {
    const bench = guest();
    const seen = observed(bench);
    const { hart, memory, tables } = bench;
    const entry = Number(tables.map(3, root, address, data, all));
    memory.poison.add(entry);
    expect(hart.translate(address, 'load', { privilege: 'S', V: true })).toEqual({
      trap: { cause: hardwareError, tval: address, gva: true },
    });
    hart.pc = address;
    hart.enter('S', true);
    hart.step();
    expect([hart.read(scause), hart.read(stval), hart.read(htinst), hart.read(mtinst)]).toEqual([19n, address, 0n, 0n]);
    expect(seen).toMatchObject([{ physical: entry, implicit: true }]);
  });
});

describe('what harts have cached', () => {
  const loadTwice = (hart: Hart) => {
    hart.pc = 0x1000n;
    hart.setX(11, 0x2000n);
    return hart.step().kind;
  };
  const mapped = () => {
    const bench = supervisor();
    const { memory, tables } = bench;
    tables.map(3, root, 0x1000n, BigInt(ramBase), all);
    tables.map(3, root, 0x2000n, data, all);
    memory.writeBytes(ramBase, assemble('ld a0, 0(a1)').bytes);
    return bench;
  };

  test('is forgotten when lines are corrupted, and again when they were restored', () => {
    const { hart, memory } = mapped();
    const good = memory.poison.save();
    expect(loadTwice(hart)).toBe('retired');
    memory.poison.add(Number(data));
    expect(loadTwice(hart)).toBe('trap');
    const bad = memory.poison.save();
    memory.poison.restore(good);
    hart.enter('S', false);
    expect(loadTwice(hart)).toBe('retired');
    memory.poison.restore(bad);
    expect(loadTwice(hart)).toBe('trap');
  });

  test('is nothing of a page with corrupted data, for no access; of other pages it is what it was', () => {
    const { hart, memory } = mapped();
    const known = () =>
      (['load', 'store'] as const).flatMap((access) => [0x1000, 0x2000].map((at) => hart.port.find(access, at, 0, 8)));
    expect(known()).toEqual([true, true, true, true]);
    memory.poison.add(Number(data) + 0xfc0);
    expect(known()).toEqual([true, false, true, false]);
    hart.pc = 0x1000n;
    expect(hart.port.next).toBe(0);
    hart.pc = 0x2000n;
    expect(hart.port.next).toBe(-1);
    memory.poison.remove(Number(data) + 0xfc0);
    expect(known()).toEqual([true, true, true, true]);
  });
});
