import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '@hartlab/isa';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { main } from './cli.ts';
import { elfBytes, rawPayload, sources, temporaryDirectory } from './testing/payload.ts';
import { recordedIo } from './recorded-io.ts';

// The compiler takes its time where others run beside it.
vi.setConfig({ testTimeout: 60_000 });

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

const hartlab = async (...argv: string[]) => {
  const io = recordedIo('x');
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

const echo = rawPayload(directory, 'echo', sources.echo);
const { symbols } = assemble(sources.echo, { origin: 0x8020_0000n });
const wait = symbols.get('wait')!;
const list = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
const map = file('System.map', list(['80200000 T start', `${wait.toString(16)} t wait`]));
const hexOf = (address: bigint): string => `0x${address.toString(16)}`;

describe('a raw binary with a list of its symbols', () => {
  test('stops at a name, and at an offset from it', async () => {
    for (const [place, where] of [
      ['wait', `${hexOf(wait)} <wait>`],
      ['wait+0x4', `${hexOf(wait + 4n)} <wait+0x4>`],
      ['wait+4', `${hexOf(wait + 4n)} <wait+0x4>`],
    ] as const) {
      const { code, err } = await hartlab('run', echo, '--symbols', map, '--break', place);
      expect(code).toBe(3);
      expect(err).toContain(`hart 0 at ${where} in S-mode`);
    }
  });

  test('has names in its log, in a listing, where it stops and where it is stuck', async () => {
    const log = await hartlab('run', echo, '--symbols', map, '-d', 'exec', '--max-instructions', '8');
    expect(log.err).toContain(`0: ${hexOf(wait)} <wait>: lbu`);
    expect((await hartlab('disasm', echo, '--symbols', map)).out).toMatch(/<wait>:\n/);
    const watch = await hartlab('run', echo, '--symbols', map, '--watch', '0x10000005:1:load');
    expect(watch.err).toMatch(/by the instruction at 0x802000\w\w <wait> after/);
    const nowhere = rawPayload(directory, 'nowhere', sources.nowhere);
    const there = file('there', list(['40000000 T hole']));
    const stuck = await hartlab('run', nowhere, '--symbols', map, '--symbols', there, '-bios', 'none');
    const before = await hartlab('run', nowhere, '-bios', 'none');
    expect(before).toMatchObject({ code: 4, err: expect.stringMatching(/at pc 0x40000000 \(/) });
    expect(stuck).toMatchObject({ code: 4, err: expect.stringMatching(/at pc 0x40000000 <hole> \(/) });
  });

  test('runs as without', async () => {
    const hash = (err: string) => /trace hash \w+ after \d+/.exec(err)?.[0];
    const limits = ['--trace-hash', '--max-instructions', '5000'];
    const { err } = await hartlab('run', echo, ...limits);
    expect(hash(err)).toBeDefined();
    const tohost = file('tohost.map', list(['80201000 D tohost', `${wait.toString(16)} t wait`]));
    for (const symbols of [map, tohost])
      expect(hash((await hartlab('run', echo, ...limits, '--symbols', symbols)).err)).toBe(hash(err));
  });

  test('is swept from a name, and its boundaries have names', async () => {
    const window = ['--begin', 'wait', '--boundaries', '4'];
    const { code, out } = await hartlab('sweep', echo, '--symbols', map, ...window, '--policy', 'spec-3.0', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ boundaries: 4 });
  });
});

describe('modules', () => {
  const kallsyms = file(
    'kallsyms',
    list(['80200000 t init', `${wait.toString(16)} t init\t[kvm]`, '80300000 t kvm_init\t[kvm]']),
  );
  test.each(['init[kvm]', 'init [kvm]'])('%s is the one of that module', async (place) => {
    const { err } = await hartlab('run', echo, '--symbols', kallsyms, '--break', place);
    expect(err).toContain(`hart 0 at ${hexOf(wait)} <init [kvm]> in S-mode`);
  });

  test('and so is what is printed of a place in it', async () => {
    const { err } = await hartlab('run', echo, '--symbols', kallsyms, '--break', 'init+0x4 [kvm]');
    expect(err).toContain(`<init+0x4 [kvm]> in S-mode`);
  });
});

test('a shift moves the names, up and down', async () => {
  const low = file('low.map', list([`${(wait - 0x8020_0000n).toString(16)} t wait`, '8 t other']));
  const high = file('high.map', list([`${(wait + 0x10_0000n).toString(16)} t wait`, '90000000 t other']));
  for (const given of [`${low}@0x80200000`, `${high}@-0x100000`]) {
    const { err } = await hartlab('run', echo, '--symbols', given, '--break', 'wait');
    expect(err).toContain(`hart 0 at ${hexOf(wait)} <wait> in S-mode`);
  }
});

describe('one clear line', () => {
  const elf = elfBytes();
  const twice = file('twice.map', list(['80200000 t init', '80200010 t init']));
  test.each([
    [['--symbols', join(directory, 'none')], /cannot read the symbols .*none: there is no such file/],
    [
      ['--symbols', file('text', 'Hello\n')],
      /text: it is neither an ELF file nor a list of symbols: line 1 \("Hello"\)/,
    ],
    [['--symbols', file('bare.elf', elf)], /bare\.elf: it has neither code nor a build id/],
    [['--symbols', file('x86.elf', elfBytes({ machine: 62 }))], /x86\.elf: .* machine 62, not RISC-V/],
    [['--symbols', ''], /give the path of a file, then @SHIFT where wanted/],
    [['--symbols', map, '--break', 'nowhere'], /echo\.bin, .*System\.map has no symbol nowhere; give one of/],
    [['--symbols', map, '--break', 'wait[kvm]'], /has no symbol wait\[kvm\]; give/],
    [['--symbols', twice, '--break', 'init'], /has 2 symbols init, at 0x80200000, 0x80200010; give one of these/],
    [['--symbols', map, '-D', map, '-d', 'int'], /would overwrite the symbols .*; choose another file/],
  ])('%j', async (flags, line) => {
    const { code, err } = await hartlab('run', echo, ...flags);
    expect(code).toBe(2);
    expect(err).toMatch(line);
    expect(err).toMatch(/^hartlab: [^\n]*\n$/);
  });

  test('a guest has its own', async () => {
    const { code, err } = await hartlab('sweep', 'world-switch', '--symbols', map);
    expect([code, err]).toEqual([2, 'hartlab: world-switch has its own symbols; --symbols is for files\n']);
  });
});

const compiler = 'riscv64-linux-gnu-gcc';
const noCompiler = (() => {
  try {
    execFileSync(compiler, ['--version'], { stdio: 'ignore' });
    return '';
  } catch {
    return `: ${compiler} is not installed (Debian: gcc-riscv64-linux-gnu)`;
  }
})();

describe.skipIf(noCompiler)(`lines of source text${noCompiler}`, () => {
  const source = `__attribute__((naked)) void _start(void) {
  asm("li sp, 0x80100000; j go");
}
volatile int counter;
__attribute__((noinline)) int work(int n) {
  return n + counter;
}
void go(void) {
  counter = work(3);
  counter = 5;
  for (;;);
}
`;
  const tool = (name: string, ...argv: string[]) =>
    execFileSync(`riscv64-linux-gnu-${name}`, argv, { cwd: directory, stdio: 'pipe' });
  const build = (name: string, ...flags: string[]): string => {
    file('work.c', source);
    const common = ['-march=rv64imac', '-mabi=lp64', '-O1', '-ffreestanding', '-nostdlib', '-static'];
    tool(
      'gcc',
      ...common,
      '-mcmodel=medany',
      '-fno-toplevel-reorder',
      '-Wl,-Ttext=0x80000000,--build-id=none',
      ...flags,
      '-o',
      name,
      'work.c',
    );
    return join(directory, name);
  };

  test('are told of a binary that has an ELF file beside it, whichever way its sections are kept', async () => {
    const elf = build('work.elf', '-g');
    tool('objcopy', '-O', 'binary', elf, 'work.bin');
    tool('objcopy', '--compress-debug-sections=zlib', elf, 'packed.elf');
    for (const symbols of [elf, join(directory, 'packed.elf')]) {
      const argv = [
        'run',
        '-bios',
        'none',
        join(directory, 'work.bin'),
        '--symbols',
        symbols,
        '--max-instructions',
        '100',
      ];
      const stopped = await hartlab(...argv, '--break', 'work');
      expect(stopped.err).toMatch(/hart 0 at 0x80000\w+ <work> \(work\.c:6\) in M-mode\n$/);
      const watched = await hartlab(...argv, '--watch', 'counter:4:store');
      expect(watched.err).toMatch(
        /at 0x80\w+ <counter>, which .* by the instruction at \w+ <[^>]+> \(work\.c:9\) after/,
      );
      const log = await hartlab(...argv, '-d', 'exec');
      expect(log.err).toMatch(/^0: 0x80000\w+ <work\+0x\w+> \(work\.c:7\): ret$/m);
    }
  });

  test('of an ELF file beside the binary that was made from it need no flag; of another build they are not taken', async () => {
    const elf = build('beside.elf', '-g');
    tool('objcopy', '-O', 'binary', elf, 'beside.bin');
    const argv = ['run', '-bios', 'none', join(directory, 'beside.bin'), '--max-instructions', '100'];
    expect((await hartlab(...argv, '--break', 'work')).err).toMatch(/<work> \(work\.c:6\) in M-mode\n$/);
    build('beside.elf', '-g', '-Os', '-fno-inline', '-march=rv64g');
    const { code, err } = await hartlab(...argv);
    expect([code, err]).toEqual([3, expect.stringMatching(/hart 0 at 0x8\w+ in M-mode\n$/)]);
  });

  test('of an ELF file itself need no flag', async () => {
    const elf = build('self.elf', '-g');
    const { err } = await hartlab('run', '-bios', 'none', elf, '--break', 'work', '--max-instructions', '100');
    expect(err).toMatch(/<work> \(work\.c:6\) in M-mode\n$/);
  });

  test('are told of what a sweep finds, and of who wrote it last', async () => {
    // The policy resumes with SPV, which the code has set, as V (scenario K1).
    const set = 'asm volatile("csrs hstatus, %0" :: "r"(0x80));';
    const program = `void _start(void) {\n  ${set}\n  asm("nop");\n  for (;;);\n}\n`;
    file('spv.c', program);
    const flags = ['-march=rv64imac_zicsr', '-mabi=lp64', '-O1', '-g', '-ffreestanding', '-nostdlib', '-static'];
    tool('gcc', ...flags, '-Wl,-Ttext=0x80200000,--build-id=none', '-o', 'spv.elf', 'spv.c');
    const argv = ['sweep', join(directory, 'spv.elf'), '--boundaries', '6', '--policy', 'opensbi-1.9'];
    const { code, out } = await hartlab(...argv);
    expect(code).toBe(5);
    expect(out).toMatch(/_start\+0x\w+ \(spv\.c:3\)/);
    const report = JSON.parse((await hartlab(...argv, '--json')).out) as {
      violations: { field: string; line?: string }[];
    };
    expect(report.violations.find(({ field }) => field === 'V')?.line).toBe('spv.c:3');
  });

  test('of an object file, as a kernel module is, are those of its .text, where that is said to be', async () => {
    const parts = `__attribute__((section(".other"))) int elsewhere(int n) {
  return 7 * n;
}
__attribute__((naked)) void _start(void) {
  asm("li sp, 0x80300000; 1: li a0, 3; jal work; j 1b");
}
int work(int n) {
  while (n % 7)
    n++;
  return n;
}
`;
    file('parts.c', parts);
    tool('gcc', '-march=rv64imac', '-mabi=lp64', '-O1', '-g', '-ffreestanding', '-mno-relax', '-c', 'parts.c');
    tool('objcopy', '-O', 'binary', '-j', '.text', '-R', '.rela.text', 'parts.o', 'parts.bin');
    tool('ld', '-Ttext=0x80200000', '-e', '_start', '-o', 'parts.elf', 'parts.o');
    tool('objcopy', '-O', 'binary', '-j', '.text', 'parts.elf', 'parts.bin');
    const object = join(directory, 'parts.o');
    const argv = ['run', join(directory, 'parts.bin'), '--max-instructions', '100'];
    const told = async (symbols: string, place: string) =>
      (await hartlab(...argv, '--symbols', symbols, '--break', place)).err;
    expect(await told(`${object}@0x80200000`, 'work')).toMatch(/at 0x80200\w+ <work> \(parts\.c:[78]\) in S-mode\n$/);
    expect(await told(`${object}@0x80200000`, 'work+2')).toMatch(/<work\+0x2> \(parts\.c:\d+\) in S-mode\n$/);
    expect(await told(`${object}@0x80200000`, 'elsewhere')).toMatch(/has no symbol elsewhere/);
    expect(await told(`${object}:.other@0x80200000`, 'elsewhere')).toMatch(/<elsewhere> \(parts\.c:[12]\) in S-mode/);
    expect(await told(`${object}:.none@0x80200000`, 'work')).toMatch(/the object file has no section \.none/);
    expect(await told(object, 'work')).toMatch(/parts\.o: it is an object file, .* FILE@0x…/);
  });

  test('a table that is damaged is refused in one line', async () => {
    const elf = build('good.elf', '-gdwarf-4');
    tool('objcopy', '-O', 'binary', elf, 'good.bin');
    tool('objcopy', '--dump-section', '.debug_line=line', elf, 'unused.elf');
    const line = readFileSync(join(directory, 'line'));
    file('line', line.subarray(0, -1));
    tool('objcopy', '--update-section', '.debug_line=line', elf, 'bad.elf');
    const { code, err } = await hartlab('run', join(directory, 'good.bin'), '--symbols', join(directory, 'bad.elf'));
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        /^hartlab: \S+bad\.elf: its line table is damaged at byte 0x\w+ of \.debug_line: [^\n]+\n$/,
      ),
    ]);
  });
});
