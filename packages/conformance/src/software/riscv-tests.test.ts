import { assemble, parseIsa } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { elfFile } from '../elf-file.ts';
import { groupOf, runRiscvTest } from './riscv-tests.ts';

/** A program that ends as the tests do: it writes `code` to tohost (riscv-test-env, p/riscv_test.h). */
function program(code: string): Uint8Array {
  const { bytes, symbols } = assemble(
    `la t0, tohost\nli t1, ${code}\nsd t1, 0(t0)\n1: j 1b\n.balign 8\ntohost: .dword 0`,
    {
      origin: 0x8000_0000n,
    },
  );
  return elfFile({ address: 0x8000_0000n, bytes, symbols: { tohost: symbols.get('tohost')! } });
}

const isa = parseIsa('rv64i');

test('1 is a pass', () => {
  expect(runRiscvTest('rv64ui-p-add', program('1'), isa)).toMatchObject({ name: 'rv64ui-p-add', passed: true });
});

test('an odd number names the test case that failed', () => {
  const { passed, reason } = runRiscvTest('x', program('7 << 1 | 1'), isa);
  expect(passed).toBe(false);
  expect(reason).toContain('code 7');
});

test('what is not an ELF file fails with the reason', () => {
  expect(runRiscvTest('x', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1), isa)).toMatchObject({
    passed: false,
    instructions: 0,
  });
});

test('the group is the name up to the environment', () => {
  expect(groupOf('rv64ui-p-add')).toBe('rv64ui-p');
  expect(groupOf('hypervisor-svadu-p-2_stage_translation')).toBe('hypervisor-svadu-p');
});
