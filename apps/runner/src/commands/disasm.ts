import { parseIsa } from '@hartlab/isa';
import { command } from '../command.ts';
import { listing } from '../listing.ts';
import { Lines } from '../output.ts';
import { payloadImage } from '../payload.ts';

export const disassembleImage = command({
  name: 'disasm',
  summary: 'print a listing of a payload or a shipped guest, with symbols',
  details: 'The payload is an ELF file, a Linux Image, a raw binary or the name of a shipped guest.',
  argument: { name: '<payload>', help: 'the file, or the name of a guest' },
  options: ['bios', 'cpu', 'handler'],
  examples: ['hartlab disasm x.elf', 'hartlab disasm world-switch --handler preserving'],
  async run(io, { bios, cpu = parseIsa('max'), handler = 'minimal' }, payload = '') {
    const image = payloadImage(payload, handler, bios === 'none' ? 'none' : 'built-in');
    const lines = new Lines(io.stdout);
    for (const line of listing(image, cpu)) lines.write(line);
    lines.flush();
    return 'passed';
  },
});
