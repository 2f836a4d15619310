import { describe, expect, test } from 'vitest';
import { StoredPages } from './stored-pages.ts';

/** How many stores make page 5 one of data, of so many bytes at places so far from each other, or one behind the other. */
function storesUntil(
  pages: StoredPages,
  { bytes = 1, distance = 0, replaces = false, isUsed = false, most = 100_000 } = {},
): number {
  for (let count = 1; count <= most; count++) {
    const begin = (count * (distance || bytes)) % 4096;
    if (pages.becomesData(5, begin, begin + bytes, replaces, isUsed)) return count;
  }
  return Infinity;
}

describe('a page of code becomes one of data', () => {
  test('where it is filled, and later where its code seems to be used', () => {
    expect(storesUntil(new StoredPages())).toBe(256);
    expect(storesUntil(new StoredPages(), { bytes: 8 })).toBe(32);
    expect(storesUntil(new StoredPages(), { bytes: 64, isUsed: true })).toBe(32);
    expect(storesUntil(new StoredPages(), { bytes: 4096, isUsed: true })).toBe(1);
  });

  test('after many stores to it anywhere', () => {
    expect(storesUntil(new StoredPages(), { distance: 16 })).toBe(256);
    expect(storesUntil(new StoredPages(), { distance: 16, isUsed: true })).toBe(65_536);
    expect(storesUntil(new StoredPages(), { distance: 16, isUsed: true, replaces: true })).toBe(256);
  });

  test('later where it became one before and its code stayed, until that is replaced', () => {
    const pages = new StoredPages();
    const scattered = { distance: 16 };
    expect(storesUntil(pages, scattered)).toBe(256);
    expect(storesUntil(pages, scattered)).toBe(65_536);
    expect(storesUntil(pages, { ...scattered, replaces: true })).toBe(256);
    expect(storesUntil(pages, scattered)).toBe(256);
    // What fills it says nothing about its code.
    const filled = new StoredPages();
    expect(storesUntil(filled)).toBe(256);
    expect(storesUntil(filled, scattered)).toBe(256);
  });

  test('whatever was stored to others, or before it was looked at anew', () => {
    const pages = new StoredPages();
    expect(storesUntil(pages, { distance: 16, most: 255 })).toBe(Infinity);
    expect(pages.becomesData(6, 0, 1, false, false)).toBe(false);
    pages.forget(5);
    expect(storesUntil(pages, { distance: 16 })).toBe(256);
  });
});
