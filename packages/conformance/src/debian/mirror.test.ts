import { expect, test } from 'vitest';
import { suiteOf } from './mirror.ts';

test('the suite of a host is what os-release calls it', () => {
  expect(suiteOf('NAME="Debian GNU/Linux"\nVERSION_CODENAME=bookworm\nID=debian\n')).toBe('bookworm');
  expect(suiteOf('VERSION_CODENAME="trixie"\n')).toBe('trixie');
  expect(suiteOf('NAME=Alpine\n')).toBeUndefined();
});
