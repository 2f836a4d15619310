import * as sbi from '@hartlab/sbi';
import type { Extension } from '@hartlab/sbi';

/** Every description that the package of the SBI gives to others, by the name under which it does. */
export type Descriptions = {
  readonly [K in keyof typeof sbi as (typeof sbi)[K] extends Extension ? K : never]: (typeof sbi)[K];
};

/** All of them. */
export const descriptions: Readonly<Record<string, Extension>> = Object.fromEntries(
  Object.entries(sbi).flatMap(([name, value]) =>
    typeof value === 'object' && 'functions' in value ? [[name, value]] : [],
  ),
);
