import { parseCpu } from '@hartlab/isa';
import { command } from '../command.ts';
import { listing } from '../listing.ts';
import { payloadImage } from '../payload.ts';
import { warn } from '../warn.ts';
import { goThrough } from '../work.ts';
import { Writer } from '../writer.ts';

export const disassembleImage = command({
  name: 'disasm',
  summary: 'print a listing of a payload or a shipped guest, with symbols',
  details: 'The payload is an ELF file, a Linux Image, a raw binary or the name of a shipped guest.',
  argument: { name: '<payload>', help: 'the file, or the name of a guest' },
  options: ['bios', 'cpu', 'handler'],
  examples: ['hartlab disasm x.elf', 'hartlab disasm world-switch --handler preserving'],
  async run(io, { bios, cpu = parseCpu('max'), handler = 'minimal' }, payload = '') {
    io.signals.say(`loading ${payload}`);
    const image = await payloadImage(payload, handler, bios === 'none' ? 'none' : 'built-in');
    warn(image.warnings, io);
    io.signals.say(`listing ${payload}`);
    const writer = new Writer(io.stdout);
    let lines = 0;
    await goThrough(
      listing(image, cpu.isa),
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
