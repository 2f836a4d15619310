import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { guestImage } from '@hartlab/lab';
import { BufferConsole, dataOf, Machine, type MachineOptions, userNetwork, type VirtioPlug } from '@hartlab/machine';
import { Each, Either, OneOf } from '@hartlab/sse';
import { afterAll, expect, test } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';
import { decodeSnapshotFile, VERSION } from './snapshot-file.ts';
import { temporaryDirectory } from './testing/payload.ts';

/**
 * What each version of the format is, as a digest of what the files have in them. Rows are added and never changed: a number
 * means one format for ever.
 */
const formats: Readonly<Record<string, string>> = {
  2: 'c79f4a13abbdb80d',
};

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

/** What data is made of, in words; of a list, what its elements are. */
const inWords = (form: unknown): string => {
  const all = (forms: readonly unknown[]): string => [...new Set(forms.map(inWords))].toSorted().join('|');
  if (form instanceof Each) return `[${inWords(form.element)}]`;
  if (form instanceof Either) return all(form.forms);
  if (form instanceof OneOf)
    return form.values.map((value) => (typeof value === 'string' ? value : typeof value)).join('|');
  if (Array.isArray(form)) return `[${all(form)}]`;
  if (form instanceof Uint8Array) return 'bytes';
  if (form instanceof Uint32Array) return 'words';
  if (typeof form !== 'object' || form === null) return typeof form;
  const members = Object.entries(form).filter(([, value]) => value !== undefined);
  return `{${members
    .map(([key, value]) => `${key}: ${inWords(value)}`)
    .toSorted()
    .join(', ')}}`;
};

/** All that a machine can have. */
const plugs: Readonly<Record<VirtioPlug['type'], VirtioPlug>> = {
  block: { type: 'block', image: { sectors: 8, read: () => {} }, isReadOnly: false },
  entropy: { type: 'entropy', seed: 0n },
  net: { type: 'net', network: userNetwork(), mac: [2, 0, 0, 0, 0, 1] },
  console: { type: 'console', ports: [{ number: 0, isConsole: true, end: 'console' }], portsMost: 2 },
  '9p': {
    type: '9p',
    tag: 'share',
    directory: {
      facts: () => ({ kind: 'directory', size: 0, isExecutable: true }),
      list: () => [],
      read: () => new Uint8Array(),
      target: () => '',
    },
  },
};
const machine = (options: Partial<MachineOptions>): Machine =>
  new Machine({
    bios: 'built-in',
    kernel: guestImage('hello', 'minimal'),
    console: new BufferConsole(),
    semihosting: {},
    virtio: { devices: Object.fromEntries(Object.values(plugs).map((plug, slot) => [slot, plug])) },
    ...options,
  });

test('the version is that of the format', async () => {
  const path = join(directory, 'x.snap');
  await main(['run', 'hello', '--save', path, '--at', '30'], recordedIo());
  const { description, parts } = await decodeSnapshotFile(readFileSync(path), path, () => 1e9);
  const machines = [{ aclint: true }, { aia: 'aplic-imsic', aiaGuests: 1 } as const, { aia: 'aplic' } as const].map(
    (board) => machine({ board }),
  );
  // HTIF is where a program has the symbol for it.
  const tohost = { ...guestImage('hello', 'minimal'), symbols: [{ name: 'tohost', address: 0x8040_0000n, size: 8n }] };
  const state = [...machines, machine({ kernel: tohost })].map(({ form }) => inWords(form));
  const words = [inWords(description), ...parts.slice(0, 1).map((part) => inWords(dataOf(part))), ...state].join('\n');
  const digest = createHash('sha256').update(words).digest('hex').slice(0, 16);
  expect(Object.keys(formats).at(-1)).toBe(VERSION);
  expect(
    formats[VERSION],
    `what a snapshot has in it is not what version ${VERSION} says: make VERSION in snapshot-file.ts ${Number(VERSION) + 1}, and add ${Number(VERSION) + 1}: '${digest}' here`,
  ).toBe(digest);
  expect(new Set(Object.values(formats)).size).toBe(Object.keys(formats).length);
});
