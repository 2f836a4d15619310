import { describe, expect, test } from 'vitest';
import { ComparedState } from './compared-state.ts';
import { ForcedEvent, type EventStep } from './forced-event.ts';
import { guestStart } from './guest-files.ts';
import { assembledImage } from './guest-image.ts';
import { payloadOf, type Payload } from './payload.ts';
import { atWindow } from './testing/at-window.ts';

const guest = `
main:
    addi sp, sp, -16
    sd ra, 0(sp)
    call sse_arm
sweep_begin:
    nop
sweep_end:
.rept 20
    nop
.endr
    li a0, 0
    ld ra, 0(sp)
    addi sp, sp, 16
    ret
`;
const payloadWith = (handler: string): Payload =>
  payloadOf('guest', 'own', assembledImage([guestStart, guest, handler].join('\n')));

/** Forces the event at the window's beginning, step by step; what comes of it at once must be the same. */
function forced(payload: Payload) {
  const { machine, hart } = atWindow(payload, 'private');
  const event = new ForcedEvent(machine, hart, payload);
  machine.checkpoint();
  const steps: EventStep[] = [];
  const outcome = event.trace((step) => steps.push(step));
  const end = ComparedState.of(hart);
  machine.rollback();
  expect(event.run(() => expect(hart.pc).toBe(payload.entry.pc))).toBe(
    outcome.kind === 'completed' ? 'completed' : 'lost',
  );
  expect(ComparedState.of(hart).copied.words).toEqual(end.copied.words);
  return { steps, outcome };
}

describe('time', () => {
  // `time` and `cycle`, read again and again.
  const handler = 'sse_handler:\n.rept 40\n rdtime t0\n.endr\n li a7, SBI_SSE\n li a6, SSE_COMPLETE\n ecall\n';
  const payload = payloadWith(`${handler}sse_handler_end:\n.balign 8\nsse_stack:\n .zero 64\nsse_stack_end:\n`);
  const { machine, hart } = atWindow(payload, 'private');
  const before = hart.mtime();
  const completed = new ForcedEvent(machine, hart, payload).run(() => {});

  test('stands still during an event', () => {
    expect(completed).toBe('completed');
    expect([hart.mtime(), hart.x(5)]).toEqual([before, before]);
  });
  test('goes on behind it', () => {
    // Ten slots are a tick (ARCHITECTURE.md "State, time, determinism").
    for (let slot = 0; slot < 20; slot++) machine.step();
    expect(hart.mtime() - before).toBe(2n);
  });
});

test('a handler has completed when it calls complete, and not before', () => {
  const { steps, outcome } = forced(
    payloadWith(
      'sse_handler:\n li a7, SBI_SSE\n li a6, 9\n ecall\n li a6, SSE_HART_UNMASK\n ecall\n li a6, SSE_COMPLETE\n ecall\n' +
        'sse_handler_end:\n.balign 8\nsse_stack:\n .zero 64\nsse_stack_end:\n',
    ),
  );
  expect(outcome).toEqual({ kind: 'completed' });
  expect(steps.map(({ agent }) => agent).filter((agent) => agent.startsWith('firmware'))).toEqual([
    'firmware at injection',
    'firmware',
    'firmware',
    'firmware at completion',
  ]);
});

describe('a handler that never completes', () => {
  test('was left at its last own instruction, also when that only runs over its end', () => {
    const payload = payloadWith(
      'sse_handler:\n nop\nlast: nop\nsse_handler_end:\n j .\n.balign 8\nsse_stack:\n .zero 64\nsse_stack_end:\n',
    );
    const { outcome } = forced(payload);
    expect(outcome).toMatchObject({
      kind: 'derailed',
      leaving: { agent: 'handler', pc: payload.address('last') },
      to: payload.address('sse_handler_end'),
    });
  });
  test('was left at the trap that it took', () => {
    const payload = payloadWith(
      'sse_handler:\n la t0, elsewhere\n csrw stvec, t0\nlast: ebreak\nsse_handler_end:\n.balign 4\nelsewhere:\n j .\n' +
        '.balign 8\nsse_stack:\n .zero 64\nsse_stack_end:\n',
    );
    expect(forced(payload).outcome).toMatchObject({
      kind: 'derailed',
      leaving: { agent: 'trap hardware', pc: payload.address('last') },
      to: payload.address('elsewhere'),
    });
  });
});
