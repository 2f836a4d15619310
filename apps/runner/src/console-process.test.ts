import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { rawPayload, sources, temporaryDirectory } from './testing/payload.ts';
import { bundledProgram, later, start, type Ended } from './testing/program.ts';

/** The guest's console over real pipes, files and FIFOs, with whoever is at their other end. */
const directory = temporaryDirectory();
const program = await bundledProgram('console');
afterAll(() => rmSync(directory, { recursive: true }));
// The program is started often, on a host that may be busy.
vi.setConfig({ testTimeout: 60_000 });
const path = (name: string): string => join(directory, name);

/** Sends t at each of ten timer interrupts, 1 ms apart, and sends back what the UART interrupts it for, to a dot. */
const listener = `
  li s1, 0x10000000
  li t0, 1
  li t1, 0xc000028
  sw t0, 0(t1)
  li t0, 0xc002080
  li t1, 1 << 10
  sw t1, 0(t0)
  li s2, 0xc201004
  li t0, 1
  sb t0, 1(s1)
  li s3, 10
  li t0, 1 << 9 | 1 << 5
  csrw sie, t0
timer:
  rdtime a0
  li t0, 10000
  add a0, a0, t0
again:
  li a7, 0x54494d45
  li a6, 0
  ecall
sleep:
  wfi
  csrr t0, sip
  andi t1, t0, 1 << 5
  beqz t1, bytes
  li t0, 't'
  sb t0, 0(s1)
  addi s3, s3, -1
  bnez s3, timer
  li a0, -1
  j again
bytes:
  lbu t0, 5(s1)
  andi t0, t0, 1
  beqz t0, claim
  lbu t0, 0(s1)
  sb t0, 0(s1)
  li t1, '.'
  bne t0, t1, claim
  li t0, 0x5555
  li t1, 0x100000
  sw t0, 0(t1)
  j .
claim:
  lw t0, 0(s2)
  sw t0, 0(s2)
  j sleep
`;

/** Reads up to 16 bytes from the SBI debug console and writes them back, again and again, to a dot at their end. */
const dbcnEcho = `
  la s0, buffer
  li s1, '.'
  li a0, '>'
  li a7, 1
  ecall
read:
  li a0, 16
  mv a1, s0
  li a2, 0
  li a6, 1
  li a7, 0x4442434e
  ecall
  beqz a1, read
  add s2, s0, a1
  mv a0, a1
  mv a1, s0
  li a6, 0
  ecall
  lbu t0, -1(s2)
  bne t0, s1, read
  li t0, 0x5555
  li t1, 0x100000
  sw t0, 0(t1)
  j .
  .balign 8
buffer: .dword 0, 0
`;

/** Counts how often the legacy getchar answers -1, says "many" at 1000 times, and then echoes to a dot. */
const legacyEcho = `
  li s0, 1000
  li s1, '.'
  li s2, -1
read:
  li a7, 2
  ecall
  bne a0, s2, echo
  addi s0, s0, -1
  bnez s0, read
  li a0, 'm'
  li a7, 1
  ecall
  j read
echo:
  li a7, 1
  mv s3, a0
  ecall
  bne s3, s1, read
  li t0, 0x5555
  li t1, 0x100000
  sw t0, 0(t1)
  j .
`;

const guests = {
  listener: rawPayload(directory, 'listener', listener),
  dbcn: rawPayload(directory, 'dbcn', dbcnEcho),
  legacy: rawPayload(directory, 'legacy', legacyEcho),
  poller: rawPayload(directory, 'poller', sources.echo),
};

/** Runs a guest and holds a conversation: each text is sent when the one before it has been answered. */
const converse = async (
  argv: readonly string[],
  steps: readonly (readonly [heard: RegExp, say: string | undefined])[],
): Promise<Ended> => {
  const waiting = [...steps];
  const { child, ended } = start(process.execPath, [program, 'run', ...argv], (process, out) => {
    const next = waiting[0];
    if (!next?.[0].test(out)) return;
    waiting.shift();
    // Later than any patience: silence is what this is about.
    setTimeout(() => (next[1] === undefined ? process.stdin?.end() : process.stdin?.write(next[1])), 400);
  });
  child.stdin?.on('error', () => undefined);
  return ended;
};

const passed = (out: string): Ended => ({ code: 0, signal: null, out, err: '' });

