import {
  allOnes,
  isShared,
  uint32,
  wordAt,
  withHart,
  withWords,
  type CallWorld,
  type ChannelFacts,
} from './call-world.ts';
import type { Call } from '../judging/protocol.ts';
import type { ErrorName } from '../error-codes.ts';
import type { ErrorTable } from './error-table.ts';
import { expected, hexOf, type Expectation, type Outcome } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import {
  can,
  EVENTS_STATE,
  EVENTS_STATE_CONTROL,
  MSG_DATA_MAX_LEN,
  MSI,
  MSI_CONTROL,
  NOTIFICATIONS,
  PROTOCOLS,
  SEND_WITH,
  SEND_WITHOUT,
  shmemOf,
  STANDARD,
} from './channel-attributes.ts';
import { mpxyTries } from './mpxy-tries.ts';
import { expectArea } from './shared-area.ts';

const table = (section: string, name: string, rows: readonly ErrorName[]): ErrorTable => ({
  section,
  title: `MPXY ${name} Errors`,
  rows,
});
const messageErrors: readonly ErrorName[] = ['INVALID_PARAM', 'NOT_SUPPORTED', 'NO_SHMEM', 'TIMEOUT', 'IO', 'FAILED'];
const size: ErrorTable = { section: 'sbi "Function: Get shared memory size (FID #0)"', rows: [] };
const share = table('sbi "Function: Set shared memory (FID #1)"', 'Set Shared Memory', [
  'INVALID_PARAM',
  'INVALID_ADDRESS',
  'FAILED',
]);
const ids = table('sbi "Function: Get Channel IDs (FID #2)"', 'Get Channel IDs', [
  'INVALID_PARAM',
  'NO_SHMEM',
  'DENIED',
  'FAILED',
]);
const attributeErrors: readonly ErrorName[] = ['INVALID_PARAM', 'NOT_SUPPORTED', 'BAD_RANGE', 'NO_SHMEM'];
const read = table('sbi "Function: Read Channel Attributes (FID #3)"', 'Read Channel Attributes', [
  ...attributeErrors,
  'FAILED',
]);
const write = table('sbi "Function: Write Channel Attributes (FID #4)"', 'Write Channel Attributes', [
  ...attributeErrors,
  'DENIED',
  'FAILED',
]);
const withResponse = table(
  'sbi "Function: Send Message with Response (FID #5)"',
  'Send Message with Response',
  messageErrors,
);
const withoutResponse = table(
  'sbi "Function: Send Message without Response (FID #6)"',
  'Send Message without Response',
  messageErrors,
);
const notify = table('sbi "Function: Get Notifications (FID #7)"', 'Get Notifications', [
  'NOT_SUPPORTED',
  'NO_SHMEM',
  'IO',
  'FAILED',
]);
const attributes = 'sbi "Message Channel Attributes", MPXY Channel Attributes';
const setup = `${share.section}, MPXY Shared Memory Setup Mode: OVERWRITE-RETURN`;
const layout = `${ids.section}, MPXY Channel IDs Shared Memory Layout`;

const OVERWRITE_RETURN = 1n;
const channelOf = ({ platform }: CallWorld, id: bigint): ChannelFacts | undefined =>
  platform.channels.find((channel) => BigInt(channel.id) === uint32(id));
function expectShare(world: CallWorld, { hart, args }: Call): Expectation<CallWorld> {
  const [low = 0n, high = 0n, flags = 0n] = args;
  const was = shmemOf(world, hart);
  const { platform } = world;
  const set = (shmem: bigint | undefined) => withHart(world, hart, { messages: { shmem } });
  const rules = { size: BigInt(platform.messageBytes), alignment: 4096n, flags: OVERWRITE_RETURN };
  const { success, ...rest } = expectArea(world, share, args, rules, set);
  if (flags !== OVERWRITE_RETURN || (low === allOnes && high === allOnes) || !isShared(world, low, 16n))
    return { ...rest, success };
  return { ...rest, success: { outcome: (_, after) => returned(set(low), low, was, after) } };
}

/** OVERWRITE-RETURN has written what was set before. Where nothing was, no text says what that is. */
function returned(world: CallWorld, low: bigint, was: bigint | undefined, after: Uint8Array): Outcome<CallWorld> {
  const now = { ...world.memory, bytes: after };
  const told = [wordAt(now, low, 8), wordAt(now, low + 8n, 8)] as const;
  const done = { world: { ...world, memory: withWords(world.memory, low, 8, told) } };
  if (was === undefined || (told[0] === was && told[1] === 0n)) return done;
  return {
    ...done,
    difference: {
      rule: setup,
      subject: 'the memory that was set before',
      expected: hexOf(was),
      got: told.map(hexOf).join(', '),
    },
  };
}

