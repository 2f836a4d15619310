import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatWithOptions } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { root } from '../repository.ts';

/** The READMEs of the repository and of each package. */
const readmes = ['', ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/`)]
  .map((folder) => `${folder}README.md`)
  .filter((path) => existsSync(join(root, path)));
const examples = readmes.flatMap((path) =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
    ([, code = '']) => [path, /from '(@hartlab\/\w+)'/.exec(code)?.[1] ?? '', code] as const,
  ),
);
const directory = join(root, 'packages/conformance/.readme/');

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What an example says it prints: the comments at the ends of the lines that call console.log. */
const promised = (code: string) => [...code.matchAll(/console\.log.*\/\/ (.*)$/gm)].map(([, text]) => text);

test.each(examples.map((example, number) => [...example, number] as const))(
  'the example in %s of %s prints what it says',
  async (_path, _name, code, number) => {
    mkdirSync(directory, { recursive: true });
    const file = `${directory}example-${number}.ts`;
    writeFileSync(file, code);
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await import(/* @vite-ignore */ file);
    const printed = log.mock.calls.map((call) => formatWithOptions({ colors: false }, ...call));
    log.mockRestore();
    expect(printed).toEqual(promised(code));
    expect(printed).not.toEqual([]);
  },
);

test('every package that others use has an example', () => {
  const packages = readmes.map((path) => path.split('/')[1]).filter((name) => name !== undefined);
  expect(packages.filter((name) => !examples.some(([path]) => path === `packages/${name}/README.md`))).toEqual([]);
});
