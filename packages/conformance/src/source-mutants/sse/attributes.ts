import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** What an attribute may be given, when, by whom, and which error comes first. */
const ofAttributes = mutantsOf(
  'packages/sse/src/attributes.ts',
  ['packages/sse/src/attribute-range.test.ts'],
  [
    {
      id: 'S36',
      title: 'PRIORITY can be written while the event is enabled',
      find: "writable('PRIORITY', whileNotEnabled, ",
      replace: "writable('PRIORITY', ",
    },
    {
      id: 'S37',
      title: 'the value of PRIORITY is judged before the state',
      find: 'whileNotEnabled, onlyBits(0xffff_ffffn)',
      replace: 'onlyBits(0xffff_ffffn), whileNotEnabled',
    },
    {
      id: 'S38',
      title: 'the upper half of PRIORITY is dropped in silence',
      find: "writable('PRIORITY', whileNotEnabled, onlyBits(0xffff_ffffn))",
      replace: "writable('PRIORITY', whileNotEnabled)",
    },
    {
      id: 'S39',
      title: 'CONFIG has reserved bits that can be set',
      find: 'onlyBits(BigInt(ONE_SHOT))',
      replace: 'onlyBits(3n)',
    },
    {
      id: 'S40',
      title: 'the value of CONFIG is judged before the state',
      find: 'whileNotEnabled, onlyBits(BigInt(ONE_SHOT))',
      replace: 'onlyBits(BigInt(ONE_SHOT)), whileNotEnabled',
    },
    {
      id: 'S41',
      title: 'PRIORITY, CONFIG and PREFERRED_HART can be written only before the event is registered',
      find: "inStates('UNUSED', 'REGISTERED')",
      replace: "inStates('UNUSED')",
    },
    {
      id: 'S42',
      title: 'PREFERRED_HART of a local event can be written',
      find: 'whileNotEnabled, globalOnly, startedHart',
      replace: 'whileNotEnabled, startedHart',
    },
    {
      id: 'S43',
      title: 'PREFERRED_HART of a local event is denied before the state is looked at',
      find: 'whileNotEnabled, globalOnly, startedHart',
      replace: 'globalOnly, whileNotEnabled, startedHart',
    },
    {
      id: 'S44',
      title: 'the hart in PREFERRED_HART is judged before the event is known to be global',
      find: 'globalOnly, startedHart)',
      replace: 'startedHart, globalOnly)',
    },
    {
      id: 'S45',
      title: 'a global event can prefer a hart that is not started',
      find: 'globalOnly, startedHart)',
      replace: 'globalOnly)',
    },
    {
      id: 'S46',
      title: 'PREFERRED_HART is judged as 32 bits',
      find: 'isStartedHart(value) ?',
      replace: 'isStartedHart(BigInt.asUintN(32, value)) ?',
    },
    {
      id: 'S47',
      title: 'what was interrupted can be written as soon as the event is enabled',
      find: "const whileRunning = inStates('RUNNING');",
      replace: "const whileRunning = inStates('ENABLED', 'RUNNING');",
    },
    {
      id: 'S48',
      title: 'the state is judged before the value of INTERRUPTED_FLAGS',
      find: 'onlyBits(INTERRUPTED_FLAGS_MASK), whileRunning, ',
      replace: 'whileRunning, onlyBits(INTERRUPTED_FLAGS_MASK), ',
    },
    {
      id: 'S49',
      title: 'INTERRUPTED_FLAGS has reserved bits that can be set',
      find: 'onlyBits(INTERRUPTED_FLAGS_MASK), ',
      replace: '',
    },
    {
      id: 'S50',
      title: 'any hart can write INTERRUPTED_SEPC of a global event',
      find: "writable('INTERRUPTED_SEPC', whileRunning, byHandlingHart)",
      replace: "writable('INTERRUPTED_SEPC', whileRunning)",
    },
    {
      id: 'S51',
      title: 'the hart is judged before the state',
      find: "writable('INTERRUPTED_A6', whileRunning, byHandlingHart)",
      replace: "writable('INTERRUPTED_A6', byHandlingHart, whileRunning)",
    },
    {
      id: 'S52',
      title: 'a write of a read-only attribute is ignored in silence',
      find: "if (!access) return 'DENIED';",
      replace: 'if (!access) return undefined;',
    },
    {
      id: 'S53',
      title: 'STATUS does not say that the event is pending',
      find: '(BigInt(pending) << 2n)',
      replace: '0n',
    },
    {
      id: 'S54',
      title: 'STATUS says of every event that it can be injected',
      find: '(BigInt(injectable) << 3n)',
      replace: '8n',
    },
  ],
);

