import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';
import { VERSION } from './snapshot-file.ts';
import { elfBytes, rawPayload, sources, temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const inside = (name: string): string => join(directory, name);

const hartlab = async (argv: readonly string[]) => {
  const io = recordedIo();
  const code = await main(['run', ...argv], io);
  return { code, out: io.out(), err: io.err() };
};

describe('refused in one line is', () => {
  const refused = async (words: readonly string[], why: string | RegExp) => {
    const { code, out, err } = await hartlab(words);
    expect([code, out], err).toEqual([2, '']);
    expect(err).toMatch(/^hartlab: [^\n]+\n$/);
    expect(err).toMatch(why);
  };
  /** The file of a run with its second line replaced, and a right hash. */
  const forged = async (change: (description: Record<string, unknown>) => unknown, more = (body: Buffer) => body) => {
    const file = inside('good.snap');
    await hartlab(['hello', '--save', file, '--at', '30']);
    const [, second = '', ...body] = readFileSync(file).toString('latin1').split('\n');
    const description = JSON.stringify(change(JSON.parse(second) as Record<string, unknown>));
    const rest = Buffer.concat([Buffer.from(`${description}\n`), more(Buffer.from(body.join('\n'), 'latin1'))]);
    const hash = createHash('sha256').update(rest).digest('hex');
    writeFileSync(inside('forged.snap'), Buffer.concat([Buffer.from(`hartlab-snapshot ${VERSION} ${hash}\n`), rest]));
    return ['--restore', inside('forged.snap')];
  };

  test('a file that is not there, empty, or something else', async () => {
    await refused(['--restore', inside('nowhere')], /cannot read the snapshot/);
    writeFileSync(inside('empty.snap'), '');
    await refused(['--restore', inside('empty.snap')], /is empty/);
    writeFileSync(inside('elf.snap'), elfBytes());
    await refused(['--restore', inside('elf.snap')], /is no snapshot/);
    await refused(['--restore', ''], /give the path of a file/);
  });

  test('a file of another version', async () => {
    expect(await hartlab(await forged((same) => same))).toMatchObject({
      code: 0,
      out: expect.stringContaining('from') as unknown,
    });
    await refused(
      await forged((its) => ({ ...its, hartlab: '9.9.9' })),
      /was saved by hartlab 9\.9\.9, and this is \d/,
    );
    await refused(await forged((its) => ({ ...its, layout: '0' })), /hold their state in another way/);
    await refused(await forged(() => null), /was saved by hartlab undefined/);
  });

  test('a file that says something else of its machine than it holds', async () => {
    const withFlags = (flags: Record<string, unknown>) => (its: Record<string, unknown>) => ({
      ...its,
      flags: { ...(its['flags'] as object), ...flags },
    });
    await refused(
      await forged(withFlags({ smp: '2' })),
      /cannot be restored: the snapshot is of a machine with 1 harts.*; this one has 2 harts/,
    );
    await refused(
      await forged(withFlags({ m: '65536K' })),
      /is of a machine with .*128 MiB.*this one has .*64 MiB|no place for page|what was loaded lies in no RAM/,
    );
    await refused(await forged(withFlags({ cpu: 'rva22s64' })), /the snapshot is of a machine with/);
    await refused(await forged(withFlags({ smp: '9' })), /is damaged: the number of SMP CPUs is/);
    await refused(await forged(withFlags({ smp: 2 })), /is damaged: it has no -smp/);
    await refused(await forged((its) => ({ ...its, flags: 7 })), /is damaged: it does not say of what run it is/);
    await refused(
      await forged(
        (its) => its,
        () => Buffer.alloc(0),
      ),
      /is damaged/,
    );
  });

  test('a place that is not there, or has passed', async () => {
    await hartlab(['hello', '--save', inside('good.snap'), '--at', '30']);
    await refused(['hello', '--save', inside('x.snap'), '--at', 'nowhere'], /hello has no symbol nowhere/);
    await refused(['--restore', inside('good.snap'), '--save', inside('x.snap'), '--at', '30'], /--at 30 has passed/);
    await refused(['hello', '--save', inside('x.snap'), '--at', ''], /give a symbol or 0x/);
  });

  test('one of --save and --at without the other', async () => {
    await refused(['hello', '--save', inside('x.snap')], /--save .*x\.snap needs --at WHERE/);
    await refused(['hello', '--at', '5'], /--at says where --save FILE saves the run/);
  });

  test('a file that the run reads, or writes otherwise', async () => {
    const pass = rawPayload(directory, 'pass', sources.pass);
    await refused([pass, '--save', pass, '--at', '1'], /--save .* would overwrite the payload/);
    await hartlab(['hello', '--save', inside('good.snap'), '--at', '30']);
    const again = ['--restore', inside('good.snap'), '--save', inside('good.snap'), '--at', '40'];
    await refused(again, /would overwrite the snapshot/);
    await refused(
      ['hello', '-D', inside('log'), '-d', 'int', '--save', inside('log'), '--at', '5'],
      /is written by another flag too/,
    );
    await refused(['hello', '--save', '-', '--at', '5'], /--save writes a file; give the path of one/);
    await refused(['hello', '--save', inside('no/such/x.snap'), '--at', '5'], /cannot write .* for --save/);
  });
});
