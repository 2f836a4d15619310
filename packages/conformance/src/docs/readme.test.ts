import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatWithOptions } from 'node:util';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { root } from '../repository.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);
const directory = join(root, 'packages/conformance/.readme/');

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What an example says it prints: the comments at the ends of the lines that call console.log. */
const promised = (code: string) => [...code.matchAll(/console\.log.*\/\/ (.*)$/gm)].map(([, text]) => text);

describe('every example in the README prints what it says', () => {
  test.each(examples.map((code, number) => [/from '(@hartlab\/\w+)'/.exec(code)?.[1] ?? '', number, code] as const))(
    '%s',
    async (_name, number, code) => {
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
});