describe('a pipe that is open and silent', () => {
  test('does not stop the timer of a guest that listens; what comes later reaches it', async () => {
    expect(
      await converse(
        [guests.listener],
        [
          [/^t{10}$/, 'a\n'],
          [/a\n$/, 'b'],
          [/b$/, '.'],
        ],
      ),
    ).toEqual(passed('tttttttttta\nb.'));
  });

  test('does not stop a guest that polls, by the UART or by firmware', async () => {
    expect(
      await converse(
        [guests.poller],
        [
          [/^>$/, 'yes'],
          [/s$/, '.'],
        ],
      ),
    ).toEqual(passed('>yes.'));
    expect(
      await converse(
        [guests.legacy],
        [
          [/^m$/, 'yes'],
          [/s$/, '.'],
        ],
      ),
    ).toEqual(passed('myes.'));
  });

  test('console_read answers with what there is', async () => {
    expect(
      await converse(
        [guests.dbcn],
        [
          [/^>$/, 'hi\n'],
          [/hi\n$/, '.'],
        ],
      ),
    ).toEqual(passed('>hi\n.'));
  });

  test('that ends while all harts wait ends the run, after all that it brought', async () => {
    const { code, out, err } = await converse(
      [guests.listener],
      [
        [/^t{10}$/, 'abc'],
        [/c$/, undefined],
      ],
    );
    expect({ code, out }).toEqual({ code: 4, out: 'ttttttttttabc' });
    expect(err).toMatch(/^hartlab: all harts wait or are stopped, and nothing can wake them\n$/);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the wait for it with a summary', async (signal) => {
    for (const [guest, heard] of [
      [guests.listener, 't'.repeat(10)],
      [guests.poller, '>'],
    ]) {
      let sent = 0;
      const { ended } = start(process.execPath, [program, 'run', guest!], (process, out) => {
        if (out !== heard) return;
        setTimeout(() => {
          sent = performance.now();
          process.kill(signal);
        }, 400);
      });
      const { code, err } = await ended;
      expect(performance.now() - sent).toBeLessThan(1000);
      expect(code).toBe({ SIGINT: 130, SIGTERM: 143 }[signal]);
      expect(err).toMatch(
        /^hartlab: (?:interrupted|terminated) after \d+ instructions; hart 0 at 0x8020[0-9a-f]+ in S-mode\n$/,
      );
    }
  });

  test.skipIf(process.platform !== 'linux')('lets the host sleep while all harts do', async () => {
    const { child, ended } = start(process.execPath, [program, 'run', guests.listener]);
    /** Clock ticks of CPU time, fields 14 and 15 of proc(5)'s /proc/pid/stat; 100 are a second. */
    const used = () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return Number(fields[11]) + Number(fields[12]);
    };
    // Longer than it takes to come to rest.
    await later(3000);
    const before = used();
    await later(1000);
    expect(used() - before).toBeLessThan(20);
    child.kill('SIGTERM');
    await ended;
  });
});

describe('input that is complete', () => {
  const whole = 'abc and more.';
  writeFileSync(path('input'), whole);
  const quoted = (guest: string): string => `"${process.execPath}" "${program}" run --trace-hash "${guest}"`;
  const shell = (script: string) => {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', timeout: 20_000 });
    return { status, stdout, stderr };
  };

  test.each(['listener', 'poller', 'dbcn', 'legacy'] as const)('gives one run, however it comes: %s', (name) => {
    const run = quoted(guests[name]);
    const input = `"${path('input')}"`;
    const first = shell(`${run} <${input}`);
    expect(first.status).toBe(0);
    expect(first.stderr).toMatch(/^hartlab: trace hash [0-9a-f]{16} after \d+ instructions\n$/);
    spawnSync('mkfifo', [path(`fifo-${name}`)]);
    const fifo = `"${path(`fifo-${name}`)}"`;
    for (const script of [
      `cat ${input} | ${run}`,
      `printf '${whole}' | ${run}`,
      `(cat ${input}; sleep 3) | ${run}`,
      `cat ${input} >${fifo} & ${run} <${fifo}`,
      `${run} < <(cat ${input})`,
    ])
      expect(shell(script), script).toEqual(first);
  });

  test.each(['<&-', '</dev/null', '0</dev/null', '-serial null'])('is none with %s', (redirection) => {
    expect(shell(`${quoted(guests.listener)} ${redirection}`)).toMatchObject({
      status: 4,
      stdout: redirection === '-serial null' ? '' : 'tttttttttt',
    });
  });

  test.each([
    ['<.', 'EISDIR'],
    ['0>"$0"', 'EBADF'],
  ])('is refused in one line where it cannot be read: %s', (redirection, code) => {
    const { status, stderr } = shell(
      `set -- && ${quoted(guests.poller)} ${redirection.replace('$0', path('write-only'))}`,
    );
    expect(status).toBe(74);
    expect(stderr).toMatch(new RegExp(`^hartlab: cannot read standard input: .*${code}.*\\n$`));
  });
});

