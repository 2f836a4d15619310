import fc from 'fast-check';
import { expect, test } from 'vitest';
import { board, PAYLOAD_BASE, RAM_BASE } from './board.ts';
import type { Image } from './image.ts';
import { machineWith, program } from './testing/program.ts';

/** Bytes as a payload. */
const image = (address: number, bytes: Uint8Array): Image => ({
  kind: 'raw binary',
  entry: address,
  segments: [{ address, bytes, size: bytes.length }],
  symbols: [],
});

const code = fc.uint8Array({ minLength: 64, maxLength: 512 });

test.each([
  ['S-mode', 'built-in', PAYLOAD_BASE],
  ['M-mode', 'none', RAM_BASE],
] as const)('whatever a payload in %s does, the machine answers with a stop', (_mode, bios, address) => {
  fc.assert(
    fc.property(code, (bytes) => {
      const { machine } = machineWith({ bios, harts: 2, kernel: image(address, bytes), input: 'abc' });
      const stop = machine.run({ maxInstructions: 1000 });
      expect(stop.message).toMatch(/^[^\n]+$/);
    }),
    { numRuns: 15 },
  );
});

const value = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(0n, 1n, 100n, 2n ** 31n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n - 50n),
);
const register = fc.oneof(
  fc.constantFrom(...[0x4000, 0x4004, 0x4008, 0xbff8, 0xbffc].map((offset) => board.clint.base + offset)),
  fc.nat(8).map((word) => board['goldfish-rtc'].base + 4 * word),
  fc.nat(7).map((offset) => board.ns16550a.base + offset),
  fc.constantFrom(...[40, 44, 0x2000, 0x2080, 0x20_0000, 0x20_0004].map((offset) => board.plic.base + offset)),
);
const csrs = ['stimecmp', 'vstimecmp', 'htimedelta', 'mie', 'mip', 'menvcfg', 'henvcfg', 'hie', 'hideleg', 'mideleg'];
const statement = fc.oneof(
  fc
    .tuple(fc.constantFrom('sb', 'sh', 'sw', 'sd'), register, value)
    .map(([store, address, stored]) => `li t0, ${address}\nli t1, ${stored}\n${store} t1, 0(t0)`),
  fc.tuple(fc.constantFrom(...csrs), value).map(([csr, written]) => `li t1, ${written}\ncsrw ${csr}, t1`),
  fc.constant('wfi'),
);

/** Statements in M-mode whose exceptions are skipped, then a wait for whatever they brought about. */
const waiting = (statements: readonly string[]) => `
    la t0, trap
    csrw mtvec, t0
    ${statements.join('\n')}
  wait: wfi
    j wait
  .balign 4
  trap: csrr t0, mcause
    bltz t0, wait
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    mret
`;

test('whatever a guest writes to devices and timers, the limit of instructions ends the run', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 20 }), fc.constantFrom(1, 2), (statements, harts) => {
      const kernel = program(waiting(statements), RAM_BASE);
      const { machine } = machineWith({ bios: 'none', harts, kernel, input: 'abc' });
      const stop = machine.run({ maxInstructions: 2000 });
      expect(['limit', 'halted', 'stuck', 'pass', 'fail', 'reset']).toContain(stop.reason);
      const before = machine.clock.uptime();
      machine.run({ maxInstructions: 100 });
      expect(machine.clock.uptime()).toBeGreaterThanOrEqual(before);
    }),
    { numRuns: 60 },
  );
});
