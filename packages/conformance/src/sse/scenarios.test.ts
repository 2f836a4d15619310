import { policies, type PolicyName, type ResumePolicy } from '@hartlab/sse';
import { describe, expect, test } from 'vitest';
import type { Context } from '@hartlab/models';
import { handlers, type HandlerName } from './handlers.ts';
import { mutants } from './mutants/run.ts';
import { HandlingHart, nestingEvents } from './run.ts';

/** RV64 with H, without Zicfilp and Ssdbltrp. mstatus bits: SIE 1, SPIE 5, MPIE 7, SPP 8; hstatus: GVA 6, SPV 7, SPVP 8. */
const extensions = { H: true, Zicfilp: false, Ssdbltrp: false };

/** mstatus.UXL = SXL = 64-bit, and MPIE: SSE touches neither. */
const MSTATUS_REST = 0xa_0000_0080n;

/** A hart's state as a debugger shows it. */
interface Numbers {
  readonly V: number;
  /** 1 is S-mode. */
  readonly P: number;
  readonly pc: bigint;
  readonly sepc: bigint;
  readonly mstatus: bigint;
  readonly hstatus: bigint;
  readonly scause?: bigint;
  readonly htval?: bigint;
}

const bitOf = (value: bigint, position: bigint) => Number((value >> position) & 1n);

/** SPV and SPVP, in hstatus. */
const previous = 0x180n;

const contextOf = ({ V, P, pc, sepc, mstatus, hstatus, scause = 0n, htval = 0n }: Numbers): Context => ({
  pc,
  privilege: P,
  virtualization: V,
  SIE: bitOf(mstatus, 1n),
  SPIE: bitOf(mstatus, 5n),
  SPP: bitOf(mstatus, 8n),
  sepc,
  SPV: bitOf(hstatus, 7n),
  SPVP: bitOf(hstatus, 8n),
  hstatus: hstatus & ~previous,
  ELP: 0,
  SPELP: 0,
  SDT: 0,
  a6: 0x66n,
  a7: 0x77n,
  stvec: 0xffff_ffff_8000_1000n,
  scause,
  stval: 0n,
  htval,
  htinst: 0n,
});

const numbersOf = ({ virtualization, privilege, pc, sepc, SIE, SPIE, SPP, SPV, SPVP, hstatus }: Context): Numbers => ({
  V: virtualization,
  P: privilege,
  pc,
  sepc,
  mstatus: MSTATUS_REST | BigInt((SIE << 1) | (SPIE << 5) | (SPP << 8)),
  hstatus: hstatus | BigInt((SPV << 7) | (SPVP << 8)),
});

function run(policy: ResumePolicy, before: Numbers, handler: HandlerName) {
  const handling = new HandlingHart(policy, extensions);
  let flags: bigint | undefined;
  let last: Context | undefined;
  const { entry, after } = handling.interrupt(contextOf(before), nestingEvents[0], handlers[handler], () => {
    last = handling.hart.context;
    flags = handling.system.attributes(handling.hart, nestingEvents[0])[7];
  });
  return {
    FLAGS: flags,
    entry: numbersOf(entry),
    last: last && numbersOf(last),
    after: numbersOf(after),
    context: after,
  };
}

const names = Object.keys(policies) as PolicyName[];
const openSbiEntry: readonly PolicyName[] = ['opensbi-1.9', 'patch-2026-04'];

describe('K1: a KVM host in __kvm_riscv_switch_to, after hstatus was swapped and before sret', () => {
  const before: Numbers = {
    V: 0,
    P: 1,
    pc: 0xffff_ffff_80a0_1240n,
    sepc: 0x8020_1000n,
    mstatus: 0xa_0000_01a0n,
    hstatus: 0x2_0020_3180n,
  };
  test.each(names)('%s', (name) => {
    for (const handler of ['minimal', 'preserving'] as const) {
      const { FLAGS, entry, after } = run(policies[name], before, handler);
      expect(FLAGS).toBe(0xfn);
      expect(entry).toMatchObject({
        sepc: before.pc,
        mstatus: 0xa_0000_0180n,
        hstatus: openSbiEntry.includes(name) ? 0x2_0020_3180n : 0x2_0020_3100n,
      });
      // The host goes on as if it were its guest, at a host address.
      expect(after).toEqual(name === 'opensbi-1.9' ? { ...before, V: 1 } : before);
    }
  });
});