function expectIds(world: CallWorld, { hart, args: [a0 = 0n] }: Call): Expectation<CallWorld> {
  const index = uint32(a0);
  const { channels } = world.platform;
  const total = BigInt(channels.length);
  const shmem = shmemOf(world, hart);
  return expected(
    ids,
    {
      NO_SHMEM: shmem === undefined,
      INVALID_PARAM: index > total || (index === total ? 'may' : false),
      DENIED: 'ever',
    },
    {
      value: 0n,
      valueRule: `${ids.section}, "The sbiret.uvalue is always set to zero"`,
      ...(shmem !== undefined &&
        isShared(world, shmem, 4096n) && {
          outcome: (_: bigint, after: Uint8Array) => listed(world, shmem, index, after),
        }),
    },
  );
}

function listed(world: CallWorld, shmem: bigint, index: bigint, after: Uint8Array): Outcome<CallWorld> {
  const { channels } = world.platform;
  const now = { ...world.memory, bytes: after };
  const [remaining, many] = [wordAt(now, shmem, 4), wordAt(now, shmem + 4n, 4)];
  const due = channels.slice(Number(index)).map(({ id }) => BigInt(id));
  const count = many > BigInt(due.length) ? 0 : Number(many);
  const told = Array.from({ length: count }, (_, i) => wordAt(now, shmem + 8n + 4n * BigInt(i), 4));
  const done = { world: { ...world, memory: withWords(world.memory, shmem, 4, [remaining, many, ...told]) } };
  const wrong = (row: string, wanted: string, got: string) => ({
    ...done,
    difference: {
      rule: `${layout}: ${row}`,
      subject: `the answer of get_channel_ids from ${index} on`,
      expected: wanted,
      got,
    },
  });
  if (remaining + many !== BigInt(due.length))
    return wrong('REMAINING', `${due.length} with those returned`, `${remaining} + ${many}`);
  const bad = told.findIndex((id, i) => id !== due[i]);
  return bad >= 0 ? wrong('CHANNEL_ID [start_index + 0]', hexOf(due[bad]!), hexOf(told[bad]!)) : done;
}

function rangeErrors(world: CallWorld, hart: number, args: readonly bigint[]) {
  const [id = 0n, base, count] = [args[0], uint32(args[1] ?? 0n), uint32(args[2] ?? 0n)] as const;
  const channel = channelOf(world, id);
  const isProtocols = base >= PROTOCOLS;
  const isBeyond = !isProtocols && base + count > STANDARD;
  const isTooMany = count === 0n || count > BigInt(world.platform.messageBytes / 4);
  return {
    base,
    count,
    channel,
    isProtocols,
    errors: {
      NO_SHMEM: shmemOf(world, hart) === undefined,
      NOT_SUPPORTED: !channel,
      INVALID_PARAM: isTooMany || (isProtocols || base >= STANDARD ? 'may' : false),
      // A range that begins where there is nothing is one of both errors, and so may be one without an attribute.
      BAD_RANGE: isProtocols || count === 0n ? 'may' : isBeyond && (base >= STANDARD && isTooMany ? 'may' : true),
    } as const,
  };
}

function expectReadAttributes(world: CallWorld, { hart, args }: Call): Expectation<CallWorld> {
  const { base, count, channel, isProtocols, errors } = rangeErrors(world, hart, args);
  const shmem = shmemOf(world, hart);
  const isHere = shmem !== undefined && channel && isShared(world, shmem, 4n * count);
  return expected(read, errors, {
    ...(isHere && {
      outcome: (_: bigint, after: Uint8Array): Outcome<CallWorld> => {
        const now = { ...world.memory, bytes: after };
        const told = Array.from({ length: Number(count) }, (_unused, i) => wordAt(now, shmem + 4n * BigInt(i), 4));
        const memory = withWords(world.memory, shmem, 4, told);
        const at = (i: number) => channel.attributes[Number(base) + i];
        const bad = isProtocols ? -1 : told.findIndex((value, i) => at(i) !== undefined && value !== BigInt(at(i)!));
        return {
          world: { ...world, memory },
          ...(bad >= 0 && {
            difference: {
              rule: attributes,
              subject: `attribute ${hexOf(base + BigInt(bad))} of channel ${channel.id}`,
              expected: hexOf(BigInt(at(bad)!)),
              got: hexOf(told[bad]!),
            },
          }),
        };
      },
    }),
  });
}

