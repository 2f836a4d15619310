/**
 * Lists the section titles of a specification, from a checkout of its AsciiDoc sources, for the spec map:
 *
 *     node packages/conformance/scripts/list-sections.mjs <document> <main file>
 *
 * writes sections/<document>.txt: the document's title and commit in the first line, then one title a line, in the
 * document's order, indented by two spaces a level. The documents and their main files:
 *
 *     unpriv  riscv-isa-manual/src/unpriv/unpriv.adoc
 *     priv    riscv-isa-manual/src/priv/priv.adoc
 *     sbi     riscv-sbi-doc/riscv-sbi.adoc
 *     aia     riscv-aia/src/riscv-interrupts.adoc
 *     debug   riscv-debug-spec/riscv-debug-header.adoc, after `make -C build build-registers` there
 *
 * Markup does not count in a title: it is the text that a reader sees, without its fonts.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [document, main] = process.argv.slice(2);
if (!document || !main) {
  console.error('list-sections: give the name of the document and its main AsciiDoc file');
  process.exit(2);
}

const attributes = new Map([['nbsp', ' ']]);

/** What delimits blocks in which a line that begins with = is no title: comments, listings, literals, passthroughs. */
const verbatim = /^(?:\/{4,}|-{4,}|\.{4,}|\+{4,}|```.*)$/;

/** The lines of a file and of those that it includes, without verbatim blocks. */
function* linesOf(file) {
  let closing;
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    const line = text.trimEnd();
    if (closing !== undefined) {
      if (line === closing) closing = undefined;
    } else if (verbatim.test(line)) closing = line.startsWith('```') ? '```' : line;
    else {
      const included = /^include::(.*\.adoc)\[.*\]$/.exec(line)?.[1];
      if (included && !included.endsWith('-def.adoc')) yield* linesOf(join(dirname(file), included));
      else yield line;
    }
  }
}

const capitalized = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const argumentsOf = (text) => text.replaceAll('\\', '').replaceAll(',', ', ');

/** The text of a title: attributes and the macros of the manuals expanded, anchors and fonts removed. */
const plain = (title) =>
  title
    .replace(/(?<!\\)\{([\w-]+)\}/g, (reference, name) => attributes.get(name) ?? reference)
    .replace(/\[\[[^\]]*\]\]/g, '')
    .replace(/<<[^,>]*,\s*([^>]*)>>/g, '$1')
    .replace(/\binsn:([\w./]+)\[(.*?)\]/g, (_, name, given) => `${name.toUpperCase()} ${argumentsOf(given)}`.trim())
    .replace(/\bext(?:link)?:([\w*]+)\[\]/g, (_, name) => capitalized(name))
    .replace(/\bcsr::\[(\w+)\]/g, (_, field) => field.toUpperCase())
    .replace(/\bcsr:(\w+)\[(\w*)\]/g, (_, name, field) => (field ? `${name}.${field.toUpperCase()}` : name))
    .replace(/\(\(\((.*?)\)\)/g, '($1')
    .replace(/\(\(([^()]*)\)\)/g, '$1')
    .replace(/(?<!\w)([_*])(\S(?:.*?\S)?)\1(?!\w)/g, '$2')
    .replace(/[`^\u2060\u200b\u200d]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

let title;
const sections = [];
for (const line of linesOf(main)) {
  const attribute = /^:([\w-]+):\s+(.*)$/.exec(line);
  if (attribute) attributes.set(attribute[1], attribute[2]);
  const heading = /^(={1,6})\s+(.*)$/.exec(line);
  if (!heading) continue;
  const level = heading[1].length - 2;
  if (level >= 0) sections.push('  '.repeat(level) + plain(heading[2]));
  else title ??= plain(heading[2]);
}

const commit = execFileSync('git', ['-C', dirname(main), 'log', '-1', '--format=%h of %cs'], {
  encoding: 'utf8',
}).trim();
const output = fileURLToPath(new URL(`../sections/${document}.txt`, import.meta.url));
writeFileSync(output, [`${title}, commit ${commit}`, ...sections, ''].join('\n'));
console.log(`${document}: ${sections.length} sections of "${title}"`);
