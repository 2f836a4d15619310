import { describe, expect, test } from 'vitest';
import {
  BASE,
  CPPC,
  DBCN,
  DBTR,
  FWFT,
  HSM,
  IPI,
  LEGACY,
  MPXY,
  NACL,
  PMU,
  RFENCE,
  SRST,
  SSE,
  STA,
  SUSP,
  TIME,
  specVersion,
  type ErrorName,
  type Extension,
} from './index.ts';

const everyExtension: readonly Extension[] = [
  BASE,
  TIME,
  IPI,
  RFENCE,
  HSM,
  SRST,
  DBCN,
  SUSP,
  CPPC,
  NACL,
  STA,
  SSE,
  FWFT,
  DBTR,
  MPXY,
  PMU,
  LEGACY,
];

// Expected values: the heading and the function listing of each chapter of the SBI specification.
test('extension IDs', () => {
  expect(everyExtension.map(({ eid }) => eid)).toEqual([
    0x10,
    0x54494d45,
    0x735049,
    0x52464e43,
    0x48534d,
    0x53525354,
    0x4442434e,
    0x53555350,
    0x43505043,
    0x4e41434c,
    0x535441,
    0x535345,
    0x46574654,
    0x44425452,
    0x4d505859,
    0x504d55,
    undefined,
  ]);
});

test('a function of every ID from 0, and no other', () => {
  const counts = everyExtension.map(({ functions }) => Object.values(functions).map(({ id }) => id));
  expect(counts).toEqual(
    [7, 1, 1, 7, 4, 1, 3, 1, 4, 5, 1, 10, 2, 8, 8, 9, 9].map((length) => Array.from({ length }, (_, id) => id)),
  );
});

test('every function cites the section of its own ID', () => {
  for (const { eid, functions } of everyExtension)
    for (const { id, spec } of Object.values(functions))
      expect(spec).toContain(eid === undefined ? `(EID #0x0${id})` : `(FID #${id})`);
});

test('every call fits a0 to a5', () => {
  for (const { functions } of everyExtension)
    for (const { parameters } of Object.values(functions))
      expect(Object.keys(parameters).length).toBeLessThanOrEqual(6);
});

