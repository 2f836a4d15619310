import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { main } from './cli.ts';
import { engineNames } from './engines.ts';
import { recordedIo } from './recorded-io.ts';
import { rawPayload, sources, temporaryDirectory } from './testing/payload.ts';

// A run takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const inside = (name: string): string => join(directory, name);
const payload = (name: keyof typeof sources): string => rawPayload(directory, name, sources[name]);

const hartlab = async (argv: readonly string[], input = '') => {
  const io = recordedIo(input);
  const code = await main(['run', ...argv], io);
  return { code, out: io.out(), err: io.err() };
};
const hashIn = (err: string): string => /trace hash [0-9a-f]{16} after \d+ instructions/.exec(err)?.[0] ?? err;

/** Runs these words whole, and again as two runs with a file between them; answers both. */
const wholeAndHalves = async (
  words: readonly string[],
  at: string,
  {
    first = [],
    second = [],
    rest = '',
    input = '',
  }: { first?: string[]; second?: string[]; rest?: string; input?: string } = {},
) => {
  const file = inside('halves.snap');
  rmSync(file, { force: true });
  const whole = await hartlab([...words, '--trace-hash'], input);
  const one = await hartlab([...words, '--save', file, '--at', at, ...first], input);
  expect(one.code, one.err).toBe(0);
  const two = await hartlab(['--restore', file, '--trace-hash', ...second], rest);
  return {
    whole: [whole.code, whole.out, hashIn(whole.err)],
    halves: [two.code, one.out + two.out, hashIn(two.err)],
    one,
    two,
  };
};

const share = `local,id=f,path=${directory},readonly=on,security_model=none`;
const devices = ['rng-device', 'serial-device', 'net-device,netdev=n', '9p-device,fsdev=f,mount_tag=t'];
const everyDevice = devices.flatMap((device) => ['-device', `virtio-${device}`]);
everyDevice.push('-chardev', 'stdio,id=c', '-netdev', 'user,id=n', '-fsdev', share, '-device', 'virtconsole,chardev=c');

