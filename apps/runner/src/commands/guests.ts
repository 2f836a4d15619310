import { guests, guestSource, handlers } from '@hartlab/lab';
import { command } from '../command.ts';
import { guestNamed } from '../guest-payload.ts';

/** All names fit, with two spaces behind the longest. */
const width = 2 + Math.max(...[guests, handlers].flatMap((table) => Object.keys(table)).map(({ length }) => length));

const lines = (table: Readonly<Record<string, string>>): string =>
  Object.entries(table)
    .map(([name, does]) => `  ${name.padEnd(width)}${does}\n`)
    .join('');

export const showGuests = command({
  name: 'guests',
  summary: 'list the shipped guests, or print the source of one',
  details: 'A guest is a small S-mode program for sweeps. Its source is GNU assembly: hartlab and GNU as both take it.',
  argument: { name: '[name]', help: 'the guest whose source to print' },
  options: ['handler', 'json'],
  examples: ['hartlab guests', 'hartlab guests user-return --handler forgetful', 'hartlab run hello'],
  async run(io, { handler = 'minimal', json }, name) {
    if (name !== undefined) io.stdout.write(guestSource(guestNamed(name), handler));
    else if (json) io.stdout.write(`${JSON.stringify({ guests, handlers }, undefined, 2)}\n`);
    else io.stdout.write(`Guests:\n${lines(guests)}\nSSE handlers, chosen with --handler:\n${lines(handlers)}`);
    return 'passed';
  },
});
