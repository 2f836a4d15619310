import { policies, type ResumePolicy } from '@hartlab/sse';
import { describe, expect, test, vi } from 'vitest';
import { assembledImage, guestSource } from './guest-image.ts';
import { mutantPolicies } from './mutant-policies.ts';
import { guestPayload, payloadOf, type Payload } from './payload.ts';
import { reportedViolations, writerInWords } from './report.ts';
import { firstBoundary, type Seen } from './testing/examine.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** Planted defects: the sweep has to find each, and to name who wrote the wrong value. */

const found = (payload: Payload, is: (boundary: Seen) => boolean, resumePolicy: ResumePolicy = policies.private) =>
  reportedViolations(firstBoundary(payload, { policy: 'planted', resumePolicy }, is), payload).map(
    ({ oracle, field, writer }) => `${oracle} ${field}: ${writerInWords(writer)}`,
  );

describe('in the resume policy', () => {
  const userReturn = (handler: 'minimal' | 'preserving') => guestPayload('user-return', handler);
  const { enter, resume } = policies.private;
  const title = 'planted';

  /** Scenario S2: the kernel would take an ecall from U-mode for one of its own (mutant M06). */
  test('SPP is not put back', () => {
    const payload = userReturn('minimal');
    const entryOfEcall = ({ pc, values }: Seen) =>
      pc === payload.address('handle_exception') && values('scause.ExceptionCode')[0] === 8n;
    expect(found(payload, entryOfEcall, mutantPolicies.M06)).toEqual(['O1 mstatus.SPP: firmware at injection']);
  });

  test('a6 and a7 are not put back (mutant M17)', () => {
    // The interrupted code has just called the SSE extension itself, so its a7 is what the handler leaves in a7.
    const policy: ResumePolicy = {
      title,
      enter,
      resume: (live, was, attributes) => ({ ...resume(live, was, attributes), a6: live.a6, a7: live.a7 }),
    };
    expect(found(userReturn('minimal'), () => true, policy)).toEqual(['O1 x16: handler at sse_handler+0x8 (li\ta6,6)']);
  });

  test('SPIE is made 1 at injection (mutant M12)', () => {
    const policy: ResumePolicy = { title, enter: (state) => ({ ...enter(state), SPIE: 1 }), resume };
    expect(found(userReturn('preserving'), () => true, policy)).toEqual(['O6 mstatus.SPIE: firmware at injection']);
  });

  test('V is resumed from a stale hstatus.SPV (mutant M01, opensbi-1.9)', () => {
    const payload = guestPayload('world-switch', 'minimal');
    const here = ({ pc }: Seen) => pc === payload.address('switch_to_guest');
    expect(found(payload, here, policies['opensbi-1.9'])).toEqual([
      'O6 hstatus.SPV: interrupted software',
      'O1 V: firmware at completion, from hstatus.SPV as interrupted software left it',
    ]);
  });

  test('privilege is believed of a handler that forgot sstatus (spec-3.0)', () => {
    const payload = guestPayload('user-return', 'forgetful');
    expect(found(payload, () => true, policies['spec-3.0'])).toEqual([
      'O1 privilege: firmware at completion, from mstatus.SPP as sret at sse_nested_vector+0xc left it',
      'O1 mstatus.SIE: firmware at completion, from mstatus.SPIE as sret at sse_nested_vector+0xc left it',
    ]);
  });
});

test('nobody puts htval back after the nested trap', () => {
  const payload = guestPayload('world-switch', 'preserving');
  const here = ({ pc }: Seen) => pc === payload.address('guest_return');
  expect(found(payload, here)).toEqual([
    'O1 htval: trap hardware at sse_handler+0x40',
    'O1 htinst: trap hardware at sse_handler+0x40',
  ]);
});

describe('in the handler', () => {
  /** hello, with a handler that does this and completes. */
  const helloWith = (instructions: string): Payload => {
    const source = guestSource('hello', 'minimal').replace('sse_handler:\n', `sse_handler:\n${instructions}\n`);
    return payloadOf('hello', 'planted', assembledImage(source));
  };

  test('a register is overwritten', () => {
    expect(found(helloWith('addi s3, s3, 1'), () => true)).toEqual(['O1 x19: handler at sse_handler (addi\ts3,s3,1)']);
  });

  test('memory outside its stack is overwritten', () => {
    const payload = helloWith('sb a7, 0(sp)');
    const [violation, ...more] = found(payload, () => true);
    expect(violation).toMatch(/^O1 memory 0x802[\da-f]+: handler at sse_handler \(sb\ta7,0\(sp\)\)$/);
    expect(more).toEqual([]);
  });

  test('its own stack may be overwritten', () => {
    expect(found(helloWith('sb sp, -1(a7)'), () => true)).toEqual([]);
  });

  test('it never completes', () => {
    expect(found(helloWith('1: j 1b'), () => true)).toEqual([
      'completion pc: handler at sse_handler (j\t0x80200510 <sse_handler>)',
    ]);
  });
});