function expectWriteAttributes(world: CallWorld, { hart, args }: Call): Expectation<CallWorld> {
  const { base, count, channel, isProtocols, errors } = rangeErrors(world, hart, args);
  const shmem = shmemOf(world, hart);
  const isReadOnly = !isProtocols && base < BigInt(MSI_CONTROL);
  const isOver = !isProtocols && base + count > PROTOCOLS;
  const table_ = {
    ...errors,
    BAD_RANGE: count !== 0n && (isReadOnly || isOver) ? true : errors.BAD_RANGE,
    DENIED: 'ever',
  } as const;
  if (shmem === undefined || !channel || isProtocols || !isShared(world, shmem, 4n * count))
    return expected(write, table_);
  const values = Array.from({ length: Math.min(Number(count), 16) }, (_, i) =>
    Number(wordAt(world.memory, shmem + 4n * BigInt(i), 4)),
  );
  const isOdd = values.some((value, i) => [MSI_CONTROL, EVENTS_STATE_CONTROL].includes(Number(base) + i) && value > 1);
  const held = values.reduce((old, value, i) => {
    const id = Number(base) + i;
    const has =
      id === EVENTS_STATE_CONTROL ? can(channel, EVENTS_STATE) && can(channel, NOTIFICATIONS) : can(channel, MSI);
    return id < MSI_CONTROL || id >= Number(STANDARD) || !has ? old : old.with(id, value);
  }, channel.attributes);
  const channels = world.platform.channels.map((old) => (old === channel ? { ...old, attributes: held } : old));
  return expected(
    write,
    { ...table_, INVALID_PARAM: errors.INVALID_PARAM || (isOdd ? 'may' : false) },
    { world: { ...world, platform: { ...world.platform, channels } } },
  );
}

function expectMessage(world: CallWorld, { hart, name, args: [id = 0n, , length = 0n] }: Call): Expectation<CallWorld> {
  const channel = channelOf(world, id);
  const answers = name === 'send_message_with_response';
  const isThere = channel && can(channel, answers ? SEND_WITH : SEND_WITHOUT);
  const isLong =
    length > BigInt(world.platform.messageBytes) || (channel && length > BigInt(channel.attributes[MSG_DATA_MAX_LEN]!));
  const shmem = shmemOf(world, hart);
  return expected(
    answers ? withResponse : withoutResponse,
    {
      NO_SHMEM: shmem === undefined,
      NOT_SUPPORTED: isThere ? 'ever' : true,
      INVALID_PARAM: isLong || 'ever',
      TIMEOUT: 'ever',
      IO: 'ever',
    },
    {
      ...(answers && {
        value: {
          words: 'no more than the memory has',
          holds: (value: bigint) => value <= BigInt(world.platform.messageBytes),
        },
      }),
      outcome: (value, after) => ({
        world: answers && shmem !== undefined ? scribbled(world, shmem, value, after) : world,
      }),
    },
    answers ? { mayScribble: true } : {},
  );
}

function expectNotifications(world: CallWorld, { hart, args: [id = 0n] }: Call): Expectation<CallWorld> {
  const channel = channelOf(world, id);
  const shmem = shmemOf(world, hart);
  return expected(
    notify,
    { NO_SHMEM: shmem === undefined, NOT_SUPPORTED: !channel || !can(channel, NOTIFICATIONS), IO: 'ever' },
    {
      outcome: (value, after) => ({ world: shmem === undefined ? world : scribbled(world, shmem, 16n + value, after) }),
    },
    { mayScribble: true },
  );
}

/** So many bytes of the memory are what the protocol of the channel says. */
function scribbled(world: CallWorld, shmem: bigint, count: bigint, after: Uint8Array): CallWorld {
  if (!isShared(world, shmem, count)) return world;
  const bytes = world.memory.bytes.slice();
  const at = Number(shmem - world.memory.begin);
  bytes.set(after.subarray(at, at + Number(count)), at);
  return { ...world, memory: { ...world.memory, bytes } };
}

/** Message Proxy. */
export const mpxyModel: ExtensionModel = {
  name: 'MPXY',
  expect(world, call) {
    switch (call.name) {
      case 'get_shmem_size':
        return expected(
          size,
          {},
          {
            value: BigInt(world.platform.messageBytes),
            valueRule: `${size.section}, "it will return the shared memory size in sbiret.uvalue"`,
          },
        );
      case 'set_shmem':
        return expectShare(world, call);
      case 'get_channel_ids':
        return expectIds(world, call);
      case 'read_attributes':
        return expectReadAttributes(world, call);
      case 'write_attributes':
        return expectWriteAttributes(world, call);
      case 'get_notification_events':
        return expectNotifications(world, call);
      default:
        return expectMessage(world, call);
    }
  },
  started: () => ({ messages: { shmem: undefined } }),
  ...mpxyTries,
};
