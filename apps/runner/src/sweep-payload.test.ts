import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImage } from '@hartlab/machine';
import { afterAll, describe, expect, test } from 'vitest';
import { sweepPayload } from './sweep-payload.ts';
import { whereOf } from './where.ts';
import { rawPayload, sources, temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

/** A firmware at 0x80000000, and a list of what is in it. */
const bytes = new Uint8Array(64).fill(0x13);
const firmware = { file: 'fw.bin', bytes, sha256: '', image: readImage(bytes, 'firmware') };
const path = join(directory, 'System.map');
writeFileSync(path, '80000000 T _fw_start\n80000010 T sbi_sse_inject\n');
const symbols = [{ path, word: path }];

describe('a firmware that is a file', () => {
  test('has its names beside those of a guest', async () => {
    const payload = await sweepPayload('world-switch', { symbols }, firmware);
    expect(payload.symbol(0x8000_0014n)).toBe('sbi_sse_inject+0x4');
    expect(payload.symbol(payload.address('sweep_begin'))).toBe('sweep_begin');
  });

  test('and beside those of a file', async () => {
    const word = rawPayload(directory, 'spin', sources.spin);
    const list = join(directory, 'spin.map');
    writeFileSync(list, '80200000 t spin\n');
    const given = { symbols: [...symbols, { path: list, word: list }], begin: whereOf('spin') };
    const payload = await sweepPayload(word, given, firmware);
    expect([payload.symbol(0x8000_0014n), payload.symbol(0x8020_0000n)]).toEqual(['sbi_sse_inject+0x4', 'spin']);
    expect(payload.window.begin).toEqual({ address: 0x8020_0000n, time: 1 });
  });

  test('is what symbols of a guest are for', async () => {
    await expect(sweepPayload('world-switch', { symbols })).rejects.toThrow(/has its own symbols/);
  });
});
