import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from './cli.ts';
import { elfBytes, temporaryDirectory } from './testing/payload.ts';
import { recordedIo } from './recorded-io.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string, bytes: Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
};

test('the ELF file of these tests is a good one', async () => {
  const io = recordedIo();
  expect(await main(['run', file('good.elf', elfBytes()), '--max-instructions', '1'], io)).toBe(3);
});

test.each([
  // Files.
  ['a truncated ELF file', ['run', file('short.elf', elfBytes().subarray(0, 100))], /short\.elf: .*truncated/],
  ['another machine', ['run', file('x86.elf', elfBytes({ machine: 62 }))], /machine 62, not RISC-V/],
  ['an RV32 file', ['run', file('rv32.elf', elfBytes({ elfClass: 1 }))], /32-bit \(RV32\)/],
  [
    'a segment outside RAM',
    ['run', file('low.elf', elfBytes({ segments: [0x1000_0000n] }))],
    /0x10000000\.\.0x10000003 lies outside RAM/,
  ],
  [
    'a segment in the firmware',
    ['run', file('m.elf', elfBytes({ segments: [0x8000_0000n] }))],
    /overlaps the built-in firmware/,
  ],
  [
    'a missing file',
    ['run', join(directory, 'nothing.elf')],
    /cannot read the payload .*nothing\.elf: there is no such file or directory; check the path/,
  ],
  ['a missing word', ['run', 'helo'], /neither a file nor a guest called helo; the guests are hello, /],
  ['a directory', ['run', directory], /it is a directory; give a file/],
  ['an empty file', ['run', file('empty', new Uint8Array())], /is empty/],
  ['no payload', ['run'], /nothing to run/],
  ['two payloads', ['run', '-kernel', 'a', 'b'], /two payloads are given, a and b; give one/],
  ['a missing initrd', ['run', 'hello', '-initrd', '/nowhere/initrd'], /cannot read the initrd/],
  ['a missing firmware', ['run', 'hello', '-bios', '/nowhere/fw'], /cannot read the firmware/],
  [
    'a firmware for another machine',
    ['run', 'hello', '-bios', file('x86g.elf', elfBytes({ machine: 62 }))],
    /x86g\.elf: .*machine 62, not RISC-V/,
  ],
  [
    'an image beside for another machine',
    ['run', 'hello', '-device', `loader,file=${file('x86h.elf', elfBytes({ machine: 62 }))}`],
    /x86h\.elf: .*machine 62, not RISC-V/,
  ],
  ['a device in JSON', ['run', 'hello', '-device', '{"driver":"virtio-rng-device"}'], /JSON is not read here; say it/],
  ['a network in JSON', ['run', 'hello', '-netdev', '{"type":"user"}'], /JSON is not read here; say it/],
  ['a device without a name', ['run', 'hello', '-device', ''], /there is no device without a name here; there are/],
  [
    "a firmware of QEMU's",
    ['run', 'hello', '-bios', 'opensbi-riscv64-generic-fw_dynamic.bin'],
    /a file of QEMU's own; the firmware here is -bios default/,
  ],
  ['a sweep without a firmware', ['sweep', 'hello', '-bios', 'none'], /a sweep needs a firmware, which offers SSE/],
  [
    'a firmware for another machine',
    ['sweep', 'hello', '-bios', file('x86f.elf', elfBytes({ machine: 62 }))],
    /x86f.*not RISC-V/,
  ],
  [
    'a policy for a firmware',
    ['sweep', 'hello', '-bios', '/fw', '--policy', 'private'],
    /--policy is for the built-in/,
  ],
  ['memory that is no range', ['sweep', 'hello', '--firmware-memory', '0x80000000'], /give below, or two addresses/],
  ['a clock that is neither', ['sweep', 'hello', '--clock', 'fast'], /the choices are stopped, running/],
  ['a signal to a firmware', ['sweep', 'hello', '-bios', '/fw', '--source', 'signal'], /hears of an event by --source/],
  [
    'a log nowhere',
    ['run', 'hello', '-d', 'int', '-D', '/nowhere/log'],
    /cannot write \/nowhere\/log for -D: there is no such file or directory/,
  ],
  ['a listing of a bad file', ['disasm', file('x86b.elf', elfBytes({ machine: 62 }))], /machine 62, not RISC-V/],
  ['a name with control characters', ['run', 'a\n\u001b[31mb'], /called a\\n\\u001b\[31mb; the guests/],
  ['no name', ['run', ''], /neither a file nor a guest called ""/],
  ['no path for -kernel', ['run', 'hello', '-kernel', ''], /give the path of a file/],
  ['no path for -bios', ['run', 'hello', '-bios', ''], /give the path of a file/],
  ['no path for -initrd', ['run', 'hello', '-initrd', ''], /give the path of a file/],
  ['no path for -D', ['run', 'hello', '-D', ''], /give the path of a file/],
  ['no path for --log-commits', ['run', 'hello', '--log-commits', ''], /give the path of a file/],
  // Flags.
  ['an unknown flag', ['run', 'hello', '-kernle', 'x'], /unknown option '--kernle' \(Did you mean --kernel\?\)/],
  ['an unknown flag of ours', ['run', 'hello', '--polcy', 'x'], /Did you mean --policy\?/],
  ['a flag without its value', ['run', 'hello', '--policy'], /argument missing/],
  ['an unknown policy', ['run', 'hello', '--policy', 'best'], /private, spec-3\.0, opensbi-1\.9, patch-2026-04/],
  ['neither on nor off', ['run', 'hello', '--pmu-snapshots', 'yes'], /on, off/],
  ['an unknown handler', ['sweep', 'user-return', '--handler', 'x'], /minimal, preserving, forgetful, linux-2025/],
  [
    'an unknown guest',
    ['sweep', 'user-retrun'],
    /neither a file nor a guest called user-retrun; the guests are hello, /,
  ],
  ['an unknown guest to print', ['guests', 'nobody'], /there is no guest "nobody"/],
  ['an unknown command', ['rnu'], /unknown command 'rnu' \(Did you mean run\?\)/],
  [
    'a hart that is not there',
    ['sweep', 'two-harts', '--hart', '2'],
    /there is no hart 2 to sweep; change --hart or -smp/,
  ],
  ['too many harts', ['run', 'hello', '-smp', '9'], /whole number from 1 to 8/],
  ['no harts', ['run', 'hello', '-smp', '0'], /whole number of at least 1/],
  ['a size that is none', ['run', 'hello', '-m', 'lots'], /give a size such as 128/],
  ['too little RAM', ['run', 'hello', '-m', '1M'], /8 MiB to 3 GiB/],
  ['too much RAM', ['run', 'hello', '-m', '4G'], /8 MiB to 3 GiB/],
  ['far too much RAM', ['run', 'hello', '-m', '16E'], /8 MiB to 3 GiB/],
  ['another ISA', ['run', 'hello', '-cpu', 'rv32i'], /'rv32i' is not a CPU/],
  ['another board', ['run', 'hello', '-machine', 'sifive_u'], /the choices are virt/],
  [
    'an unknown log item',
    ['run', 'hello', '-d', 'int,cpu'],
    /the choices are in_asm, exec, int, sbi, disk, guest_errors/,
  ],
  ['an unknown console', ['run', 'hello', '-serial', 'tcp:1'], /it knows stdio, null, none, file:PATH and chardev:ID/],
  ['no instructions', ['run', 'hello', '--max-instructions', '0'], /whole number of at least 1/],
  ['no turns', ['run', 'hello', '--quantum', '0'], /whole number of at least 1/],
  ['a boundary that is not there', ['sweep', 'user-return', '--boundary', '1000000'], /has no boundary 1000000/],
])('%s', async (_, argv, line) => {
  const io = recordedIo();
  expect(await main(argv, io)).toBe(2);
  expect(io.out()).toBe('');
  expect(io.err()).toMatch(/^hartlab: [^\n]*\n$/);
  expect(io.err()).toMatch(line);
});