describe('K2: a guest, and a handler that saves no hstatus', () => {
  const kernel: Numbers = {
    V: 1,
    P: 1,
    pc: 0x8020_1000n,
    sepc: 0x4444n,
    mstatus: 0xa_0000_00a2n,
    hstatus: 0x2_0020_3100n,
  };
  const losesV: readonly PolicyName[] = ['spec-3.0', 'opensbi-1.9'];
  test.each(names)('%s', (name) => {
    const { FLAGS, entry, last, after } = run(policies[name], kernel, 'linux-2025');
    expect(FLAGS).toBe(0xan);
    expect(entry).toMatchObject({ mstatus: 0xa_0000_01a0n, hstatus: 0x2_0020_3180n });
    expect(last).toMatchObject({ hstatus: 0x2_0020_3100n });
    expect(after).toEqual(losesV.includes(name) ? { ...kernel, V: 0 } : kernel);
    const user = { ...kernel, P: 0 };
    expect(run(policies[name], user, 'linux-2025').after).toEqual(losesV.includes(name) ? { ...user, V: 0 } : user);
  });
});

describe('K3: a KVM host after a guest page fault, before it reads htval', () => {
  const before: Numbers = {
    V: 0,
    P: 1,
    pc: 0xffff_ffff_80a0_1300n,
    sepc: 0x8020_1000n,
    mstatus: 0xa_0000_01a0n,
    hstatus: 0x2_0020_31c0n,
    scause: 21n,
    htval: 0x2010_0400n,
  };
  test.each(names)('%s', (name) => {
    const { context } = run(policies[name], before, 'preserving');
    expect(context).toMatchObject({
      htval: 0n,
      scause: 21n,
      SPV: 1,
      SPVP: 1,
      hstatus: 0x2_0020_3040n,
      virtualization: name === 'opensbi-1.9' ? 1 : 0,
    });
  });
});

describe('S1: a kernel between csrw sstatus and sret to user', () => {
  const before: Numbers = {
    V: 0,
    P: 1,
    pc: 0xffff_ffff_8000_2220n,
    sepc: 0x1_0438n,
    mstatus: 0xa_0000_00a0n,
    hstatus: 0x2_0000_0000n,
  };
  const userModeAt = { ...before, P: 0 };
  const expected: Record<PolicyName, Numbers> = {
    private: before,
    'spec-3.0': { ...userModeAt, mstatus: 0xa_0000_00a2n },
    'opensbi-1.9': { ...userModeAt, mstatus: 0xa_0000_00a2n },
    'patch-2026-04': userModeAt,
  };
  test.each(names)('%s', (name) => {
    const { FLAGS, entry, last, after } = run(policies[name], before, 'forgetful');
    expect(FLAGS).toBe(2n);
    expect(entry).toMatchObject({ sepc: before.pc, mstatus: 0xa_0000_0180n });
    expect(last).toMatchObject({ mstatus: 0xa_0000_00a0n });
    expect(after).toEqual(expected[name]);
  });
});

describe('S2: the first instructions of a kernel that takes an ecall of its user', () => {
  const before: Numbers = {
    V: 0,
    P: 1,
    pc: 0xffff_ffff_8000_2008n,
    sepc: 0x1_0440n,
    mstatus: 0xa_0000_00a0n,
    hstatus: 0x2_0000_0000n,
    scause: 8n,
  };
  test.each(names)('%s gives SPP = 0 back', (name) => {
    for (const handler of ['minimal', 'preserving'] as const) {
      const { FLAGS, entry, after, context } = run(policies[name], before, handler);
      expect(FLAGS).toBe(2n);
      expect(entry).toMatchObject({ mstatus: 0xa_0000_0180n });
      expect({ ...after, scause: context.scause }).toEqual(before);
    }
  });
  test('without it the kernel sees an environment call from U-mode that comes from S-mode', () => {
    const M06 = mutants.find(({ id }) => id === 'M06');
    if (!M06) throw new Error('no mutant M06');
    expect(run(M06.mutate(), before, 'minimal').context).toMatchObject({ SPP: 1, scause: 8n });
  });
});

describe('S3: a kernel with interrupts on, whose last trap came from S-mode', () => {
  const before: Numbers = {
    V: 0,
    P: 1,
    pc: 0xffff_ffff_8040_0000n,
    sepc: 0xffff_ffff_8030_0000n,
    mstatus: 0xa_0000_0182n,
    hstatus: 0x2_0000_0000n,
  };
  test.each(names)('%s', (name) => {
    const { FLAGS, entry, last, after } = run(policies[name], before, 'forgetful');
    expect(FLAGS).toBe(1n);
    expect(entry).toMatchObject({ mstatus: 0xa_0000_01a0n });
    expect(last).toMatchObject({ mstatus: 0xa_0000_00a0n });
    expect(after).toEqual(name === 'private' ? before : { ...before, P: 0 });
  });
});