describe('errors, as the tables of each function list them', () => {
  const expected: readonly [Extension, Readonly<Record<string, readonly ErrorName[]>>][] = [
    [IPI, { send_ipi: ['INVALID_PARAM', 'FAILED'] }],
    [
      RFENCE,
      {
        remote_fence_i: ['INVALID_PARAM', 'FAILED'],
        remote_sfence_vma: ['INVALID_ADDRESS', 'INVALID_PARAM', 'FAILED'],
        remote_hfence_gvma_vmid: ['NOT_SUPPORTED', 'INVALID_ADDRESS', 'INVALID_PARAM', 'FAILED'],
        remote_hfence_vvma: ['NOT_SUPPORTED', 'INVALID_ADDRESS', 'INVALID_PARAM', 'FAILED'],
      },
    ],
    [
      HSM,
      {
        hart_start: ['INVALID_ADDRESS', 'INVALID_PARAM', 'ALREADY_AVAILABLE', 'FAILED'],
        hart_stop: ['FAILED'],
        hart_get_status: ['INVALID_PARAM'],
        hart_suspend: ['INVALID_PARAM', 'NOT_SUPPORTED', 'INVALID_ADDRESS', 'FAILED'],
      },
    ],
    [SRST, { system_reset: ['INVALID_PARAM', 'NOT_SUPPORTED', 'FAILED'] }],
    [
      DBCN,
      {
        console_write: ['INVALID_PARAM', 'DENIED', 'FAILED'],
        console_read: ['INVALID_PARAM', 'DENIED', 'FAILED'],
        console_write_byte: ['DENIED', 'FAILED'],
      },
    ],
    [SUSP, { system_suspend: ['INVALID_PARAM', 'NOT_SUPPORTED', 'INVALID_ADDRESS', 'DENIED', 'FAILED'] }],
    [
      NACL,
      {
        probe_feature: [],
        set_shmem: ['INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
        sync_csr: ['NOT_SUPPORTED', 'INVALID_PARAM', 'NO_SHMEM'],
        sync_hfence: ['NOT_SUPPORTED', 'INVALID_PARAM', 'NO_SHMEM'],
        sync_sret: ['NOT_SUPPORTED', 'NO_SHMEM'],
      },
    ],
    [STA, { steal_time_set_shmem: ['INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'] }],
    [
      FWFT,
      {
        set: ['NOT_SUPPORTED', 'INVALID_PARAM', 'DENIED', 'DENIED_LOCKED', 'FAILED'],
        get: ['NOT_SUPPORTED', 'DENIED', 'FAILED'],
      },
    ],
    [
      CPPC,
      {
        probe: ['INVALID_PARAM', 'FAILED'],
        read: ['INVALID_PARAM', 'NOT_SUPPORTED', 'DENIED', 'FAILED'],
        read_hi: ['INVALID_PARAM', 'NOT_SUPPORTED', 'DENIED', 'FAILED'],
        write: ['INVALID_PARAM', 'NOT_SUPPORTED', 'DENIED', 'FAILED'],
      },
    ],
    [
      DBTR,
      {
        num_triggers: [],
        set_shmem: ['INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
        read_triggers: ['NO_SHMEM', 'BAD_RANGE'],
        install_triggers: ['NO_SHMEM', 'BAD_RANGE', 'INVALID_PARAM', 'FAILED', 'NOT_SUPPORTED'],
        update_triggers: ['NO_SHMEM', 'BAD_RANGE', 'INVALID_PARAM', 'FAILED', 'NOT_SUPPORTED'],
        uninstall_triggers: ['INVALID_PARAM'],
        enable_triggers: ['INVALID_PARAM'],
        disable_triggers: ['INVALID_PARAM'],
      },
    ],
    [
      MPXY,
      {
        get_shmem_size: [],
        set_shmem: ['INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
        get_channel_ids: ['INVALID_PARAM', 'NO_SHMEM', 'DENIED', 'FAILED'],
        read_attributes: ['INVALID_PARAM', 'NOT_SUPPORTED', 'BAD_RANGE', 'NO_SHMEM', 'FAILED'],
        write_attributes: ['INVALID_PARAM', 'NOT_SUPPORTED', 'BAD_RANGE', 'NO_SHMEM', 'DENIED', 'FAILED'],
        send_message_with_response: ['INVALID_PARAM', 'NOT_SUPPORTED', 'NO_SHMEM', 'TIMEOUT', 'IO', 'FAILED'],
        send_message_without_response: ['INVALID_PARAM', 'NOT_SUPPORTED', 'NO_SHMEM', 'TIMEOUT', 'IO', 'FAILED'],
        get_notification_events: ['NOT_SUPPORTED', 'NO_SHMEM', 'IO', 'FAILED'],
      },
    ],
    [
      PMU,
      {
        num_counters: [],
        counter_get_info: ['INVALID_PARAM'],
        counter_config_matching: ['INVALID_PARAM', 'NOT_SUPPORTED'],
        counter_start: ['INVALID_PARAM', 'ALREADY_STARTED', 'NO_SHMEM'],
        counter_stop: ['INVALID_PARAM', 'ALREADY_STOPPED', 'NO_SHMEM'],
        counter_fw_read: ['INVALID_PARAM'],
        counter_fw_read_hi: ['INVALID_PARAM'],
        snapshot_set_shmem: ['NOT_SUPPORTED', 'INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
        event_get_info: ['NOT_SUPPORTED', 'INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
      },
    ],
    [SSE, { hart_unmask: ['ALREADY_STARTED', 'FAILED'], hart_mask: ['ALREADY_STOPPED', 'FAILED'], complete: [] }],
  ];
  test.each(expected)('$name', ({ functions }, table) => {
    for (const [name, errors] of Object.entries(table)) expect(functions[name]?.errors).toEqual(errors);
  });
});

test('version 3.0', () => {
  expect(specVersion(3, 0)).toBe(0x0300_0000n);
});
