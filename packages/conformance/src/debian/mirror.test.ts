import { expect, test } from 'vitest';
import { suiteOf } from './mirror.ts';

test('the suite of a host is what os-release calls it', () => {
  expect(suiteOf('NAME="Debian GNU/Linux"\nVERSION_CODENAME=bookworm\nID=debian\n')).toBe('bookworm');
  expect(suiteOf('ID=debian\nVERSION_CODENAME="trixie"\n')).toBe('trixie');
});

test.each(['NAME=Alpine\n', 'ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n', 'VERSION_CODENAME=noble\n', ''])(
  'a host that is no Debian has none: %j',
  (release) => expect(suiteOf(release)).toBeUndefined(),
);