describe('a run that is saved and goes on ends as the one that was never interrupted', () => {
  test.each(engineNames.flatMap((one) => engineNames.map((other) => [one, other] as const)))(
    'saved on %s, restored on %s',
    async (one, other) => {
      const { whole, halves } = await wholeAndHalves(['mpxy', '-smp', '2'], '1500', {
        first: ['--engine', one],
        second: ['--engine', other],
      });
      expect(halves).toEqual(whole);
    },
  );

  // Every device and every service of the firmware has something to remember in one of them.
  test.each([
    [['perf-top'], '40000'],
    [['sampling'], '60000'],
    [['world-switch', '--policy', 'opensbi-1.9', '--handler', 'forgetful'], '900'],
    [['user-return', '-smp', '4', '-m', '64'], '500'],
    [['suspend', '-smp', '4'], '2000'],
    [['cppc', '-smp', '8', '--quantum', '7'], '700'],
    [['error-injection'], '300'],
    [['poisoned-load'], '100'],
    [['hello', '-cpu', 'max,reentrant-triggers=off', '--seed', '7', '-append', 'a "b" c'], '20'],
    [[payload('reboots')], '9'],
    [['world-switch', '-M', 'virt,aia=aplic-imsic', '-smp', '2'], '900'],
    [['user-return', '-M', 'virt,aia=aplic,aclint=on', '-smp', '4'], '500'],
    [['hello', ...everyDevice], '20'],
    [['hello', '--pmu-snapshots', 'off', '--instructions-per-tick', '3', '--poison', '0x86000000'], '20'],
  ])('%j at %s instructions', async (words, at) => {
    const { whole, halves } = await wholeAndHalves(words, at);
    expect(halves).toEqual(whole);
    expect(whole[2]).toMatch(/^trace hash/);
  });

  test('and what it writes to a file stands behind what was written before', async () => {
    const [log, file] = [inside('log'), inside('log.snap')];
    // Writes ABCDE by semihosting.
    const source = `.option norvc\n la a1, text\n la s0, text + 5\n 1: li a0, 3\n j 2f\n .balign 16\n 2: slli x0, x0, 0x1f\n
      ebreak\n srai x0, x0, 7\n addi a1, a1, 1\n bne a1, s0, 1b\n li t0, 0x5555\n li t1, 0x100000\n sw t0, 0(t1)\n text: .ascii "ABCDE"`;
    const words = ['-semihosting-config', 'enable=on,chardev=f', '-chardev', `file,id=f,path=${log}`];
    const guest = [rawPayload(directory, 'semihosted', source), ...words];
    expect(await hartlab([...guest, '--save', file, '--at', '20'])).toMatchObject({ code: 0, out: '' });
    const before = readFileSync(log, 'utf8');
    expect(before).toMatch(/^AB?C?D?$/);
    expect(await hartlab(['--restore', file])).toMatchObject({ code: 0, out: '', err: '' });
    expect(readFileSync(log, 'utf8')).toBe('ABCDE');
    // A run from the beginning writes it anew.
    expect(await hartlab(guest)).toMatchObject({ code: 0 });
    expect(readFileSync(log, 'utf8')).toBe('ABCDE');
  });

  test('with a full trace hash, which the file says is asked for', async () => {
    const full = ['hello', '--trace-hash=full'];
    const whole = await hartlab(full);
    await hartlab([...full, '--save', inside('full.snap'), '--at', '50']);
    const restored = await hartlab(['--restore', inside('full.snap')]);
    expect(hashIn(restored.err)).toBe(hashIn(whole.err));
    const { code, err } = await hartlab(['--restore', inside('full.snap'), '--trace-hash=sampled']);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^hartlab: .*full.snap cannot be restored: .*without a sampled trace hash.*\n$/),
    ]);
  });

  test('in M-mode, without firmware, and with firmware of one’s own', async () => {
    const bare = await wholeAndHalves([payload('pass'), '-bios', 'none'], '2');
    expect(bare.halves).toEqual(bare.whole);
    const firmware = await wholeAndHalves(['-bios', payload('fail')], '2');
    expect(firmware.halves).toEqual(firmware.whole);
    expect(firmware.whole[0]).toBe(1);
  });

  test('saved, restored, saved and restored again', async () => {
    const [one, two] = [inside('one.snap'), inside('two.snap')];
    const whole = await hartlab(['mpxy', '--trace-hash']);
    await hartlab(['mpxy', '--save', one, '--at', '200', '--trace-hash']);
    await hartlab(['--restore', one, '--save', two, '--at', 'sweep_end']);
    const last = await hartlab(['--restore', two]);
    expect([last.out, hashIn(last.err)]).toEqual([whole.out, hashIn(whole.err)]);
  });
});

