import { guests, handlers } from '@hartlab/lab';
import { expect, test } from 'vitest';
import { main } from './cli.ts';
import { commandsFor } from './commands/index.ts';
import { exits } from './exit.ts';
import { options } from './options.ts';
import { recordedIo } from './recorded-io.ts';

const commands = await commandsFor(undefined);

const hartlab = async (...argv: string[]) => {
  const io = recordedIo();
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
};

test('--help names every command and every exit code', async () => {
  const { code, out, err } = await hartlab('--help');
  expect(code).toBe(0);
  expect(err).toBe('');
  for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`${name}\\s+${summary.slice(0, 20)}`));
  for (const { code: number, meaning } of Object.values(exits)) expect(out).toContain(`${number}  ${meaning}`);
});

test.each(commands.map((command) => [command.name, command] as const))(
  '%s --help shows each flag as it is written here',
  async (name, command) => {
    const { code, out } = await hartlab(name, '--help');
    expect(code).toBe(0);
    for (const option of command.options) expect(out).toContain(options[option].flag);
    for (const example of command.examples) expect(out).toContain(example);
  },
);

test('help is --help', async () => {
  expect(await hartlab('help')).toEqual(await hartlab('--help'));
  expect(await hartlab('help', 'run')).toEqual(await hartlab('run', '--help'));
});

test('--version', async () => {
  expect(await hartlab('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test.each([
  [[], 'give a command; hartlab --help lists them'],
  [['polcies'], "unknown command 'polcies' (Did you mean policies?)"],
  [['policies', '--jsn'], "unknown option '--jsn' (Did you mean --json?)"],
  [['policies', 'private'], "too many arguments for 'policies'. Expected 0 arguments but got 1."],
])('%j is refused in one line', async (argv, message) => {
  const { code, out, err } = await hartlab(...argv);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toBe(`hartlab: ${message}\n`);
});

test('guests and handlers are listed in one column, and what they are for in another', async () => {
  const { out } = await hartlab('guests');
  const listed = [...out.matchAll(/^ {2}(\S+)( {2,})(\S.*)$/gm)];
  expect(Object.fromEntries(listed.map(([, name, , does]) => [name, does]))).toEqual({ ...guests, ...handlers });
  expect(new Set(listed.map(([, name = '', space = '']) => name.length + space.length)).size).toBe(1);
});

test('the keys of the option table are the names under which commander stores the values', () => {
  for (const [key, row] of Object.entries(options)) {
    const name = row.flag.replace(/^-+/, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(name).toBe(key);
  }
});
