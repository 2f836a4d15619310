import { expect, test } from 'vitest';
import { Dialogue } from './dialogue.ts';

const shell = (script: string): Dialogue => new Dialogue(['sh', '-c', script]);

test('what is said comes to the program, and what it answers is heard once, in order', async () => {
  const dialogue = shell(
    'printf "name? "; read name; echo "a $name"; printf "name? "; read name; echo "b $name"; exit 7',
  );
  for (const name of ['first', 'second']) {
    await dialogue.hear('name? ', 10);
    dialogue.say(`${name}\n`);
  }
  expect(await dialogue.hear(' second', 10)).toBe('b');
  expect(await dialogue.end).toEqual({ code: 7, signal: null });
  expect(dialogue.heard).toBe('name? a first\nname? b second\n');
});

test('what it says to stderr is heard by itself', async () => {
  const dialogue = shell('echo both; echo both >&2; echo more >&2');
  expect(await dialogue.hear('more', 10, 'stderr')).toBe('both\n');
  expect(await dialogue.hear('both', 10)).toBe('');
  await expect(dialogue.hear('both', 10, 'stderr')).rejects.toThrow('it ended without "both"');
});

test('a program that ends without what is waited for is told of, with what it said last', async () => {
  await expect(shell('echo first; echo "no disk" >&2').hear('login: ', 10)).rejects.toThrow(
    /^it ended without "login: "; last it said: /,
  );
});

test('a program that only waits is ended when the time is over', async () => {
  const dialogue = shell('echo waits; exec sleep 60');
  await expect(dialogue.hear('login: ', 0.2)).rejects.toThrow('0.2 s passed without "login: "; last it said: waits');
  expect(await dialogue.end).toEqual({ code: null, signal: 'SIGKILL' });
});

test('the time that a program has used is told while it runs', async () => {
  const dialogue = shell('n=0; while [ $n -lt 200000 ]; do n=$((n + 1)); done; echo done; read end');
  await dialogue.hear('done', 60);
  expect(dialogue.seconds).toBeGreaterThan(0.01);
  dialogue.say('\n');
  await dialogue.end;
});
