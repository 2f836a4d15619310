/**
 * The numbers of the extensions that have a model, by the function listings of sbi "Function Listing". They are written here
 * once more: what is judged by a model does not tell it how it is called.
 */
export const extensions = {
  SSE: {
    eid: 0x53_5345,
    functions: {
      read_attrs: 0,
      write_attrs: 1,
      register: 2,
      unregister: 3,
      enable: 4,
      disable: 5,
      complete: 6,
      inject: 7,
      hart_unmask: 8,
      hart_mask: 9,
    },
  },
  BASE: {
    eid: 0x10,
    functions: {
      get_spec_version: 0,
      get_impl_id: 1,
      get_impl_version: 2,
      probe_extension: 3,
      get_mvendorid: 4,
      get_marchid: 5,
      get_mimpid: 6,
    },
  },
  TIME: { eid: 0x5449_4d45, functions: { set_timer: 0 } },
  IPI: { eid: 0x73_5049, functions: { send_ipi: 0 } },
  RFENCE: {
    eid: 0x5246_4e43,
    functions: {
      remote_fence_i: 0,
      remote_sfence_vma: 1,
      remote_sfence_vma_asid: 2,
      remote_hfence_gvma_vmid: 3,
      remote_hfence_gvma: 4,
      remote_hfence_vvma_asid: 5,
      remote_hfence_vvma: 6,
    },
  },
  HSM: { eid: 0x48_534d, functions: { hart_start: 0, hart_stop: 1, hart_get_status: 2, hart_suspend: 3 } },
  PMU: {
    eid: 0x50_4d55,
    functions: {
      num_counters: 0,
      counter_get_info: 1,
      counter_config_matching: 2,
      counter_start: 3,
      counter_stop: 4,
      counter_fw_read: 5,
      counter_fw_read_hi: 6,
      snapshot_set_shmem: 7,
      event_get_info: 8,
    },
  },
  DBCN: { eid: 0x4442_434e, functions: { console_write: 0, console_read: 1, console_write_byte: 2 } },
  SUSP: { eid: 0x5355_5350, functions: { system_suspend: 0 } },
  FWFT: { eid: 0x4657_4654, functions: { set: 0, get: 1 } },
  DBTR: {
    eid: 0x4442_5452,
    functions: {
      num_triggers: 0,
      set_shmem: 1,
      read_triggers: 2,
      install_triggers: 3,
      update_triggers: 4,
      uninstall_triggers: 5,
      enable_triggers: 6,
      disable_triggers: 7,
    },
  },
  MPXY: {
    eid: 0x4d50_5859,
    functions: {
      get_shmem_size: 0,
      set_shmem: 1,
      get_channel_ids: 2,
      read_attributes: 3,
      write_attributes: 4,
      send_message_with_response: 5,
      send_message_without_response: 6,
      get_notification_events: 7,
    },
  },
} as const satisfies Readonly<
  Record<string, { readonly eid: number; readonly functions: Readonly<Record<string, number>> }>
>;

/** The name of one. */
export type ExtensionName = keyof typeof extensions;

/** The name of a function of an extension. */
export type FunctionName<Name extends ExtensionName> = keyof (typeof extensions)[Name]['functions'] & string;

/** The name of a function of SSE. */
export type SseFunction = FunctionName<'SSE'>;
