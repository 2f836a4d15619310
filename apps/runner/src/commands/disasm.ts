import { parseCpu } from '@hartlab/isa';
import { command } from '../command.ts';
import { listing } from '../listing.ts';
import { namingOf } from '../naming.ts';
import { payloadImage } from '../payload.ts';
import { warn } from '../warn.ts';
import { goThrough } from '../work.ts';
import { Writer } from '../writer.ts';

export const disassembleImage = command({
  name: 'disasm',
  summary: 'print a listing of a payload or a shipped guest, with symbols',
  details: 'The payload is an ELF file, a Linux Image, either compressed, a raw binary or the name of a shipped guest.',
  argument: { name: '<payload>', help: 'the file, or the name of a guest' },
  options: ['bios', 'cpu', 'handler', 'symbols'],
  examples: ['hartlab disasm x.elf', 'hartlab disasm world-switch --handler preserving'],
  async run(io, flags, payload = '') {
    const { bios, cpu = parseCpu('max'), handler = 'minimal' } = flags;
    io.signals.say(`loading ${payload}`);
    const image = await payloadImage(payload, handler, bios === 'none' ? 'none' : 'built-in');
    const { symbols, warnings } = namingOf(flags, [{ what: 'the payload', image, path: payload }], payload);
    warn([...(image.warnings ?? []), ...warnings], io);
    io.signals.say(`listing ${payload}`);
    const writer = new Writer(io.stdout);
    let lines = 0;
    await goThrough(
      listing({ ...image, symbols }, cpu.isa),
      io,
      (line) => {
        writer.line(line);
        lines++;
      },
      () => `line ${lines} of the listing`,
    );
    writer.flush();
    return 'passed';
  },
});