/** Which range of attributes, in which memory, is moved how. */
const ofRanges = mutantsOf(
  'packages/sse/src/attribute-range.ts',
  ['packages/sse/src/attribute-range.test.ts'],
  [
    {
      id: 'S55',
      title: 'a range of no attribute is valid',
      find: "if (attr_count === 0) return err('INVALID_PARAM');",
      replace: '',
    },
    {
      id: 'S56',
      title: 'a range of no attribute beyond the last is BAD_RANGE',
      find: 'if (attr_count === 0)',
      replace: 'if (attr_count === 0 && base_attr_id <= attributes.length)',
    },
    {
      id: 'S57',
      title: 'a range wraps in 32 bits',
      find: 'if (base_attr_id + attr_count >',
      replace: 'if ((base_attr_id + attr_count) >>> 0 >',
    },
    {
      id: 'S58',
      title: 'the last attribute is out of range',
      find: 'base_attr_id + attr_count > attributes.length',
      replace: 'base_attr_id + attr_count >= attributes.length',
    },
    {
      id: 'S59',
      title: 'memory is aligned to four bytes',
      find: 'phys_lo % BigInt(WIDTH)',
      replace: 'phys_lo % 4n',
    },
    {
      id: 'S60',
      title: 'the upper half of an address does not count',
      find: 'physicalAddress(phys_lo, phys_hi)',
      replace: 'physicalAddress(phys_lo, 0n)',
    },
    {
      id: 'S61',
      title: 'only the first attribute has to lie in memory of the supervisor',
      find: 'length: BigInt(attr_count * WIDTH)',
      replace: 'length: BigInt(Math.min(attr_count, 1) * WIDTH)',
    },
    {
      id: 'S62',
      title: 'read_attrs writes where the supervisor may only read',
      find: "memory.accessible('write', address, length)",
      replace: "memory.accessible('read', address, length)",
    },
    {
      id: 'S63',
      title: 'read_attrs judges the event before the memory',
      find: "if (!memory.accessible('write', address, length)) return err('INVALID_ADDRESS');\n  const event = find();\n  if ('error' in event) return event;",
      replace:
        "const event = find();\n  if ('error' in event) return event;\n  if (!memory.accessible('write', address, length)) return err('INVALID_ADDRESS');",
    },
    {
      id: 'S64',
      title: 'write_attrs judges the event before the memory',
      find: 'const bytes = memory.read(address, length);\n  if (!bytes)',
      replace:
        "const bytes = memory.read(address, length);\n  const early = find();\n  if ('error' in early) return early;\n  if (!bytes)",
    },
    {
      id: 'S65',
      title: 'attribute i is read to offset 8 * i from the start of all attributes',
      find: 'bytes.setBigUint64(i * WIDTH, ',
      replace: 'bytes.setBigUint64((range.base_attr_id + i) * WIDTH, ',
    },
    {
      id: 'S66',
      title: 'attributes are written from memory as big-endian numbers',
      find: 'values.getBigUint64(i * WIDTH, true)',
      replace: 'values.getBigUint64(i * WIDTH, false)',
    },
    {
      id: 'S67',
      title: 'attributes before the first bad one are written',
      find: '    if (refused) return err(refused);',
      replace: '    if (refused) return err(refused);\n    put(attribute.write!.put(event, value));',
    },
    {
      id: 'S68',
      title: 'the error of write_attrs is that of the last bad attribute',
      find: 'for (const { attribute, value } of writes) {',
      replace: 'for (const { attribute, value } of writes.toReversed()) {',
    },
    {
      id: 'S69',
      title: 'write_attrs reads memory once to check it and once to use it',
      find: '  put(writes.reduce(',
      replace: '  memory.read(address, length);\n  put(writes.reduce(',
    },
    {
      id: 'S70',
      title: 'only the first attribute of a range is written',
      find: '  put(writes.reduce(',
      replace: '  put(writes.slice(0, 1).reduce(',
    },
  ],
);

/** Attributes, one and many. */
export const sseAttributeMutants: readonly SourceMutant[] = [...ofAttributes, ...ofRanges];
