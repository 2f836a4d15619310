import type { PolicyName } from '@hartlab/sse';
import { describe, expect, test, vi } from 'vitest';
import { guestPayload } from './payload.ts';
import { firstBoundary, lines, type Seen } from './testing/examine.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/**
 * The scenarios in which an event goes wrong, each at its own boundary of a real run. What must come of it follows from
 * sbi "Software Event Injection" and "Software Event Completion", and from what trap entry and SRET write
 * (priv "Trap Entry", "Trap Return").
 */

const U = 0n;
const S = 1n;
/** O6 under the policies whose injection ORs into hstatus.SPV. */
const staleSPV = 'O6 hstatus.SPV 0x0→0x1';

describe('K1: HS-mode, interrupted between the swap of hstatus and SRET', () => {
  const payload = guestPayload('world-switch', 'minimal');
  const here = ({ pc }: Seen) => pc === payload.address('switch_to_guest');

  test.each<[PolicyName, string[]]>([
    ['private', []],
    ['spec-3.0', []],
    ['opensbi-1.9', [staleSPV, 'O1 V 0x0→0x1']],
    ['patch-2026-04', [staleSPV]],
  ])('%s', (policy, expected) => {
    const boundary = firstBoundary(payload, { policy }, here);
    expect(boundary.values('privilege', 'V', 'hstatus.SPV', 'hstatus.SPVP', 'hstatus.VTW', 'mstatus.SIE')).toEqual([
      S,
      0n,
      1n,
      1n,
      1n,
      0n,
    ]);
    expect(lines(boundary)).toEqual(expected);
  });
});

describe('K2: VS-mode, interrupted while stvec is the vector of the whole kernel', () => {
  const payload = guestPayload('world-switch', 'linux-2025');
  const here = ({ mode, values }: Seen) =>
    mode === 'VS' && values('stvec.BASE')[0] === payload.address('host_vector') >> 2n && values('htval')[0] === 0n;

  test.each<[PolicyName, string[]]>([
    ['private', []],
    ['spec-3.0', ['O1 V 0x1→0x0']],
    ['opensbi-1.9', ['O1 V 0x1→0x0']],
    ['patch-2026-04', []],
  ])('%s', (policy, expected) => {
    const boundary = firstBoundary(payload, { policy }, here);
    expect(boundary.pc).toBe(0x8020_1000n);
    expect(boundary.values('mstatus.SIE', 'mstatus.SPIE', 'mstatus.SPP')).toEqual([1n, 1n, 0n]);
    expect(lines(boundary)).toEqual(expected);
  });
});

describe('K3: HS-mode after a load guest-page fault', () => {
  const payload = guestPayload('world-switch', 'preserving');
  const here = ({ pc }: Seen) => pc === payload.address('guest_return');
  const lost = ['O1 htval 0x20100400→0x0', 'O1 htinst 0x3503→0x0'];

  test.each<[PolicyName, string[]]>([
    ['private', lost],
    ['spec-3.0', lost],
    ['opensbi-1.9', [staleSPV, 'O1 V 0x0→0x1', ...lost]],
    ['patch-2026-04', [staleSPV, ...lost]],
  ])('%s', (policy, expected) => {
    const boundary = firstBoundary(payload, { policy }, here);
    expect(boundary.values('hstatus.SPV', 'hstatus.GVA', 'scause.ExceptionCode', 'stval')).toEqual([
      1n,
      1n,
      21n,
      0x8040_1000n,
    ]);
    expect(lines(boundary)).toEqual(expected);
  });
});

describe('S1: S-mode between csrw sstatus and SRET to U-mode', () => {
  const payload = guestPayload('user-return', 'forgetful');
  const here = ({ pc, values }: Seen) =>
    pc === payload.address('restore_registers') && values('mstatus.SPIE', 'mstatus.SPP').join() === '1,0';

  test.each<[PolicyName, string[]]>([
    ['private', []],
    ['spec-3.0', ['O1 privilege 0x1→0x0', 'O1 mstatus.SIE 0x0→0x1']],
    ['opensbi-1.9', ['O1 privilege 0x1→0x0', 'O1 mstatus.SIE 0x0→0x1']],
    ['patch-2026-04', ['O1 privilege 0x1→0x0']],
  ])('%s', (policy, expected) => {
    const boundary = firstBoundary(payload, { policy }, here);
    expect(boundary.values('privilege', 'mstatus.SIE')).toEqual([S, 0n]);
    expect(lines(boundary)).toEqual(expected);
  });
});

describe('S3: S-mode with SIE = 1, SPIE = 0 and SPP = 1', () => {
  const payload = guestPayload('user-return', 'forgetful');
  const here = ({ values }: Seen) =>
    values('privilege', 'mstatus.SIE', 'mstatus.SPIE', 'mstatus.SPP').join() === '1,1,0,1';

  test.each<[PolicyName, string[]]>([
    ['private', []],
    ['spec-3.0', ['O1 privilege 0x1→0x0']],
    ['opensbi-1.9', ['O1 privilege 0x1→0x0']],
    ['patch-2026-04', ['O1 privilege 0x1→0x0']],
  ])('%s', (policy, expected) => {
    expect(lines(firstBoundary(payload, { policy }, here))).toEqual(expected);
  });
});

describe('S2: the first instruction of a trap entry for an ecall from U-mode', () => {
  const payload = guestPayload('user-return', 'preserving');
  const here = ({ pc, values }: Seen) =>
    pc === payload.address('handle_exception') && values('scause.ExceptionCode')[0] === 8n;

  test.each<PolicyName>(['private', 'spec-3.0', 'opensbi-1.9', 'patch-2026-04'])('%s', (policy) => {
    const boundary = firstBoundary(payload, { policy }, here);
    expect(boundary.values('privilege', 'mstatus.SPP')).toEqual([S, U]);
    expect(lines(boundary)).toEqual([]);
  });
});
