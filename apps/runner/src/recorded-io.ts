import type { Io } from './io.ts';
import { Signals } from './signals.ts';

/** For tests: an `Io` that has `input` to read and remembers what was written. */
export const recordedIo = (input = ''): Io & { readonly out: () => string; readonly err: () => string } => {
  const written = { out: '', err: '' };
  const output = (name: keyof typeof written) => ({
    isTerminal: false,
    write: (data: string | Uint8Array) => {
      written[name] += typeof data === 'string' ? data : new TextDecoder().decode(data);
    },
  });
  const chunks = input === '' ? [] : [new TextEncoder().encode(input)];
  return {
    stdin: {
      isTerminal: false,
      open: () => undefined,
      take: () => chunks.shift() ?? 'end',
      close: () => undefined,
    },
    stdout: output('out'),
    stderr: output('err'),
    signals: new Signals(),
    environment: {},
    debug: false,
    out: () => written.out,
    err: () => written.err,
  };
};