test.each([
  ['listener', /t[^t]*(?:t[^t]*){9}$/],
  ['dbcn', /^>(?:y\n){1000}/],
] as const)('an endless pipe is held back, and a signal ends the run: %s', async (name, heard) => {
  let resident = 0;
  let sent = 0;
  // The pipe's other end is a process that writes for ever.
  const script = `yes | (echo $BASHPID >&2; exec "${process.execPath}" "${program}" run "${guests[name]}")`;
  let pid = 0;
  const { child, ended } = start('bash', ['-c', script], (_, out) => {
    if (sent > 0 || !heard.test(out)) return;
    const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    resident = Number(kibibytes);
    sent = performance.now();
    process.kill(pid, 'SIGTERM');
  });
  child.stderr?.once('data', (line: Buffer) => (pid = Number(line.toString())));
  const { err } = await ended;
  expect(performance.now() - sent).toBeLessThan(1000);
  expect(err).toMatch(/^\d+\nhartlab: terminated after \d+ instructions;/);
  expect(resident).toBeGreaterThan(10_000);
  expect(resident).toBeLessThan(400_000);
});

describe('--record and --replay', () => {
  const summary = ({ code, out, err }: Ended) => ({
    code,
    out,
    hash: /trace hash [0-9a-f]{16} after \d+/.exec(err)?.[0],
  });

  test.each(['listener', 'poller', 'dbcn', 'legacy'] as const)(
    'a conversation again, bit for bit: %s',
    async (name) => {
      const record = path(`record-${name}`);
      const first = await converse(
        [guests[name], '-smp', '2', '--trace-hash', '--record', record],
        [
          [/[>mt]$/, 'ab'],
          [/b$/, 'c'],
          [/c$/, '.'],
        ],
      );
      expect(first.err).toMatch(/; input came while it ran, and the hash is of when: --record FILE keeps that\n$/);
      const again = start(process.execPath, [
        program,
        'run',
        guests[name],
        '-smp',
        '2',
        '--trace-hash',
        '--replay',
        record,
      ]);
      const second = await again.ended;
      expect(summary(second)).toEqual(summary(first));
      expect(second.err).not.toContain('input came while it ran');
    },
  );

  test('a run that was killed is recorded as far as it came', async () => {
    const record = path('record-killed');
    const { child, ended } = start(
      process.execPath,
      [program, 'run', guests.listener, '--record', record],
      (process, out) => {
        if (out === 't'.repeat(10)) setTimeout(() => process.stdin?.write('kept'), 400);
        if (out.endsWith('kept')) process.kill('SIGKILL');
      },
    );
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
    const again = await start(process.execPath, [program, 'run', guests.listener, '--replay', record]).ended;
    expect(again).toMatchObject({ code: 0, out: 'ttttttttttkept' });
    expect(again.err).toMatch(
      /^hartlab: the recording ends after \d+ instructions; hart 0 at 0x[0-9a-f]+ in S-mode\n$/,
    );
  });

  test.each([
    ['no recording', sources.echo, /^hartlab: .* is no recording/],
    ['one of another payload', `hartlab-input 1 ${'0'.repeat(16)}\n`, /was recorded with another payload/],
    ['one with a bad line', `hartlab-input 1 ${'0'.repeat(16)}\n5 what\n`, /^hartlab: line 2 of .* is no event/],
  ])('%s is refused in one line', async (_, text, message) => {
    writeFileSync(path('bad'), text);
    const { code, out, err } = await start(process.execPath, [program, 'run', 'hello', '--replay', path('bad')]).ended;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).toMatch(/^[^\n]+\n$/);
  });
});
