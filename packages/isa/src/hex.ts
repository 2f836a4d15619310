/** A number as messages and listings show it: `0x` and hexadecimal digits, as few as it needs. */
export const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