describe('--at', () => {
  const placesOf = async (...words: string[]) => {
    const { code, out, err } = await hartlab([...words, '--save', inside('at.snap'), '--json']);
    expect(code, err).toBe(0);
    return JSON.parse(out) as {
      reason: string;
      instructions: number;
      message: string;
      saved: string;
      marks: unknown[];
    };
  };

  test('a symbol, its N-th time, a number of instructions or a mark says where', async () => {
    expect(await placesOf('mpxy', '--at', 'sweep_begin')).toMatchObject({ reason: 'saved', saved: inside('at.snap') });
    const window = await placesOf('mpxy', '--at', 'window:echo');
    expect([window.instructions, window.marks.length]).toEqual([121, 2]);
    expect((await placesOf('mpxy', '--at', 'phase:echo')).instructions).toBe(110);
    expect((await placesOf('mpxy', '--at', '333')).instructions).toBe(333);
    const loop = (time: number) =>
      placesOf(payload('calls'), '--at', `0x80200000#${time}`, '--max-instructions', '1000');
    expect((await Promise.all([loop(1), loop(2), loop(101)])).map(({ instructions }) => instructions)).toEqual([
      0, 2, 200,
    ]);
  });

  test('on every hart together, whatever breakpoints there are besides', async () => {
    const twice = await placesOf('mpxy', '-smp', '2', '--at', 'phase:echo#2');
    expect(twice.marks.at(-1)).toMatchObject({ hart: 1, kind: 'phase', instructions: twice.instructions });
    const broken = await hartlab([
      payload('calls'),
      '--save',
      inside('b.snap'),
      '--at',
      '0x80200000#9',
      '--break',
      '0x80200004',
    ]);
    expect([broken.code, broken.err]).toEqual([
      3,
      expect.stringMatching(
        /at the breakpoint 0x80200004.*\n.*is not saved: the run ended before it came to 0x80200000#9/,
      ),
    ]);
    expect(existsSync(inside('b.snap'))).toBe(false);
  });

  test.each(engineNames)(
    'on %s a restored run is at the instruction of the place, and has not executed it',
    async (engine) => {
      await hartlab([payload('calls'), '--engine', engine, '--save', inside('place.snap'), '--at', '0x80200004#3']);
      const { err } = await hartlab(['--restore', inside('place.snap'), '--engine', engine, '--max-instructions', '6']);
      expect(err).toContain('after 6 instructions');
      expect(err).toContain('hart 0 at 0x80200000');
    },
  );

  test('names of files of symbols stay with the run, and others may come', async () => {
    const [early, late, file] = [inside('early.map'), inside('late.map'), inside('names.snap')];
    writeFileSync(early, '0000000080200004 T inner\n');
    writeFileSync(late, '0000000080200000 T outer\n');
    const first = await hartlab([payload('calls'), '--symbols', early, '--save', file, '--at', 'inner#2']);
    expect(first.err).toContain('after 3 instructions; hart 0 at 0x80200004 <inner> in S-mode');
    rmSync(early);
    expect((await hartlab(['--restore', file, '--break', 'inner'])).err).toContain('<inner>');
    const both = await hartlab(['--restore', file, '--symbols', late, '--break', 'outer']);
    expect(both.err).toContain('hart 0 at 0x80200000 <outer> in S-mode');
  });

  test('that never comes is told, and no file is there; nor does a failing guest become a passing one', async () => {
    const never = await hartlab(['hello', '--save', inside('never.snap'), '--at', '1_000_000']);
    expect(never).toEqual({
      code: 2,
      out: 'Hello from S-mode.\n',
      err: `hartlab: ${inside('never.snap')} is not saved: the run ended before it came to 1_000_000\n`,
    });
    expect((await hartlab([payload('fail'), '--save', inside('never.snap'), '--at', '1000'])).code).toBe(1);
    expect(existsSync(inside('never.snap'))).toBe(false);
  });
});

describe('input', () => {
  test('that the guest has not read goes on in the file; stdin comes behind it', async () => {
    const { whole, halves, one } = await wholeAndHalves([payload('echo')], '0x80200020#4', { input: 'abc.' });
    expect(halves).toEqual(whole);
    expect(one.out.length).toBeLessThan(5);
    const more = await hartlab([payload('echo'), '--save', inside('echo.snap'), '--at', '5'], 'ab');
    expect(more.out).toBe('>');
    expect((await hartlab(['--restore', inside('echo.snap')], 'cd.')).out).toBe('abcd.');
    expect((await hartlab(['--restore', inside('echo.snap')], '.')).out).toBe('ab.');
  });

  test('that was recorded: a recording of the whole run is one of both its halves', async () => {
    const [recording, file] = [inside('whole.txt'), inside('recorded.snap')];
    await hartlab([payload('echo'), '--record', recording], '.');
    const [header] = readFileSync(recording, 'utf8').split('\n');
    writeFileSync(recording, `${header}\n0 "hel"\n400 "lo"\n600 "."\n`);
    const replayed = ['--replay', recording];
    const whole = await hartlab([payload('echo'), ...replayed, '--trace-hash']);
    expect(whole).toMatchObject({ code: 0, out: '>hello.' });
    // Before the first byte is read, amid the first three, and when the guest polls for more.
    for (const at of ['4', '0x80200020#3', '300', '450']) {
      const one = await hartlab([payload('echo'), ...replayed, '--save', file, '--at', at]);
      expect(one.code, one.err).toBe(0);
      const two = await hartlab(['--restore', file, ...replayed, '--trace-hash'], 'no input');
      expect([one.out + two.out, hashIn(two.err)], at).toEqual([whole.out, hashIn(whole.err)]);
    }
  });

  test('that comes after the restore can be recorded, and replayed onto the same file', async () => {
    const [recording, file] = [inside('rest.txt'), inside('rest.snap')];
    await hartlab([payload('echo'), '--save', file, '--at', '5'], 'ab');
    const live = await hartlab(['--restore', file, '--record', recording, '--trace-hash'], 'xyz.');
    const again = await hartlab(['--restore', file, '--replay', recording, '--trace-hash']);
    expect([again.out, hashIn(again.err)]).toEqual(['abxyz.', hashIn(live.err)]);
    const elsewhere = await hartlab([payload('echo'), '--replay', recording]);
    expect([elsewhere.code, elsewhere.err]).toEqual([2, expect.stringContaining('was recorded with another payload')]);
  });

  test('other than what the run has had is refused', async () => {
    const [recording, file] = [inside('other.txt'), inside('other.snap')];
    await hartlab([payload('echo'), '--record', recording], '.');
    const [header] = readFileSync(recording, 'utf8').split('\n');
    const record = (events: string) => writeFileSync(recording, `${header}\n${events}`);
    record('9 "abc."\n');
    const saving = [payload('echo'), '--replay', recording, '--save', file, '--at', '0x80200020#3'];
    expect((await hartlab(saving)).code).toBe(0);
    const restoring = ['--restore', file, '--replay', recording];
    for (const other of ['9 "abd."\n', '9 "ab"\n9 "c."\n', '500 "abc."\n', '', '9 end\n', '9 stop\n']) {
      record(other);
      const { code, err } = await hartlab(restoring);
      expect([code, err], other).toEqual([2, expect.stringContaining('which had other input before it was saved')]);
    }
    record('8 "abc."\n');
    expect((await hartlab(restoring)).code).toBe(0);
  });
});

