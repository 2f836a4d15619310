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
  HSM: { eid: 0x48_534d, functions: { hart_start: 0, hart_stop: 1, hart_get_status: 2, hart_suspend: 3 } },
  SUSP: { eid: 0x5355_5350, functions: { system_suspend: 0 } },
  FWFT: { eid: 0x4657_4654, functions: { set: 0, get: 1 } },
  IPI: { eid: 0x73_5049, functions: { send_ipi: 0 } },
  PMU: { eid: 0x50_4d55, functions: { counter_config_matching: 2, counter_start: 3, counter_stop: 4 } },
} as const satisfies Readonly<
  Record<string, { readonly eid: number; readonly functions: Readonly<Record<string, number>> }>
>;

/** The name of one. */
export type ExtensionName = keyof typeof extensions;

/** The name of a function of an extension. */
export type FunctionName<Name extends ExtensionName> = keyof (typeof extensions)[Name]['functions'] & string;

/** The name of a function of SSE. */
export type SseFunction = FunctionName<'SSE'>;