describe('the words of a restored run are those of the file', () => {
  const file = inside('words.snap');
  const saved = async () => {
    const words = [
      payload('echo'),
      '-smp',
      '2',
      '-m',
      '64',
      '-append',
      'quiet',
      '-cpu',
      'rva22s64',
      '--policy',
      'spec-3.0',
    ];
    const initrd = inside('initrd');
    writeFileSync(initrd, 'initial');
    const { code, err } = await hartlab([...words, '-initrd', initrd, '--save', file, '--at', '40'], 'x');
    expect(code, err).toBe(0);
    return { words, initrd };
  };

  test('the same ones may be given', async () => {
    const { words, initrd } = await saved();
    writeFileSync(inside('copy'), 'initial');
    for (const some of [
      words,
      ['-m', '64M'],
      ['-initrd', initrd],
      ['-initrd', inside('copy')],
      ['-bios', 'default'],
      ['-M', 'virt'],
    ])
      expect((await hartlab(['--restore', file, ...some], '.')).code, some.join(' ')).toBe(0);
  });

  test('they need no file any more', async () => {
    const { initrd } = await saved();
    rmSync(payload('echo'));
    rmSync(initrd);
    expect(await hartlab(['--restore', file], '.')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\.$/) as unknown,
    });
  });

  test.each([
    [['-smp', '1'], '-smp 1 is not the same'],
    [['-m', '128'], 'with -m 65536K, and -m 131072K is not the same'],
    [['-cpu', 'rv64'], 'is not the same'],
    [['-append', 'loud'], 'with -append quiet, and -append loud is not the same'],
    [['--seed', '1'], 'without --seed, and --seed 1 is not the same'],
    [['--quantum', '10'], 'without --quantum'],
    [['--policy', 'private'], 'with --policy spec-3.0'],
    [['--poison', '0x80400000'], 'without --poison'],
    [['-bios', 'none'], 'with -bios default'],
    [['hello'], '-kernel hello is not the same'],
    [['-initrd', inside('another')], 'is not the same; leave it out'],
    [['--pmu-snapshots', 'off'], 'with --pmu-snapshots on'],
  ])('%j is refused', async (words, why) => {
    writeFileSync(inside('another'), 'another');
    await saved();
    const { code, out, err } = await hartlab(['--restore', file, ...words]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expect(err).toMatch(/^hartlab: [^\n]*words\.snap was saved [^\n]*; leave it out\n$/);
  });

  test('a payload of that name with other content is another one', async () => {
    await saved();
    const { code, err } = await hartlab(['--restore', file, rawPayload(directory, 'echo', sources.pass)]);
    expect([code, err]).toEqual([2, expect.stringContaining('is not the same; leave it out')]);
  });
});
